import { payloadRule } from '../language/rule.ts'
import { childTrack, isHeld } from './case.ts'
import { isSafeAtOrigin } from './disclosure.ts'

/** Under eighteen remains a child, whatever makes somebody of age elsewhere. */
export const notByMarriage = payloadRule<{ readonly basis: string }>({
  id: 'I-31',
  source: 'Child Protection Act 2003; memorandum of 21 January 2019 (its own text was not available)',
  sentence: { en: 'Marriage makes nobody an adult here: who is under eighteen remains a child.' },
  holds: (_known, { data }) => data.basis !== 'marriage',
})

/** Held by the record, or by what is reported now. */
export const notInHolding = payloadRule<{ readonly custodyAtDeath: string }>({
  id: 'I-1',
  source: 'CMW/C/GC/4-CRC/C/GC/23 §5',
  sentence: { en: 'The child died while being held.' },
  holds: (known, { data }) => !childTrack(known) || (!isHeld(known) && data.custodyAtDeath !== 'held'),
})

export const consulateOnlyWhenSafe = payloadRule<{ readonly notified: readonly string[] }>({
  id: 'I-32',
  source: 'A/RES/64/142 §§148, 150; DOMAIN §b, death',
  sentence: {
    en: 'The consulate was told before the risk to the family there was assessed, or while a claim for protection was open.',
  },
  reveals: ['procedure'],
  holds: (known, { data, occurredAt }) => !data.notified.includes('consulate') || isSafeAtOrigin(known, occurredAt),
})
