import { digest, fromServer, nested, stepName } from '../language/fields.ts'
import { step } from '../language/step.ts'
import { anyone } from '../roles.ts'

/**
 * The first of two people: stores the payload as the step itself would, under the same keys. Source: STEPS, "two people".
 * Which roles may propose a step is the step's `proposedBy`.
 */
export const proposeAct = step({
  name: 'propose-act',
  event: 'ActProposed',
  kind: 'fact',
  owner: 'lifecycle',
  anywhere: true,
  who: anyone,
  source: 'STEPS, "two people"',
  data: { step: stepName, payload: nested('whole'), digest: fromServer(digest) },
  facts: (known, { data, id, actor }) => ({
    proposals: [...known.proposals, { id, step: data.step, by: actor.id, digest: data.digest }],
  }),
})
