import type { Known } from '../known.ts'
import { caseRule, payloadRule } from '../language/rule.ts'
import { hasHome, isPresentParent } from './case.ts'
import { isSafeAtOrigin } from './disclosure.ts'

const source = 'STEPS, CaseTransferProposed; DOMAIN I-23, I-25'

interface Receiver {
  readonly to: string
  readonly agency?: string | undefined
}

/** A place that accepted the child or where they live, or an adult who came with them and may have them. */
const hasCarer = (known: Known): boolean =>
  known.accepted !== undefined || hasHome(known) || known.companions.some(({ ref }) => isPresentParent(known, ref))

export const carerNamed = caseRule({
  id: 'I-25',
  source,
  sentence: {
    en: 'A case is passed on only when somebody is named who takes care of the child. The case worker finds a place or a verified carer first.',
  },
  reveals: ['address'],
  holds: hasCarer,
})

export const notForTurningEighteen = payloadRule<{ readonly reason: string }>({
  id: 'I-25',
  source,
  sentence: {
    en: 'Turning eighteen passes nobody on by itself. A case worker agrees a plan for the time after with the young person, and a supervisor signs it.',
  },
  holds: (_known, { data }) => data.reason !== 'turned_eighteen',
})

/** To an agency that could answer, or abroad; never to the one that already has it. */
export const receiverTakesCases = payloadRule<Receiver & { readonly takesCases: boolean }>({
  id: 'P-RECEIVER',
  source,
  sentence: {
    en: 'A case goes to another agency that takes children’s cases, or abroad. Name that agency.',
  },
  holds: ({ responsible }, { data: { to, agency, takesCases } }) =>
    to === 'abroad' ? agency === undefined : takesCases && agency !== undefined && agency !== responsible,
})

export const safeToSendAbroad = payloadRule<Receiver>({
  id: 'I-32',
  source: 'A/RES/64/142 §§148, 150; OHCHR 2018',
  sentence: {
    en: 'No case goes abroad before the risk to this child there was assessed, and none while a claim for protection or its appeal is open.',
  },
  reveals: ['procedure'],
  holds: (known, { data, occurredAt }) => data.to !== 'abroad' || isSafeAtOrigin(known, occurredAt),
})

/** What was safe when it was proposed must still be when it is accepted. */
export const stillSafeAbroad = caseRule({
  id: 'I-32',
  source: 'A/RES/64/142 §§148, 150; OHCHR 2018',
  sentence: {
    en: 'No case goes abroad while a claim for protection or its appeal is open, or before the risk there was assessed.',
  },
  reveals: ['procedure'],
  holds: (known, { occurredAt }) => known.transferTo !== 'abroad' || isSafeAtOrigin(known, occurredAt),
})

export const transferPending = caseRule({
  id: 'I-23',
  source,
  sentence: {
    en: 'No agency was asked to take this case over: whoever is responsible stays so. Their supervisor can propose a transfer.',
  },
  holds: ({ transferTo }) => transferTo !== undefined,
})

export const receiverAnswers = caseRule({
  id: 'P-OWN-TRANSFER',
  source,
  sentence: {
    en: 'A transfer is answered by the agency that was asked. For one abroad a supervisor of the sending agency enters its letter.',
  },
  holds: ({ transferTo, responsible }, { actor }) =>
    transferTo === undefined ||
    (transferTo === 'abroad'
      ? actor.role === 'cp_supervisor' && actor.agency === responsible
      : transferTo === actor.agency),
})

/** A foreign agency has no account: its letter is entered for it. */
export const forAForeignReceiver = {
  condition: 'the receiver is abroad',
  when: ({ transferTo }: Known, role: string): boolean => transferTo === 'abroad' && role === 'cp_supervisor',
}
