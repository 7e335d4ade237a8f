import { createHash, randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { type Checked, checkStore, type Finding } from '../../src/audit/check.ts'
import { seedCases } from '../../src/audit/seed.ts'
import { digestOf, macOf, NOTHING_BEFORE } from '../../src/case/chain.ts'
import type { EventData, Metadata, Slot } from '../../src/case/event.ts'
import { parseEvent } from '../../src/case/parsed.ts'
import { systemClock } from '../../src/clock.ts'
import { canonical } from '../../src/jcs.ts'
import { openServices } from '../../src/open.ts'
import { kinward } from '../durability/processes.ts'
import { startService } from '../support/service.ts'
import { alterFile, HostileCopy, type Loose, looseData, looseMetadata, type Row, type TextColumn } from './hostile.ts'

const root = mkdtempSync(join(tmpdir(), 'kinward-tamper-'))
const folder = join(root, 'data')

/** Two in each of three cases, and the one that is lived in the stories themselves. */
const REFUSALS = 7

/** Three lived cases, looks at them, refusals, and a look at what is not there. */
async function tellStories(): Promise<string[]> {
  const service = await startService(join(root, 'live'))
  const told = await seedCases(
    service.services,
    { cases: 3, seed: 7, start: '2025-01-06T01:00:00.000Z', until: 5 },
    () => undefined,
  )
  service.at('2025-06-02T09:00:00+07:00')
  for (const id of told) {
    await service.get('worker', `/api/cases/${id}`)
    const held = await service.take('immigration', id, 'order-detention', {
      ownName: true,
      basis: 'missing_papers',
      alternativesConsidered: [],
      orderRef: 'Demo order',
    })
    t.equal(held.status, 409)
    const offered = await service.take('officer', id, 'offer-placement', {
      provider: 'river-shelter',
      type: 'residential',
      libertyClass: 'open',
      needs: 'A bed.',
    })
    t.equal(offered.status, 403)
    await service.get('worker', `/api/cases/${id}/history`)
  }
  // the last event of the second case is one that nobody has looked at
  await service.take('worker', told[1] ?? '', 'record-follow-up-visit', {
    type: 'in_care',
    seenAlone: true,
    findings: 'Well.',
    action: 'none',
  })
  await service.get('consular', `/api/cases/${told[0]}`)
  await service.get('worker', '/api/cases/00000000-0000-4000-8000-000000000000')
  cpSync(service.folder, folder, { recursive: true })
  await service.close()
  return told
}

const cases = await tellStories()
const services = await openServices({ data: folder, profile: 'demo', node: 'test' }, systemClock)
const copy = new HostileCopy(join(folder, 'events.db'))
const { vault, proofs } = services
t.teardown(async () => {
  await services.close()
  rmSync(root, { recursive: true })
})

const check = (): Promise<Checked> => checkStore({ store: copy.store, vault, proofs })
const names = (findings: readonly Finding[], stream: string, revision: bigint): boolean =>
  findings.some((finding) => finding.stream === stream && finding.revision === revision)
const told = (findings: readonly Finding[]): string =>
  findings.map(({ stream, revision, what }) => `${stream} ${revision} ${what}`).join('; ') || 'nothing'

/** Where the first event that does not fit should be: stream and revision. */
type Place = readonly [stream: string, revision: bigint]

/** Alters something in the copy, and says what must be named. */
async function mustName(alter: () => Place | readonly Place[], what?: string): Promise<void> {
  await copy.during(async () => {
    const places = alter()
    const { findings } = await check()
    for (const [stream, revision] of typeof places[0] === 'string' ? [places as Place] : (places as readonly Place[])) {
      if (!names(findings, stream, revision)) throw new Error(`${stream} ${revision} expected; found ${told(findings)}`)
      const found = findings.find((finding) => finding.stream === stream)
      if (what !== undefined && !found?.what.startsWith(what)) throw new Error(`${what} expected; ${told(findings)}`)
    }
  })
}

const seed = Number(process.env.KINWARD_SEED ?? Math.trunc(Math.random() * 2 ** 31))
const runs = (numRuns: number): { seed: number; numRuns: number } => ({ seed, numRuns })
const anyRow = fc.nat().map((n) => copy.rows[n % copy.rows.length] as Row)
const sealedRow = fc.nat().map((n) =>
  pick(
    copy.rows.filter(({ data }) => data.includes('"sealed"')),
    n,
  ),
)
const middleRow = fc.nat().map((n) =>
  pick(
    copy.rows.filter((row) => copy.streamOf(row).at(-1) !== row),
    n,
  ),
)
const pick = <T>(from: readonly T[], n: number): T => from[n % from.length] as T

t.comment(`seed ${seed}; repeat with KINWARD_SEED=${seed}`)

t.test('untouched, it is clean; every kind of stream is there, and every slot opens', async (t) => {
  const { findings, refusals, slots, events } = await check()
  t.strictSame(findings, [])
  t.equal(events, copy.rows.length)
  t.equal(refusals, REFUSALS)
  t.ok(slots.open > 20)
  t.strictSame([slots.erased, slots.lost, slots.tampered], [0, 0, 0])
  const kinds = new Set(copy.rows.map(({ stream }) => stream.replace(/-?[0-9a-f]{8}-.*/, '')))
  t.strictSame([...kinds].sort(), ['access', 'access-node-test', 'case', 'store'])
})

t.test('any byte of any event altered, added or taken away', async () => {
  const column = fc.constantFrom<TextColumn>('data', 'metadata', 'type', 'id', 'stream')
  const how = fc.constantFrom('flip', 'put', 'add', 'drop')
  const byte = fc.integer({ min: 0, max: 255 })
  await fc.assert(
    fc.asyncProperty(anyRow, column, how, fc.nat(), byte, async (row, name, change, where, value) => {
      const bytes = Buffer.from(row[name])
      const at = where % (bytes.length + (change === 'add' ? 1 : 0))
      const altered = {
        flip: () => Buffer.concat([bytes.subarray(0, at), flipped(bytes[at] ?? 0, value), bytes.subarray(at + 1)]),
        put: () => Buffer.concat([bytes.subarray(0, at), Buffer.of(value), bytes.subarray(at + 1)]),
        add: () => Buffer.concat([bytes.subarray(0, at), Buffer.of(value), bytes.subarray(at)]),
        drop: () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]),
      }[change as 'flip']()
      fc.pre(!altered.equals(bytes))
      await mustName(() => {
        copy.setBytes(row, name, altered)
        return [name === 'stream' ? altered.toString() : row.stream, row.revision]
      })
    }),
    runs(400),
  )
})

