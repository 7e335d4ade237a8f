import { keyId } from '../language/fields.ts'
import { step } from '../language/step.ts'

/** A key of personal data is destroyed: stored first, so that sealings that race conflict. Source: FORMAT rule 2. */
export const destroyKey = step({
  name: 'destroy-key',
  event: 'KeyDestroyed',
  kind: 'service',
  owner: 'lifecycle',
  anywhere: true,
  who: ['service'],
  source: 'FORMAT rule 2',
  data: { kid: keyId },
})
