import { closureReason } from '../codes.ts'
import { code, flag, fromServer, optional, personal, ref } from '../language/fields.ts'
import * as text from '../language/text.ts'

/** What the proposal and the closing both say: why, and who answers for the child or the young person from now on. */
export const closing = {
  reason: closureReason,
  goesTo: optional(code(['carer', 'own_home', 'adult_services'])),
  carer: optional(ref),
  /** The case in which this child is looked after, where this one is a duplicate. */
  acceptedElsewhere: optional(ref),
  otherCaseAccepted: optional(fromServer(flag)),
  receiver: optional(personal(text.personName, { group: 'address' })),
}
