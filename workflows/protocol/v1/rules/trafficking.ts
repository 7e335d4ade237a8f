import { payloadRule } from '../language/rule.ts'
import { withoutKnownParent } from './case.ts'

export const heardWithSupport = payloadRule<{
  readonly supportPerson?: string | undefined
  readonly interpreterMode: string
}>({
  id: 'I-8',
  source: 'Regulation (EU) 2024/1356 art. 13',
  sentence: {
    en: 'The team hears a child in a language they understand, and an unaccompanied child with a support person. The child-protection agency can name one; an interpreter by telephone is enough.',
  },
  holds: (known, { data }) =>
    data.interpreterMode !== 'none' && (!withoutKnownParent(known) || data.supportPerson !== undefined),
})