/** One bit of it. */
const flipped = (byte: number, which: number): Buffer => Buffer.of(byte ^ (1 << (which % 8)))

t.test('any other revision, also below 0, where no reading of the stream begins', async () => {
  const number = fc.oneof(fc.bigInt({ min: -9n, max: 40n }), fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }))
  await fc.assert(
    fc.asyncProperty(anyRow, number, async (row, revision) => {
      fc.pre(revision !== row.revision)
      const others = copy.streamOf(row).filter((other) => other !== row)
      const place = (): bigint => {
        const read = [...others.map((other) => other.revision), revision]
          .filter((each) => each >= 0n)
          .sort((a, b) => (a < b ? -1 : 1))
        // where the altered event stands alone in its new place, it is found there; otherwise the first that is out of place
        return read.find((each, i) => each !== BigInt(i) || each === revision) ?? revision
      }
      await mustName(() => {
        copy.replace(row, { revision })
        return [row.stream, place()]
      })
    }),
    runs(100),
  )
})

t.test('removed from the middle: the next one does not fit', async () => {
  await fc.assert(
    fc.asyncProperty(middleRow, async (row) => {
      await mustName(() => {
        copy.remove(row)
        return [row.stream, row.revision + 1n]
      })
    }),
    runs(60),
  )
})

