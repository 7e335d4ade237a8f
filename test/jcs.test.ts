import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { canonical, fromBase64url, isBase64url, NotCanonical, parseCanonical } from '../src/jcs.ts'

const vector = (kind: 'input' | 'output', name: string): string =>
  readFileSync(new URL(`./vectors/jcs/${kind}/${name}.json`, import.meta.url), 'utf8')

/** Drops what Kinward refuses, wherever it lies: member names made of digits, and fractional numbers. */
function allowed(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((v) => typeof v !== 'number' || Number.isSafeInteger(v)).map(allowed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([k, v]) => (/^\d+$/.test(k) ? [] : [[k, allowed(v)] as const])),
  )
}

const reason = (run: () => unknown): string => {
  try {
    run()
  } catch (error) {
    if (error instanceof NotCanonical) return error.reason
    throw error
  }
  return 'accepted'
}

/** Values that may be stored, with awkward names and strings. */
const text = fc.string({ unit: 'binary' })
const { value: storable } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    text,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      text.filter((name) => !/^\d+$/.test(name)),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
}))

t.test('RFC 8785 vectors that hold only what may be stored', async (t) => {
  for (const name of ['french', 'unicode'])
    t.equal(canonical(JSON.parse(vector('input', name))), vector('output', name))
})

t.test('RFC 8785 vectors with numbers as names or fractions are refused, and their rest is equal', async (t) => {
  const refused = { arrays: 'name', structures: 'name', weird: 'name', values: 'number' }
  for (const [name, why] of Object.entries(refused)) {
    t.equal(
      reason(() => canonical(JSON.parse(vector('input', name)))),
      why,
      name,
    )
    t.equal(
      reason(() => parseCanonical(vector('output', name))),
      why,
      name,
    )
  }
  t.equal(canonical(allowed(JSON.parse(vector('input', 'arrays')))), '[56,{"d":true}]')
  t.equal(canonical(allowed(JSON.parse(vector('input', 'structures')))), '{"":"empty","A":{},"a":{}}')
  t.equal(canonical(allowed(JSON.parse(vector('input', 'weird')))), vector('output', 'weird').replace('"1":"One",', ''))
  const numbers = '[333333333.3333333,1e+30,4.5,0.002,1e-27]'
  t.equal(canonical(allowed(JSON.parse(vector('input', 'values')))), vector('output', 'values').replace(numbers, '[]'))
})

t.test('names are put in order by UTF-16 code units', async (t) => {
  t.equal(
    canonical({ '\u{10000}': 1, '\uffff': 2, a: { z: [], b: 0 } }),
    '{"a":{"b":0,"z":[]},"\u{10000}":1,"\uffff":2}',
  )
})

t.test('canonical: what cannot be stored', async (t) => {
  const cases: [string, unknown][] = [
    ['type', undefined],
    ['type', { a: undefined }],
    ['type', [undefined]],
    ['type', Object.assign([], { length: 2 })],
    ['type', new Date(0)],
    ['type', { a: new Map() }],
    ['type', 1n],
    ['type', () => 1],
    ['type', Symbol('s')],
    ['number', 0.5],
    ['number', { a: [1e21] }],
    ['number', 2 ** 53],
    ['number', Number.NaN],
    ['number', Number.POSITIVE_INFINITY],
    ['name', { 0: 1 }],
    ['name', { a: { 42: 1 } }],
    ['name', { '007': 1 }],
    ['name', { '4294967296': 1 }],
    ['surrogate', '\ud800'],
    ['surrogate', { a: ['ok', 'x\udc00'] }],
    ['surrogate', { '\ud800': 1 }],
    ['surrogate', { b: 1, a: '\ud83d' }],
  ]
  for (const [why, value] of cases)
    t.equal(
      reason(() => canonical(value)),
      why,
    )
  t.equal(canonical([-0, 'a\\ud800', { a1: 1, '-1': 2, '1a': 3 }]), '[0,"a\\\\ud800",{"-1":2,"1a":3,"a1":1}]')
})

t.test('nesting ends before the stack does', async (t) => {
  const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  t.equal(canonical(parseCanonical(nested(64))), nested(64))
  t.equal(
    reason(() => parseCanonical(nested(65))),
    'depth',
  )
  t.equal(
    reason(() => parseCanonical(nested(5_000))),
    'depth',
  )
})

t.test('parseCanonical: every other spelling', async (t) => {
  const cases: [string, string][] = [
    ['not-json', ''],
    ['not-json', '{'],
    ['not-json', '\ufeff{}'],
    ['text', '{ }'],
    ['text', '{}\n'],
    ['text', '{"b":1,"a":2}'],
    ['text', '{"x":[{"b":1,"a":2}]}'],
    ['text', '{"a":1,"a":1}'],
    ['text', '"\\u0041"'],
    ['text', '"\\/"'],
    ['text', '"\\u000A"'],
    ['text', '-0'],
    ['text', '1.0'],
    ['text', '1e2'],
    ['number', '0.1'],
    ['number', '9007199254740992'],
    ['name', '{"1":1}'],
    ['surrogate', '"\\ud800"'],
    ['surrogate', '{"\\udfff":1}'],
  ]
  for (const [why, text] of cases)
    t.equal(
      reason(() => parseCanonical(text)),
      why,
      text,
    )
  t.strictSame(
    parseCanonical('{"__proto__":{"a":1},"b":"\\\\ud800"}'),
    JSON.parse('{"__proto__":{"a":1},"b":"\\\\ud800"}'),
  )
})

t.test('errors name a rule, never a value', async (t) => {
  for (const bad of ['"Somchai', '{"Somchai":0.5}', '{"b":"Somchai","a":1}']) {
    try {
      parseCanonical(bad)
      t.fail('accepted')
    } catch (error) {
      t.notMatch(String(error), 'Somchai')
    }
  }
})

t.test('property: one text per value, whatever the order it was built in', async () => {
  const backwards = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(backwards)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .toReversed()
        .map(([k, v]) => [k, backwards(v)]),
    )
  }
  fc.assert(
    fc.property(storable, (value) => {
      const text = canonical(value)
      return canonical(backwards(value)) === text && canonical(parseCanonical(text)) === text
    }),
  )
})

t.test('base64url has one spelling', async (t) => {
  t.strictSame(fromBase64url('_-8'), Buffer.from([0xff, 0xef]))
  for (const bad of ['_-9', '_-8=', '/+8', '_-8 ', 'A', '_\n-8']) t.equal(fromBase64url(bad), undefined, bad)
  t.ok(isBase64url('', 0))
  t.ok(isBase64url('A'.repeat(43), 32))
  t.notOk(isBase64url(`${'A'.repeat(42)}B`, 32))
  t.notOk(isBase64url('A'.repeat(22), 32))
})
