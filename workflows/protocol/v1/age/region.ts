import { recordEncounter } from '../custody/record-encounter.ts'
import { allows, leadsTo, leadsToOneOf, part } from '../language/region.ts'
import { submitReferral } from '../referral/submit-referral.ts'
import { isMedical } from '../rules/age.ts'
import { appealAgeFinding } from './appeal-age-finding.ts'
import { decideAgeAppeal } from './decide-age-appeal.ts'
import { determineAge } from './determine-age.ts'
import { disputeAge, reopensFinding } from './dispute-age.ts'
import { makeAgeFindingFinal } from './make-age-finding-final.ts'
import { orderAgeAssessment } from './order-age-assessment.ts'
import { recordAgeOpinion } from './record-age-opinion.ts'

/** A minor at once, whatever the papers are; an adult only after people have been asked. */
const foundMinor = leadsToOneOf(['minorConfirmed'], determineAge, ({ result }) =>
  result === 'minor' ? 'minorConfirmed' : undefined,
)
const found = leadsToOneOf(['minorConfirmed', 'adultFound'], determineAge, ({ result }) =>
  result === 'minor' ? 'minorConfirmed' : 'adultFound',
)
const withPeople = leadsToOneOf(['multidisciplinary'], orderAgeAssessment, ({ method }) =>
  isMedical(method) ? undefined : 'multidisciplinary',
)
const withATest = leadsToOneOf(['medical'], orderAgeAssessment, ({ method }) =>
  isMedical(method) ? 'medical' : undefined,
)

const waitsForFinding = [{ step: determineAge, clock: 'age.decide' }] as const

/** How old the child is taken to be. Every state but the last is the child track. */
export const age = part('age', {
  initial: 'unopened',
  states: {
    unopened: { on: [leadsTo('assertedMinor', recordEncounter, submitReferral)] },
    assertedMinor: { on: [leadsTo('disputed', disputeAge)] },
    disputed: {
      waitsOn: [{ step: orderAgeAssessment, clock: 'age.decide' }, ...waitsForFinding],
      on: [withPeople, foundMinor],
    },
    multidisciplinary: { waitsOn: waitsForFinding, on: [withATest, found, allows(recordAgeOpinion)] },
    medical: { waitsOn: waitsForFinding, on: [found, allows(recordAgeOpinion)] },
    minorConfirmed: {
      on: [leadsToOneOf(['disputed'], disputeAge, ({ document }) => (document === undefined ? undefined : 'disputed'))],
    },
    // the child track goes on: a finding that can be appealed, or is, changes nothing
    adultFound: {
      waitsOn: [{ step: makeAgeFindingFinal, clock: 'age.appeal' }],
      on: [
        leadsToOneOf(['minorConfirmed', 'adultFinal'], decideAgeAppeal, ({ result }, { ageDispute }) => {
          if (result === 'minor') return 'minorConfirmed'
          return ageDispute.appealRunning ? 'adultFinal' : undefined
        }),
        leadsTo('adultFinal', makeAgeFindingFinal),
        allows(appealAgeFinding),
      ],
    },
    adultFinal: {
      on: [
        leadsToOneOf(['disputed'], disputeAge, (data, _known, actor) =>
          reopensFinding(data, actor) ? 'disputed' : undefined,
        ),
        leadsToOneOf(['minorConfirmed'], decideAgeAppeal, ({ result }) =>
          result === 'minor' ? 'minorConfirmed' : undefined,
        ),
      ],
    },
  },
})
