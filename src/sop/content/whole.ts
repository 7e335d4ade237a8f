import type { Region } from '../../../workflows/protocol/v1/language/build.ts'
import { groups } from '../../../workflows/protocol/v1/language/fields.ts'
import { roles } from '../../../workflows/protocol/v1/roles.ts'
import type { RuleSet } from '../../../workflows/registry.ts'
import { mayKnow } from '../../access/policy.ts'
import { legend } from '../chart/legend.ts'
import type { Comments } from '../comments.ts'
import {
  type Block,
  code,
  heading,
  joined,
  list,
  paragraph,
  type Sop,
  strong,
  type Text,
  table,
  withoutLostLinks,
} from '../document.ts'
import { groupOf, listed, partOf, roleOf } from '../words.ts'
import { clockChapter, stepLink } from './clocks.ts'
import { fieldName, unverified } from './fields.ts'
import { invariantChapter } from './invariants.ts'
import { nameOf, partsIn, regionChapter } from './region.ts'
import { termsChapter } from './terms.ts'

/** The whole document, or of one region what stands for itself. */
export function sopOf(ruleSet: RuleSet, regions: readonly Region[], comments: Comments, only?: Region): Sop {
  const { terms } = ruleSet
  const [named, digest] = ruleSet.name.split('/')
  const place = fieldName(terms.name)
  const title = only === undefined ? 'From an officer’s first call to a safe placement' : partOf(nameOf(only))
  const chapters: Block[] =
    only === undefined
      ? [
          ...readingChapter(),
          ...peopleChapter(ruleSet),
          ...termsChapter(terms),
          ...clockChapter(ruleSet),
          ...invariantChapter(ruleSet),
          ...mapChapter(regions, comments),
          ...regions.flatMap((region) => regionChapter(region, ruleSet, comments)),
        ]
      : [...regionChapter(only, ruleSet, comments), ...clockChapter(ruleSet)]
  return {
    title,
    footer: `Kinward, ${ruleSet.protocol}, ${named}. A working model; the signed texts were not available.`,
    blocks: withoutLostLinks([
      heading(1, 'top', title),
      paragraph(strong(`The procedure for migrant children in ${place}, as it runs.`)),
      {
        is: 'terms',
        terms: [
          ['Jurisdiction', `${place} (times in ${terms.timeZone})`],
          ['Rule set', [code(ruleSet.protocol), ', ', code(named ?? '')]],
          ['Digest', [code(digest ?? '')]],
        ],
      },
      ...natureOf(ruleSet),
      { is: 'contents' },
      ...chapters,
    ]),
  }
}

function natureOf({ terms }: RuleSet): Block[] {
  return [
    heading(2, 'nature', 'What this is, and what it is not'),
    list([
      [
        strong('It is the procedure that Kinward runs. '),
        'Every state, step, rule, field and time limit below is read from the definitions that decide about each step of a case. When they change, this changes, and the digest above with it.',
      ],
      [
        strong('It is not the signed procedure. '),
        'The texts of the memorandum of understanding and of its standard operating procedure were not available to those who built this. Steps and rules follow public sources, each named where it is used; it is to be laid beside the signed texts by somebody who has them.',
      ],
      [
        strong('What bears the mark '),
        unverified,
        ' is a working assumption, or another country’s rule taken for comparison. Nobody has read it in a text that binds here.',
      ],
      'It is no legal advice. People, providers and places in it are fictional.',
      ...(terms.detentionPolicy === 'lastResortRecorded'
        ? [
            'Of the two readings of “last resort” this rule set holds the memorandum’s, which knows one; the treaty bodies say that there is none for a child.',
          ]
        : []),
    ]),
  ]
}

function readingChapter(): Block[] {
  return [
    heading(2, 'reading', 'How to read it'),
    list([
      [
        strong('Fact. '),
        'Reports what somebody could discover after it happened. It is never refused because of a rule or a state; a rule that does not hold is recorded with it as a breach.',
      ],
      [
        strong('Decision. '),
        'Authorises. It is accepted only in the states that are named, only from the roles that are named, and only if every rule holds.',
      ],
      [strong('Kinward’s own. '), 'Written by the service. It never decides about a child.'],
      [strong('Two people. '), 'One proposes, another takes exactly what was proposed.'],
      [strong('For a body. '), 'Enters what a court, a panel or an office decided, which has no account here.'],
      [strong('Protected. '), 'Its content never reaches police or immigration.'],
      [strong('Confidential. '), 'That it was taken is told to few, and never to whomever it is about.'],
      [
        strong('Sealed. '),
        'Kept under a key of the person whom it concerns; opened to those who may read that group, and every opening is on record. ',
        strong('In clear: '),
        'kept for ever, because a rule or a time limit needs it; never a name, never free text.',
      ],
    ]),
    { is: 'drawing', drawing: legend(), caption: 'The signs in the drawings' },
  ]
}

function peopleChapter({ terms, steps }: RuleSet): Block[] {
  const decided = (role: string): Text => {
    const own = steps.filter(({ kind, who }) => kind === 'decision' && who.some((each) => each === role))
    return own.length === 0 ? '–' : joined(own.map(stepLink), ', ')
  }
  const facts = (role: string): string =>
    String(steps.filter(({ kind, who }) => kind === 'fact' && who.some((each) => each === role)).length)
  const holders = (role: string): string =>
    Object.values(terms.agencies)
      .filter((agency) => agency.roles.some((each) => each === role))
      .map(({ name }) => name)
      .join(', ')
  return [
    heading(2, 'people', 'Who does what'),
    table(
      'Roles, who holds them, and what they decide',
      ['Role', 'Held at', 'Facts', 'Decisions'],
      roles.map((role): Text[] => [
        [strong(fieldName(roleOf(role)))],
        holders(role) || '–',
        facts(role),
        decided(role),
      ]),
    ),
    table(
      'Who may read what is sealed, in cases that they may see',
      ['Group', 'Read by'],
      groups
        .filter((group) => group !== 'dimensions')
        .map((group): Text[] => [
          fieldName(groupOf(group)),
          listed(
            roles.filter((role) => mayKnow({ id: '', key: '', name: '', agency: '', role }, [group])).map(roleOf),
          ) || 'nobody',
        ]),
    ),
    paragraph(
      'Others read at most what they entered themselves. Copies for indicators are opened by indicators alone.',
    ),
  ]
}

function mapChapter(regions: readonly Region[], comments: Comments): Block[] {
  return [
    heading(2, 'map', 'The map of a case'),
    paragraph(
      `A case stands in ${regions.length} regions at once, which move beside each other; in some, two parts do. One step can move several of them.`,
    ),
    table(
      'Regions',
      ['Region', 'What it tells', 'States'],
      regions.flatMap((region) =>
        partsIn(region).map((part): Text[] => [
          [{ is: 'link', to: `region-${nameOf(region)}`, text: partOf(part.path) }],
          comments.of(part.path) ?? '–',
          String(Object.keys(part.states).length),
        ]),
      ),
    ),
  ]
}
