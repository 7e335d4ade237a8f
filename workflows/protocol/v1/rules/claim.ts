import type { Known } from '../known.ts'
import { payloadRule } from '../language/rule.ts'
import { standsForChild } from './people.ts'

/** Raised and not decided, or decided and still to be appealed. */
export const claimIsOpen = ({ claim, claimAppealUntil }: Known, at: string): boolean =>
  ['raised', 'forwarded'].includes(claim) ||
  (claim === 'decided' && claimAppealUntil !== undefined && claimAppealUntil >= at)

/** Nobody is sent back, or asked for, where protection from it is sought or was granted. */
export const originIsBarred = (known: Known, at: string): boolean => known.claim === 'granted' || claimIsOpen(known, at)

/** A day for removal was set. Named to nobody who may not know of a claim: that it is a breach would tell. */
export const removalWaitsForClaim = payloadRule<object, 'removalDate'>({
  id: 'I-32',
  source: 'A/RES/64/142 §§148, 150; OHCHR 2018',
  sentence: {
    en: 'A day for removal was set although the risk to the child there was not assessed, or while a claim for protection or its appeal is open, or protection was granted.',
  },
  reveals: ['procedure'],
  asks: ['removalDate'],
  holds: (known, { given, occurredAt }) =>
    !given.removalDate || (known.originRiskAssessed && !originIsBarred(known, occurredAt)),
})

/** What ends a claim is not taken from a stranger to the child. */
export const endedByOwnSide = payloadRule<{ readonly grantsProtection: boolean }>({
  id: 'P-OWN-CHILD',
  source: 'STEPS, ProtectionClaimDecided: who enters it for the body',
  sentence: {
    en: 'That a claim for protection has failed is entered by the child’s own lawyer, or by a case worker. Give them the decision.',
  },
  holds: (known, { data, actor }) => data.grantsProtection || standsForChild(known, actor),
})
