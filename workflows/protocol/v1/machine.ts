import { age } from './age/region.ts'
import { assessment, determination } from './best-interests/region.ts'
import { custody } from './custody/region.ts'
import { guardianship } from './guardianship/region.ts'
import { health } from './health/region.ts'
import type { Region } from './language/build.ts'
import { lifecycle } from './lifecycle/region.ts'
import { care, search } from './placement/region.ts'
import { referral } from './referral/region.ts'
import { solution } from './solution/region.ts'
import { tracing } from './tracing/region.ts'
import { trafficking } from './trafficking/region.ts'

/** The map of a case: eleven regions that run beside each other, two of them in two parts. */
export const regions: readonly Region[] = [
  lifecycle,
  custody,
  referral,
  age,
  trafficking,
  { name: 'bestInterests', both: [assessment, determination] },
  guardianship,
  { name: 'placement', both: [care, search] },
  tracing,
  health,
  solution,
]
