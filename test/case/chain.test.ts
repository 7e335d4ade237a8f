import { createHash, createHmac, randomBytes } from 'node:crypto'
import t from 'tap'
import { type Digestible, digestOf, macOf, NOTHING_BEFORE, verifyMac } from '../../src/case/chain.ts'
import type { Slot } from '../../src/case/event.ts'
import { canonical, parseCanonical } from '../../src/jcs.ts'
import { VaultUnavailable } from '../../src/vault/vault.ts'

const b43 = `${'q'.repeat(42)}A`
const slot = {
  ct: 'AAAA',
  group: 'bia',
  hash: b43,
  kc: b43,
  kid: `${'q'.repeat(21)}A`,
  salt: b43,
  subject: 'u-1',
  v: 1,
} as const
const event: Digestible = {
  stream: 'case-1',
  revision: 7n,
  id: 'e-1',
  type: 'GuardianAppointed',
  data: {
    clear: { given: ['name'], personRef: 'u-2', count: 3, flag: true },
    sealed: [slot, { ...slot, group: 'identity' }],
  },
  metadata: {
    v: 1,
    protocol: 'protocol@1',
    ruleSet: 'thailand@1/x',
    schema: 1,
    policyVersion: '1',
    actor: { id: 'u-3', role: 'officer', agency: 'immigration' },
    decidedBy: { body: 'court', date: '2025-03-03' },
    occurredAt: '2025-03-03T01:00:00.000Z',
    recordedAt: '2025-03-03T01:00:00.001Z',
    legalBasis: 'duty',
    commandId: slot.kid,
    correlationId: 'u-4',
    requestDigest: b43,
    entered: ['a.b'],
    exited: [],
    reported: [],
    state: { placement: { search: 'open' }, age: 'minor' },
    breaches: [],
    flags: ['late:custody'],
    clocks: [
      {
        key: 'k',
        instance: 'case',
        op: 'start',
        at: '2025-03-03T01:00:00.000Z',
        budget: { n: 5, unit: 'wd' },
        calendarVersion: 'th-2025',
      },
    ],
    prev: NOTHING_BEFORE,
    mac: `1.${b43}`,
  },
}
const digest = digestOf(event)

