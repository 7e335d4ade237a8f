import type { Known, ReportingCondition } from '../known.ts'
import { payloadRule } from '../language/rule.ts'

type OfCondition = { readonly condition: string }

const findCondition = ({ reporting }: Known, { condition }: OfCondition): ReportingCondition | undefined =>
  reporting.find((each) => each.condition === condition)

export const isStanding = (known: Known, named: OfCondition): boolean => findCondition(known, named) !== undefined

export const intervalOf = (known: Known, named: OfCondition): ReportingCondition['interval'] =>
  findCondition(known, named)?.interval ?? 'weekly'

/** Only an adult whom the record knows came with the child; brothers, sisters and the child themselves never. */
export const bindsAnAdult = payloadRule<{ readonly adult: string }>({
  id: 'I-1',
  source: 'DOMAIN §b, family unit: reporting conditions bind an adult, never a child',
  sentence: {
    en: 'A reporting condition binds an adult who came with the child, never a child. Name an adult whom the record says came along.',
  },
  holds: ({ companions }, { data: { adult } }) =>
    companions.some(({ ref }) => ref === adult) &&
    !companions.some(({ ref, claimedRelation }) => ref === adult && claimedRelation === 'sibling'),
})

export const conditionStands = payloadRule<OfCondition>({
  id: 'P-CONDITION',
  source: 'STEPS, ReportingConditionVaried',
  sentence: { en: 'There is no reporting condition of this number that stands. Immigration can set one, on an adult.' },
  holds: (known, { data }) => isStanding(known, data),
})
