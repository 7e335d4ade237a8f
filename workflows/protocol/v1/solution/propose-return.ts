import { code, optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'
import { notEnforcement } from '../rules/case.ts'
import { panelIsAsked } from '../rules/return.ts'

/** Somebody thinks that the child should go to another country. It decides nothing; a panel does. Source: I-18. */
export const proposeReturn = step({
  name: 'propose-return',
  event: 'ReturnProposed',
  kind: 'decision',
  owner: 'solution',
  protected: true,
  who: ['case_worker', 'cp_supervisor', 'consular_liaison'],
  source: 'OHCHR 2018; I-18, I-20',
  rules: [notEnforcement, panelIsAsked],
  data: {
    mode: code(['voluntary', 'with_family', 'forced']),
    towards: code(['origin', 'third_country']),
    destination: personal(text.shortText, { group: 'procedure' }),
    reason: personal(text.narrative, { group: 'procedure' }),
    askedBy: optional(
      personal(text.coded(['child', 'parent', 'worker', 'immigration', 'police', 'consulate', 'other']), {
        group: 'procedure',
      }),
    ),
  },
  // whoever agreed to another return has not agreed to this one; an appeal goes on
  facts: ({ returning }, { data: { mode, towards } }) => ({
    returning: { mode, towards, authorised: false, appealOpen: returning.appealOpen },
  }),
  clocks: [
    {
      starts: 'bid.report',
      condition: 'the panel still waits for its report',
      when: ({ at, bid }) => at['bestInterests.determination'] === 'bidReport' && !bid.reportReady,
    },
  ],
})