t.test('the digest is SHA-256 over the text that FORMAT gives', async (t) => {
  const { mac: _, ...metadata } = event.metadata
  const { ct: __, ...bare } = slot
  const text = canonical({
    type: event.type,
    stream: event.stream,
    revision: '7',
    metadata,
    id: event.id,
    data: { sealed: [bare, { ...bare, group: 'identity' }], clear: event.data.clear },
  })
  t.equal(digest, createHash('sha256').update(`kinward/event/1\n${text}`).digest('base64url'))
  t.match(text, /^\{"data":\{"clear".*"id":"e-1","metadata":.*"revision":"7","stream":"case-1","type":/)
  t.match(digest, /^[\w-]{43}$/)
})

t.test('the same digest before it is stored and after it is read back', async (t) => {
  const data = parseCanonical(canonical(event.data)) as unknown as Digestible['data']
  const metadata = parseCanonical(canonical(event.metadata)) as unknown as Digestible['metadata']
  t.equal(digestOf({ ...event, data, metadata }), digest)
})

const purged = (slot: object): Omit<Slot, 'ct'> => {
  const { ct: _, ...rest } = slot as Slot
  return rest
}

/** Every copy of `value` that differs from it in one leaf, one member or one item. */
function* changes(value: unknown): Generator<unknown> {
  if (typeof value === 'string') yield `${value}x`
  else if (typeof value === 'number') yield value + 1
  else if (typeof value === 'boolean') yield !value
  else if (Array.isArray(value)) {
    yield [...value, 'more']
    for (const [i, item] of value.entries()) {
      yield value.toSpliced(i, 1)
      for (const changed of changes(item)) yield value.with(i, changed)
    }
  } else if (typeof value === 'object' && value !== null) {
    yield { ...value, unknownField: 1 }
    for (const [name, member] of Object.entries(value)) {
      yield Object.fromEntries(Object.entries(value).filter(([other]) => other !== name))
      for (const changed of changes(member)) yield { ...value, [name]: changed }
    }
  }
}

t.test('any change to any field changes the digest, but for ciphertexts and the MAC', async (t) => {
  const { mac, ...metadata } = event.metadata
  const data = { clear: event.data.clear, sealed: event.data.sealed?.map(purged) }
  const seen = new Set([digest])
  let count = 0
  for (const changed of changes(metadata)) {
    seen.add(digestOf({ ...event, metadata: { ...(changed as Digestible['metadata']), mac } } as Digestible))
    count++
  }
  for (const changed of changes(data)) {
    // Something other than a slot has no digest at all.
    if (!((changed as Digestible['data']).sealed ?? []).every((slot) => typeof slot === 'object')) continue
    seen.add(digestOf({ ...event, data: changed as Digestible['data'] }))
    count++
  }
  for (const other of [{ stream: 'case-2' }, { revision: 8n }, { id: 'e-2' }, { type: 'GuardianReplaced' }]) {
    seen.add(digestOf({ ...event, ...other }))
    count++
  }
  t.ok(count > 100, `${count} changes`)
  t.equal(seen.size, count + 1, 'each gave a digest of its own')
})

t.test('purging a ciphertext, and the MAC itself, leave the digest as it was', async (t) => {
  const { mac: _, ...unsigned } = event.metadata
  t.equal(digestOf({ ...event, metadata: unsigned }), digest)
  t.equal(digestOf({ ...event, metadata: { ...unsigned, mac: '2.other' } }), digest)
  const without = event.data.sealed?.map(purged) ?? []
  t.equal(digestOf({ ...event, data: { ...event.data, sealed: without } }), digest)
  const emptied = event.data.sealed?.map((s) => ({ ...s, ct: '' })) ?? []
  t.equal(digestOf({ ...event, data: { ...event.data, sealed: emptied } }), digest)
})

t.test('a MAC is of one digest, one key and one number', async (t) => {
  const keys = [randomBytes(32), randomBytes(32)]
  const ring = {
    macKey(epoch: number): Buffer {
      const key = keys[epoch - 1]
      if (!key) throw new RangeError('no such key')
      return key
    },
  }
  const mac = macOf(digest, 1, ring.macKey(1))
  t.equal(mac, `1.${createHmac('sha256', ring.macKey(1)).update(Buffer.from(digest, 'base64url')).digest('base64url')}`)
  t.ok(verifyMac(mac, digest, ring))
  t.ok(verifyMac(macOf(digest, 2, ring.macKey(2)), digest, ring))
  t.not(macOf(digest, 1, ring.macKey(2)), mac)
  t.notOk(verifyMac(macOf(digest, 1, ring.macKey(2)), digest, ring), 'another key')
  t.notOk(verifyMac(mac.replace(/^1/, '2'), digest, ring), 'another number')
  t.notOk(verifyMac(mac.replace(/^1/, '3'), digest, ring), 'a number that the vault never had')
  t.notOk(verifyMac(mac, digestOf({ ...event, revision: 8n }), ring), 'another digest')
  for (const bad of [
    '',
    '1.',
    mac.slice(2),
    `01${mac.slice(1)}`,
    `${mac}A`,
    mac.slice(0, -1),
    ` ${mac}`,
    `${mac}\n`,
    '-1.x',
  ])
    t.notOk(verifyMac(bad, digest, ring), JSON.stringify(bad))
})

t.test('a vault that cannot be asked is not a wrong MAC', async (t) => {
  const macKey = (): Buffer => {
    throw new VaultUnavailable('not now')
  }
  t.throws(() => verifyMac(`1.${b43}`, digest, { macKey }), { code: 'vault-unavailable' })
})
