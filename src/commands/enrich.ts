import { enforcement } from '../../workflows/protocol/v1/roles.ts'
import { textOf } from '../case/event.ts'
import type { LoadedCase } from '../case/load.ts'
import type { Json, JsonObject } from '../jcs.ts'
import { correctedStep } from './nested.ts'
import type { Candidate } from './parse.ts'
import type { Services } from './services.ts'

/**
 * Writes what other records know into the clear payload before the decision, so that the fold reads one stream:
 * a guardian's role, a provider's licence, whether another case was accepted, who made the event that is corrected.
 *
 * @param digest of step and payload, where two people take the step
 */
export async function enrich(
  candidate: Candidate,
  loaded: LoadedCase,
  { identity, cases }: Pick<Services, 'identity' | 'cases'>,
  digest: string | undefined,
): Promise<JsonObject> {
  const { clear, step, personal } = candidate
  const { terms } = loaded.ruleSet
  const person = identity.findPerson(textOf(clear.person))
  const provider = terms.providers[textOf(clear.provider)]
  const agency = terms.agencies[textOf(clear.agency)]
  const elsewhere = textOf(clear.acceptedElsewhere)
  const find = (field: string): Json | undefined => personal.find(({ name }) => name === field)?.value
  const ticked = find('riskFlags')
  const written: Readonly<Record<string, Json | undefined>> = {
    personRole: person?.role,
    personAgency: person?.agency,
    openToNationalChildren: provider ? provider.openToNationalChildren : clear.carer !== undefined,
    licence: provider?.licence,
    providerLiberty: provider?.libertyClass,
    toOfficers: agency?.roles.some((role) => enforcement.includes(role)) ?? false,
    reachesUnder18: reachesUnder18(personal),
    urgentIntervention: find('action') === 'urgent_intervention',
    afterReunification: find('type') === 'after_reunification',
    atRisk: Array.isArray(ticked) && ticked.length > 0,
    otherCaseAccepted: elsewhere === '' ? undefined : isLookedAfter(await cases.load(elsewhere), loaded),
    grantsProtection: personal.some(({ name, value }) => name === 'result' && value === 'granted'),
    registered: registered(clear.seats, identity),
    otherCaseFound: await isAnotherCase(textOf(clear.otherCase), loaded, cases),
    riskAssessed: isAssessment(loaded, textOf(clear.riskAssessment ?? clear.securityAssessment)),
    takesCases: agency?.roles.some((role) => role === 'cp_intake' || role === 'cp_supervisor') ?? false,
    authorOfCorrected: loaded.trail.find(({ id }) => id === clear.correctionOf)?.actor,
    step: correctedStep(candidate, loaded)?.name,
    digest,
  }
  const values: { [name: string]: Json } = { ...clear }
  for (const [name, field] of Object.entries(step.data)) {
    const value = written[name]
    if (field.is === 'clear' && field.fromServer && value !== undefined) values[name] = value
  }
  return values
}

/** Whether the lowest age that was found, less its margin, lies under eighteen. Where nobody named one, it may (I-7). */
function reachesUnder18(personal: Candidate['personal']): boolean {
  const find = (name: string): number | undefined => {
    const value = personal.find((each) => each.name === name)?.value
    return typeof value === 'number' ? value : undefined
  }
  const lowest = find('lowestAge') ?? find('low')
  return lowest === undefined || lowest - (find('margin') ?? 0) < 18
}

/** An assessment that its author signed, or a report to the panel, of this very child. */
const isAssessment = ({ trail }: LoadedCase, id: string): boolean =>
  trail.some((trace) => trace.id === id && ['complete-bia', 'submit-bid-report'].includes(trace.step))

/** What the directory says of the members of a panel, those whom it knows. */
function registered(seats: Json | undefined, identity: Services['identity']): Json {
  return (Array.isArray(seats) ? seats : []).flatMap((seat) => {
    const person = identity.findPerson(textOf((seat as JsonObject).person))
    return person ? [{ person: person.id, role: person.role, agency: person.agency }] : []
  })
}

/** Whether it is a case that exists, and not this very one. */
async function isAnotherCase(id: string, loaded: LoadedCase, cases: Services['cases']): Promise<boolean> {
  return id !== '' && id !== loaded.id && (await cases.load(id)).revision >= 0n
}

/** Another case in which somebody takes care of the child; one that was closed, or this one, is none. */
const isLookedAfter = ({ id, known: { at } }: LoadedCase, { id: own }: LoadedCase): boolean =>
  id !== own && at.referral === 'accepted' && ['open', 'closurePending'].includes(at.lifecycle)