t.test('two that changed places, within a stream and between streams', async () => {
  await fc.assert(
    fc.asyncProperty(anyRow, anyRow, fc.boolean(), async (one, other, ids) => {
      fc.pre(one !== other)
      const place = ({ stream, revision, position, id }: Row) => ({ stream, revision, position, ...(ids && { id }) })
      await mustName(() => {
        copy.remove(one)
        copy.remove(other)
        copy.insert({ ...one, ...place(other) })
        copy.insert({ ...other, ...place(one) })
        if (one.stream !== other.stream)
          return [
            [one.stream, one.revision],
            [other.stream, other.revision],
          ]
        return [one.stream, one.revision < other.revision ? one.revision : other.revision]
      })
    }),
    runs(100),
  )
})

t.test('inserted again: at its own place, at the end of its stream or of another, or a whole stream', async () => {
  await fc.assert(
    fc.asyncProperty(anyRow, anyRow, fc.constantFrom('place', 'end', 'other', 'stream'), async (row, other, how) => {
      const position = copy.nextPosition
      await mustName(() => {
        if (how === 'place') {
          copy.insert({ ...row, position })
          return [row.stream, row.revision]
        }
        if (how === 'stream') {
          const stream = `${row.stream}f`
          for (const each of copy.streamOf(row)) copy.insert({ ...each, stream, position: position + each.revision })
          return [stream, 0n]
        }
        const { stream } = how === 'end' ? row : other
        const revision = BigInt(copy.streamOf({ stream }).length)
        copy.insert({ ...row, stream, revision, position, id: systemClock.uuid() })
        return [stream, revision]
      })
    }),
    runs(100),
  )
})

/** Puts other content into one event and rewrites the chain from there on: everything that needs no key. */
function rewrite(row: Row, change: (data: Loose, metadata: Loose) => void, sign: (digest: string) => string): void {
  let prev: string | undefined
  for (const each of copy.streamOf(row).filter(({ revision }) => revision >= row.revision)) {
    const parsed = parseEvent(each)
    const [data, metadata] = [looseData(parsed), looseMetadata(parsed)]
    if (each === row) change(data, metadata)
    if (prev !== undefined) metadata.prev = prev
    const event = { ...each, data: data as unknown as EventData, metadata: metadata as unknown as Metadata }
    prev = digestOf(JSON.parse(canonical({ ...event, revision: '', position: '' })) && ordered(event))
    metadata.mac = sign(prev)
    copy.replace(each, { data: canonical(data), metadata: canonical(metadata) })
  }
}

function ordered<T extends { data: unknown; metadata: unknown }>(event: T): T {
  return { ...event, data: JSON.parse(canonical(event.data)), metadata: JSON.parse(canonical(event.metadata)) }
}

const guess = randomBytes(32)
const forgers: Readonly<Record<string, (digest: string) => string>> = {
  'a guessed key': (digest) => macOf(digest, 1, guess),
  'a key number that never was': (digest) => macOf(digest, 2, guess),
  'no key': () => '',
  'somebody else’s signature': () => JSON.parse(copy.rows[1]?.metadata ?? '').mac as string,
}
/** What somebody would want to change. */
const lies: Readonly<Record<string, (data: Loose, metadata: Loose) => void>> = {
  redated: (_data, metadata) => {
    metadata.occurredAt = '2025-01-05T00:00:00.000Z'
  },
  'recorded earlier': (_data, metadata) => {
    metadata.recordedAt = '2025-01-05T00:00:00.000Z'
  },
  'another actor': (_data, metadata) => {
    metadata.actor = { ...(metadata.actor as object), id: '00000000-0000-8000-8000-000000000000' }
  },
  'a breach more': (_data, metadata) => {
    metadata.breaches = [...(metadata.breaches as string[]), 'I-99']
  },
  'another state': (_data, metadata) => {
    metadata.state = { ...(metadata.state as object), custody: 'nowhere' }
  },
  'another fact': (data) => {
    data.clear = { ...(data.clear as object), extra: 'yes' }
  },
}

