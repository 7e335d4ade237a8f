import { payloadRule } from '../language/rule.ts'
import { childTrack } from './case.ts'

/** What a service is told of the child rests on a consent that is on record, or on another basis that is named. */
export const mayShareForService = payloadRule<{
  readonly urgent: boolean
  readonly consent?: string | undefined
  readonly basis?: string | undefined
}>({
  id: 'I-28',
  source: 'Global Social Service Workforce Alliance, information sharing protocol; DOMAIN I-28',
  sentence: {
    en: 'Before a service is told about the child, name the consent to services that is on record, or another basis. The case worker can record the consent; what is urgent does not wait for it.',
  },
  holds: ({ consents }, { data: { urgent, consent, basis }, occurredAt }) =>
    urgent ||
    basis !== undefined ||
    consents.some(
      (each) =>
        each.consent === consent &&
        each.purposes.includes('services') &&
        (each.until === undefined || each.until > occurredAt),
    ),
})

export const sameService = payloadRule<{ readonly urgent: boolean; readonly asForNationalChildren: boolean }>({
  id: 'I-30',
  source: 'A/RES/64/142 §141; CMW/C/GC/4-CRC/C/GC/23',
  sentence: {
    en: 'A child is sent where national children of the same age go. Name such a service; in urgent need any will do meanwhile.',
  },
  holds: (known, { data }) => !childTrack(known) || data.urgent || data.asForNationalChildren,
})
