import { payloadRule } from '../language/rule.ts'
import { childTrack, isHeld } from './case.ts'

export const adultOnlyWhenFinal = payloadRule<{ readonly code: string }>({
  id: 'I-5',
  source: 'CM/Rec(2022)22',
  sentence: {
    en: 'Doubt about age is no reason to decline: the child is treated as a child until a finding is final.',
  },
  holds: (known, { data }) => data.code !== 'adult_final' || !childTrack(known),
})

export const heldIsNotDropped = payloadRule<{ readonly acceptedElsewhere?: string | undefined }>({
  id: 'I-2',
  source: 'DOMAIN I-2',
  sentence: {
    en: 'A held child is never left without an agency. Name the case in which another agency accepted this child.',
  },
  holds: (known, { data }) => !isHeld(known) || data.acceptedElsewhere !== undefined,
})