t.test('changed and rewritten onwards with a recomputed chain, but without the MAC key', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyRow,
      fc.constantFrom(...Object.keys(lies)),
      fc.constantFrom(...Object.keys(forgers)),
      async (row, lie, forger) => {
        await mustName(() => {
          rewrite(row, lies[lie] ?? fail, forgers[forger] ?? fail)
          return [row.stream, row.revision]
        }, 'mac')
      },
    ),
    runs(130),
  )
})

const fail = (): never => {
  throw new Error('no such change')
}

t.test('a signature in a shape that is none', async () => {
  for (const make of [(mac: unknown) => [mac], () => null, () => 7, (mac: unknown) => ({ mac })])
    for (const row of copy.rows.filter(({ revision }) => revision < 2n))
      await mustName(() => {
        const metadata = JSON.parse(row.metadata) as Loose
        copy.replace(row, { metadata: canonical({ ...metadata, mac: make(metadata.mac) }) })
        return [row.stream, row.revision]
      }, 'mac')
})

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url')
const slotsOf = (data: Loose): Loose[] => data.sealed as Loose[]

t.test(
  'a byte of a ciphertext, its hash put right or not; the ciphertext taken away while its key is there',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        sealedRow,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('flip', 'rehash', 'purge'),
        async (row, a, b, how) => {
          const data = JSON.parse(row.data) as Loose
          const slot = pick(slotsOf(data), a)
          const bytes = Buffer.from(String(slot.ct), 'base64url')
          bytes[b % bytes.length] = (bytes[b % bytes.length] ?? 0) ^ (1 << (b % 8))
          if (how === 'purge') delete slot.ct
          else slot.ct = bytes.toString('base64url')
          if (how === 'rehash') slot.hash = hashOf(String(slot.ct))
          await mustName(
            () => {
              copy.replace(row, { data: canonical(data) })
              return [row.stream, row.revision]
            },
            how === 'rehash' ? 'mac' : 'tampered',
          )
        },
      ),
      runs(100),
    )
  },
)

/** Somebody who has the MAC key as well, but no subject keys: only what is sealed still speaks. */
const signed = (digest: string): string => macOf(digest, 1, vault.macKey(1))

t.test('a slot moved to another event: without the MAC key its chain shows, with it the slot itself', async () => {
  await fc.assert(
    fc.asyncProperty(sealedRow, sealedRow, fc.nat(), fc.boolean(), async (from, to, n, hasKey) => {
      fc.pre(from !== to)
      const slot = pick(slotsOf(JSON.parse(from.data) as Loose), n) as unknown as Slot
      const move = (data: Loose): void => {
        data.sealed = [slot as unknown as Loose]
      }
      await mustName(
        () => {
          rewrite(to, move, hasKey ? signed : (forgers['a guessed key'] ?? fail))
          return [to.stream, to.revision]
        },
        hasKey ? 'tampered' : 'mac',
      )
    }),
    runs(50),
  )
})

t.test('even with the MAC key, what was recorded must follow from the history', async (t) => {
  const rows = copy.rows.filter(({ stream }) => stream.startsWith('case-'))
  for (const lie of ['a breach more', 'another state'])
    for (const row of rows.slice(0, 12))
      await mustName(() => {
        rewrite(row, lies[lie] ?? fail, signed)
        return [row.stream, row.revision]
      }, 'consequences')
  t.pass()
})

t.test(
  'a refusal that says something else: found without the MAC key by the MAC, with it by deciding again',
  async (t) => {
    const refusals = copy.rows.filter(({ type }) => type === 'StepRefused')
    t.equal(refusals.length, REFUSALS)
    const otherRules = (data: Loose): void => {
      data.clear = { ...(data.clear as object), failed: ['I-23'] }
    }
    for (const row of refusals) {
      const forged = (sign: (digest: string) => string) => (): Place => {
        rewrite(row, otherRules, sign)
        return [row.stream, row.revision]
      }
      for (const forge of Object.values(forgers)) await mustName(forged(forge), 'mac')
      await mustName(forged(signed), 'consequences')
    }
  },
)

