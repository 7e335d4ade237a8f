import { code, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notByMarriage } from '../rules/lifecycle.ts'

/**
 * The child has turned eighteen, by the latest date that is plausible. Nothing else changes: no state, no placement, no
 * guardian. Entered on the first of the next month, so that the day is not told. Source: I-25, I-26, I-31.
 */
export const recordMajority = step({
  name: 'record-majority',
  event: 'MajorityReached',
  kind: 'fact',
  owner: 'lifecycle',
  anywhere: true,
  who: ['service', 'cp_supervisor'],
  source: 'DOMAIN I-31; Child Protection Act 2003; memorandum of 21 January 2019 (its own text was not available)',
  rules: [notByMarriage],
  data: {
    basis: code(['document', 'latest_plausible', 'marriage']),
    date: personal(text.calendarDay, { group: 'identity' }),
  },
  facts: (known, { data }) => ({ majorityReached: known.majorityReached || data.basis !== 'marriage' }),
  corrects: ({ majorityReached }, { basis }) => ({ majorityReached: basis === 'marriage' ? false : majorityReached }),
  clocks: [
    {
      starts: 'aftercare.start',
      condition: 'no plan for the time after was agreed; overdue since half a year',
      when: ({ aftercareAgreed }, { data }) => !aftercareAgreed && data.basis !== 'marriage',
      at: (_known, { occurredAt }) => yearsBefore(occurredAt, 18),
    },
  ],
})

/** The month of birth, from the month of majority. */
const yearsBefore = (instant: string, years: number): string =>
  `${Number(instant.slice(0, 4)) - years}${instant.slice(4).replace('-02-29', '-02-28')}`
