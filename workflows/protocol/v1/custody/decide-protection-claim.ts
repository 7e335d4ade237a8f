import { flag, fromServer, instant, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { endedByOwnSide } from '../rules/claim.ts'

/**
 * What the examining body decided. The claim stays open until nobody can appeal any more; one that was raised again and
 * has not been forwarded is not the one that was decided. What was granted stays so. Source: I-32.
 */
export const decideProtectionClaim = step({
  name: 'decide-protection-claim',
  event: 'ProtectionClaimDecided',
  kind: 'fact',
  owner: 'custody',
  anywhere: true,
  protected: true,
  who: ['legal_representative', 'case_worker'],
  onBehalf: 'always',
  source: 'DOMAIN §b, protection claim; I-32',
  rules: [endedByOwnSide],
  data: {
    /** Until when it can be appealed; where it cannot, the day of the decision. */
    appealBy: instant,
    /** What the result says; the result itself is sealed. */
    grantsProtection: fromServer(flag),
    result: personal(text.coded(['granted', 'refused', 'withdrawn', 'inadmissible']), { group: 'procedure' }),
    reasons: personal(text.narrative, { group: 'procedure' }),
  },
  facts: ({ claim }, { data }) => {
    if (data.grantsProtection) return { claim: 'granted' as const, claimAppealUntil: data.appealBy }
    return claim === 'raised' || claim === 'granted'
      ? {}
      : { claim: 'decided' as const, claimAppealUntil: data.appealBy }
  },
})
