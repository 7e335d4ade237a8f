import type { CaseFile, Entry } from '../file.ts'
import { word } from '../word.ts'
import { consentStands, type Never, texts } from './reading.ts'

/** From the doubt that is open, or was answered last. */
const dispute = (file: CaseFile): CaseFile =>
  file.since(file.last('AgeDisputed', ({ before, after }) => before.age !== 'disputed' && after.age === 'disputed'))

const number = (value: Entry['sent'][string] | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined

/** The lowest that an opinion leaves; where nobody named an age, anything. */
const lowest = ({ sent }: Entry): number => (number(sent.low) ?? 0) - (number(sent.margin) ?? 0)

const medical = ['physical_examination', 'dental_examination', 'imaging']

/** Consent to this method was on record then, and neither over nor taken back. */
function hadConsent(method: string, file: CaseFile, at: string): boolean {
  return file.all('ConsentRecorded').some((consent) => consentStands(consent, method, file, at))
}

/** A body is examined only after somebody ordered exactly that, with consent. */
function wasLawful(opinion: Entry, file: CaseFile): boolean {
  const method = word(opinion.data.method)
  if (!medical.includes(method)) return true
  const before = file.until(opinion)
  return (
    dispute(before)
      .all('AgeAssessmentOrdered')
      .some(({ data }) => data.method === method) && hadConsent(method, before, opinion.at)
  )
}

const adult = ({ data, after }: Entry): boolean => data.result === 'adult' || after.age === 'adultFound'

export const age: readonly Never[] = [
  {
    id: 'd/final',
    never:
      'a child becomes an adult in any other way than by a finding that a person made final, or by an appeal that was made and lost (I-5, I-26)',
    on: ['*'],
    broken({ before, after, type, data, actor }, file) {
      if (before.age === 'adultFinal' || after.age !== 'adultFinal') return undefined
      if (type === 'AgeFindingMadeFinal') return actor.role === 'service' ? 'by the service' : undefined
      const found = file.last('AgeDetermined')
      const appealed = file.since(found).has('AgeAppealed')
      return type === 'AgeAppealDecided' && data.result === 'adult' && appealed
        ? undefined
        : `${type} ${word(data.result)}`
    },
  },
  {
    id: 'd/found',
    never: 'somebody is found an adult by another step than the finding of the age authority (I-5, I-20)',
    on: ['*'],
    broken({ before, after, type, actor }, _file, { ageFindingBySupervisor }) {
      if (before.age === 'adultFound' || after.age !== 'adultFound') return undefined
      const mayFind = actor.role === 'age_authority' || (actor.role === 'cp_supervisor' && ageFindingBySupervisor)
      return type === 'AgeDetermined' && mayFind ? undefined : `${type} by ${actor.role}`
    },
  },
  {
    id: 'd/finder',
    never: 'an age is found by somebody who is not the age authority, or who gave an opinion on it (DOMAIN §a)',
    on: ['AgeDetermined'],
    broken(entry, file, { ageFindingBySupervisor }) {
      if (entry.actor.role === 'cp_supervisor' && !ageFindingBySupervisor) return 'a supervisor'
      const gave = dispute(file).all('AgeOpinionRecorded')
      return gave.some(({ data }) => data.assessor === entry.actor.id) ? 'an assessor' : undefined
    },
  },
  {
    id: 'd/lowest',
    never: 'somebody is found an adult although the lowest age that the opinions leave lies under eighteen (I-6, I-7)',
    on: ['AgeDetermined'],
    broken(entry, file) {
      if (!adult(entry)) return undefined
      const opinions = dispute(file).all('AgeOpinionRecorded')
      if ((number(entry.sent.lowestAge) ?? 0) < 18) return 'lowest age found'
      const settled = opinions.filter(({ data }) => data.conclusive === true)
      if (settled.some((each) => lowest(each) < 18)) return 'an opinion says less'
      const cited = texts(entry.data.opinions)
      return settled.some((each) => cited.includes(each.id) && wasLawful(each, file)) ? undefined : 'no lawful opinion'
    },
  },
  {
    id: 'd/marriage',
    never: 'somebody is found an adult for being married (I-31)',
    on: ['AgeDetermined'],
    broken: (entry) => (adult(entry) && texts(entry.data.restsOn).includes('marriage') ? 'married' : undefined),
  },
  {
    id: 'd/appealable',
    never: 'somebody is found an adult without a time in which that can be appealed (I-5)',
    on: ['AgeDetermined'],
    broken: (entry) =>
      adult(entry) && !(typeof entry.data.appealBy === 'string' && entry.data.appealBy > entry.at)
        ? 'no appeal'
        : undefined,
  },
  {
    id: 'd/appeal-open',
    never:
      'a finding is made final while an appeal runs, before its time is over, or without help having been offered (I-5)',
    on: ['AgeFindingMadeFinal'],
    broken(entry, file) {
      const found = file.last('AgeDetermined')
      if (!found || !adult(found)) return 'nobody was found an adult'
      const since = file.since(found)
      const appealed = since.last('AgeAppealed')
      if (appealed && !since.since(appealed).has('AgeAppealDecided')) return 'an appeal runs'
      if (!(word(found.data.appealBy) < entry.at)) return 'still appealable'
      return entry.data.legalHelpOffered === true ? undefined : 'no legal help'
    },
  },
  {
    id: 'd/consent',
    never: 'an age is assessed without consent to that very method, or a body examined before people were asked (I-6)',
    on: ['AgeAssessmentOrdered'],
    broken(entry, file) {
      const method = word(entry.data.method)
      if (!hadConsent(method, file, entry.at)) return `no consent to ${method}`
      if (!medical.includes(method)) return undefined
      const asked = dispute(file)
        .all('AgeOpinionRecorded')
        .filter(({ data }) => !medical.includes(word(data.method)))
      const tried = asked.some(({ data }) => data.method === 'psychosocial')
      return tried && asked.every(({ data }) => data.conclusive === false) ? undefined : 'nobody was asked first'
    },
  },
  {
    id: 'd/safety',
    never: 'an age is assessed without a plan that keeps the child safe meanwhile (I-5)',
    on: ['AgeAssessmentOrdered'],
    broken: ({ sent }) => (typeof sent.safetyPlan === 'string' ? undefined : 'no plan'),
  },
]
