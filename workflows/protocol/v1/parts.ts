/** The parts of a case that run beside each other: a region, or one of the two inside a region. */
export const parts = [
  'lifecycle',
  'custody',
  'referral',
  'age',
  'trafficking',
  'bestInterests.assessment',
  'bestInterests.determination',
  'guardianship',
  'placement.care',
  'placement.search',
  'tracing',
  'health',
  'solution',
] as const
export type Part = (typeof parts)[number]
