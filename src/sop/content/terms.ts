import { neverAdmissible } from '../../../workflows/protocol/v1/codes.ts'
import type { Terms } from '../../../workflows/protocol/v1/terms.ts'
import { type Block, heading, list, strong, type Text, table } from '../document.ts'
import { codeOf, listed } from '../words.ts'
import { fieldName, unverified } from './fields.ts'

const thresholdWords: Readonly<Record<string, string>> = {
  guardianCaseload: 'Children whom one guardian may have',
  guardianCaseloadSurge: 'The same, with a written reason',
  urgentActHours: 'Hours that an urgent act lasts at most, unless it is confirmed',
  vettingDueDays: 'Days within which a provisional guardian is vetted',
}

/** What another country would set otherwise. */
export function termsChapter(terms: Terms): Block[] {
  const { panel, institutionalGuardian, thresholds, calendar } = terms
  const assumed = (name: string, value: string): Text[] => [name, value, [unverified]]
  return [
    heading(2, 'terms', 'What this jurisdiction sets'),
    table(
      'Policy, thresholds and panel',
      ['What', 'Value', 'Standing'],
      [
        assumed(
          'Holding a child',
          terms.detentionPolicy === 'prohibited' ? 'prohibited' : 'only as a recorded last resort (I-1)',
        ),
        assumed('Bases on which it can be ordered', listed(terms.admissibleBases.map(codeOf), 'or') || 'none'),
        ['Bases on which it never can', listed(neverAdmissible.map(codeOf), 'or'), 'the same in every jurisdiction'],
        ...Object.entries(thresholds).map(([key, value]) =>
          assumed(thresholdWords[key] ?? fieldName(key), String(value)),
        ),
        assumed('Panel: voting members at least', String(panel.quorum)),
        assumed('Panel: agencies at least', String(panel.agencies)),
        assumed(
          'Panel: immigration or police',
          panel.immigrationSeat === 'none' ? 'no seat' : 'may advise; never a vote (I-17)',
        ),
        assumed(
          'A body as guardian',
          institutionalGuardian === 'prohibited'
            ? 'never'
            : `only provisionally, for ${institutionalGuardian.provisionalOnlyDays} days`,
        ),
        ...Object.entries(terms)
          .filter(([key]) => !said.includes(key))
          .map(([key, value]) =>
            assumed(
              fieldName(key),
              typeof value === 'boolean' ? (value ? 'yes' : 'no') : codeOf(JSON.stringify(value)),
            ),
          ),
        assumed(
          'Declining an age test',
          terms.ageRefusalEffect === 'none' ? 'means nothing for the finding' : 'a presumption that can be rebutted',
        ),
      ],
    ),
    list([
      [
        strong('Calendar. '),
        `${calendar.version}: ${calendar.holidays.length} holidays; what is counted in working days skips them and ${listed(calendar.weekend.map((day) => weekdays[day] ?? ''))}.`,
      ],
      [strong('Languages. '), `${terms.languages.join(', ')}.`],
      [strong('Facilities. '), `${names(terms.facilities)}.`],
      [strong('Providers. '), `${names(terms.providers)}.`],
    ]),
  ]
}

/** Terms that have words of their own here, or a chapter. */
const said: readonly string[] = [
  'name',
  'version',
  'timeZone',
  'detentionPolicy',
  'admissibleBases',
  'thresholds',
  'panel',
  'institutionalGuardian',
  'ageRefusalEffect',
  'clocks',
  'calendar',
  'agencies',
  'facilities',
  'providers',
  'languages',
]

const weekdays = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays']
const names = (catalogue: Readonly<Record<string, { readonly name: string }>>): string =>
  Object.values(catalogue)
    .map(({ name }) => name)
    .join(', ')
