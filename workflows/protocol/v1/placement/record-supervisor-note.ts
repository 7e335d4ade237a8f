import type { Known } from '../known.ts'
import { code, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** A supervisor looked at it and says what was done: about a missing child, a concern, or anything else. Source: STEPS. */
export const recordSupervisorNote = step({
  name: 'record-supervisor-note',
  event: 'SupervisorNoteRecorded',
  kind: 'fact',
  owner: 'placement.care',
  anywhere: true,
  protected: true,
  who: ['cp_supervisor'],
  source: 'STEPS, follow-up; EMN Inform 2020 (the SOP text was not available)',
  data: {
    about: code(['missing', 'concern', 'other']),
    concern: optional(ref),
    note: personal(text.narrative, { group: 'bia' }),
    actTaken: optional(personal(text.narrative, { group: 'bia' })),
  },
  confidential: { group: 'bia' },
  clocks: [
    {
      meets: 'missing.review',
      condition: 'about a missing child',
      when: (_known, { data }) => data.about === 'missing',
    },
    {
      starts: 'missing.review',
      condition: 'about a child who is still missing',
      when: (known, { data }) => data.about === 'missing' && known.at.custody === 'missing',
      length: (known, { occurredAt }) => nextReview(known, occurredAt),
      // the first reviews are counted from when the child went missing
      at: (known, { occurredAt }) =>
        nextReview(known, occurredAt) === 'monthly' ? occurredAt : (known.movedAt.custody ?? occurredAt),
    },
    {
      meets: 'concern.act',
      condition: 'about a concern',
      when: (_known, { data }) => data.about === 'concern',
      instance: (_known, { data }) => data.concern ?? '',
    },
  ],
})

const HOURS = 3_600_000

/** After 24 hours comes 72, then a week, then every month. */
function nextReview({ movedAt }: Known, now: string): 'three_days' | 'week' | 'monthly' {
  const missing = Date.parse(now) - Date.parse(movedAt.custody ?? now)
  if (missing < 72 * HOURS) return 'three_days'
  return missing < 7 * 24 * HOURS ? 'week' : 'monthly'
}
