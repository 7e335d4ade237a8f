import { z } from 'zod'
import { relations } from '../codes.ts'
import { personal, ref, uuidText } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/**
 * Children of one family name one unit, each keeping a record of their own. Being listed here verifies nobody: members
 * may be elsewhere, and are not thereby people whom the child was found with. Source: I-3, I-24.
 */
export const linkFamilyUnit = step({
  name: 'link-family-unit',
  event: 'FamilyUnitLinked',
  kind: 'fact',
  owner: 'custody',
  anywhere: true,
  who: ['screening_officer', 'immigration_officer', 'cp_intake', 'case_worker'],
  source: 'DOMAIN §b; I-3, I-24',
  data: {
    familyUnit: ref,
    members: personal(z.array(z.strictObject({ ref: uuidText, claimedRelation: text.coded(relations) })).max(30), {
      group: 'family',
    }),
  },
  facts: (_known, { data }) => ({ familyUnit: data.familyUnit }),
})
