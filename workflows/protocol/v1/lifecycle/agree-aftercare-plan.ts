import { viewsMode } from '../codes.ts'
import { digest, fromServer, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { caseIsOpen, notEnforcement } from '../rules/case.ts'
import { secondPerson, viewsRecorded } from '../rules/people.ts'

/** The time after eighteen, planned with the young person; a supervisor signs what was agreed. Source: I-16, I-25. */
export const agreeAftercarePlan = step({
  name: 'agree-aftercare-plan',
  event: 'AftercarePlanAgreed',
  kind: 'decision',
  owner: 'lifecycle',
  anywhere: true,
  who: ['cp_supervisor'],
  proposedBy: ['case_worker'],
  source: 'CMW/C/GC/4-CRC/C/GC/23; EMN and Council of Europe on transition; I-16, I-20, I-25',
  rules: [caseIsOpen, notEnforcement, viewsRecorded, secondPerson],
  data: {
    /** Whoever stays at the young person's side becomes the case worker. */
    worker: optional(ref),
    viewsMode,
    proposal: ref,
    digest: fromServer(digest),
    views: optional(personal(text.narrative, { group: 'bia' })),
    viewsReason: optional(personal(text.narrative, { group: 'bia' })),
    goals: personal(text.narrative, { group: 'bia' }),
    housing: personal(text.shortText, { group: 'address' }),
    status: optional(personal(text.shortText, { group: 'procedure' })),
    until: personal(text.calendarDay, { group: 'procedure' }),
  },
  facts: (known, { data }) => ({ aftercareAgreed: true, worker: data.worker ?? known.worker }),
  clocks: [{ meets: 'aftercare.start' }],
})