t.test('the store’s own first event: another one, well signed, is not the one that all chains begin with', async () => {
  const [first] = copy.streamOf({ stream: 'store' })
  if (!first) throw new Error('no first event')
  await mustName(() => {
    rewrite(first, (data) => Object.assign(data.clear as object, { schema: 2 }), signed)
    return ['store', 0n]
  })
  await mustName(() => {
    rewrite(first, (_data, metadata) => Object.assign(metadata, { prev: `B${NOTHING_BEFORE.slice(1)}` }), signed)
    return ['store', 0n]
  })
})

t.test('a name that no reader can spell hides nothing, and does not hold up the check', async () => {
  const last = copy.streamOf({ stream: `case-${cases[0]}` }).at(-1)
  if (!last) throw new Error('no such case')
  for (const bytes of ['case-\xff', 'case-\x80', 'zzz\xfe\xff'])
    await mustName(() => {
      const name = Buffer.from(bytes, 'latin1')
      copy.setBytes(last, 'stream', name)
      return [name.toString(), last.revision]
    })
})

t.test('a vanished tail that somebody had looked at is missed', async () => {
  const stream = `case-${cases[1]}`
  for (const gone of [2, 3, 9])
    await mustName(() => {
      const rows = copy.streamOf({ stream })
      for (const row of rows.slice(-gone)) copy.remove(row)
      return [stream, BigInt(rows.length - gone)]
    }, 'revision')
})

t.test('LIMIT: a tail that vanished with every look at it, or a whole stream, is not seen', async (t) => {
  // the later log's job; a client that still has a receipt or an ETag knows
  const stream = `case-${cases[1]}`
  await copy.during(async () => {
    for (const row of copy.streamOf({ stream }).slice(-1)) copy.remove(row)
    t.strictSame((await check()).findings, [], 'one that nobody had looked at')
  })
  const access = copy.streamOf({ stream: `access-${cases[1]}` })
  await copy.during(async () => {
    for (const row of [...copy.streamOf({ stream }), ...access]) copy.remove(row)
    t.strictSame((await check()).findings, [], 'the whole case, and who looked at it')
  })
})

t.test('kinward check: 0 and clean; 1 and the name; and what is not even opened', async (t) => {
  const as = (name: string): string => {
    const target = join(root, name)
    cpSync(folder, target, { recursive: true })
    return target
  }
  const clean = await kinward(as('clean'), ['check'])
  t.equal(clean.code, 0)
  t.match(clean.out, /slots: \d+ open, 0 erased, 0 lost, 0 tampered\.\nclean\n$/)

  const stream = `case-${cases[2]}`
  const last = copy.streamOf({ stream }).at(-1)
  const dated = as('dated')
  const earlier = last?.metadata.replace(/"recordedAt":"2025/, '"recordedAt":"2024') ?? ''
  alterFile(
    join(dated, 'events.db'),
    'UPDATE events SET metadata = ? WHERE position = ?',
    earlier,
    last?.position ?? 0n,
  )
  const found = await kinward(dated, ['check'])
  t.equal(found.code, 1)
  t.ok(found.out.includes(`does not fit: ${stream} revision ${last?.revision}: mac\n1 streams do not fit\n`), found.out)

  const removed = as('removed')
  alterFile(join(removed, 'events.db'), 'DELETE FROM events WHERE stream = ? AND revision = 3', stream)
  const gap = await kinward(removed, ['check'])
  t.equal(gap.code, 1)
  t.ok(gap.out.includes(`does not fit: ${stream} revision 4: revision\n`), gap.out)

  const first = as('first')
  alterFile(join(first, 'events.db'), "UPDATE events SET type = 'StoreReopened' WHERE stream = ?", 'store')
  const refused = await kinward(first, ['check'])
  t.strictSame([refused.code, refused.out], [1, ''])
  t.equal(refused.errors, 'kinward check: store revision 0: mac: it was altered\n')

  const beheaded = as('beheaded')
  alterFile(join(beheaded, 'events.db'), 'DELETE FROM events WHERE stream = ?', 'store')
  t.match(await kinward(beheaded, ['check']), { code: 1, errors: /not even its first one/ })
})
