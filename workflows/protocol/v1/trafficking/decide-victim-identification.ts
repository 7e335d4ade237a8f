import { interpreterMode, viewsMode } from '../codes.ts'
import { code, optional, personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { viewsRecorded } from '../rules/people.ts'
import { heardWithSupport } from '../rules/trafficking.ts'

/**
 * The team of many disciplines says whether the child is a victim. If it says no, nothing that protects the child ends:
 * not the case, not the place, not what stands against an adult. Source: I-8, I-16, I-37.
 */
export const decideVictimIdentification = step({
  name: 'decide-victim-identification',
  event: 'VictimIdentificationDecided',
  kind: 'decision',
  owner: 'trafficking',
  protected: true,
  who: ['nrm_focal_point'],
  onBehalf: 'always',
  source: 'National referral mechanism 2565; I-8, I-16, I-20, I-27',
  rules: [notEnforcement, heardWithSupport, viewsRecorded],
  data: {
    finding: code(['identified', 'notIdentified']),
    supportPerson: optional(ref),
    interpreterMode,
    viewsMode,
    views: optional(personal(text.narrative, { group: 'trafficking' })),
    viewsReason: optional(personal(text.narrative, { group: 'trafficking' })),
    members: personal(text.narrative, { group: 'trafficking' }),
    reasons: personal(text.narrative, { group: 'trafficking' }),
  },
  clocks: [
    { cancels: 'nrm.refer', condition: 'the team decided without a referral' },
    { meets: 'nrm.shelter' },
    { starts: 'child.told', instance: (_known, { id }) => id, length: () => 'standard' },
  ],
})
