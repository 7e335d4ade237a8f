import type { Json } from '../../../src/jcs.ts'
import { person } from './world.ts'

/** Fields whose good and bad values no schema tells. */

const seat = (key: string, capacity = 'voting', declaration = 'no_conflict', agency = person(key).agency): Json => ({
  person: person(key).id,
  agency,
  capacity,
  declaration,
})
const [one, two, three] = ['panel', 'panel-two', 'panel-three'].map((key) => seat(key))
const panel = [one ?? null, two ?? null, three ?? null]

export const hints: Readonly<Record<string, readonly Json[]>> = {
  'convene-panel.seats': [
    panel,
    [...panel, seat('immigration', 'advising')],
    [...panel, seat('immigration', 'voting')],
    [...panel, seat('officer-on-panel', 'voting', 'no_conflict', 'dcy')],
    panel.slice(0, 2),
    [one ?? null, one ?? null, two ?? null],
    [one ?? null, seat('panel-four'), seat('partner')],
    [one ?? null, two ?? null, seat('panel-three', 'voting', 'conflict')],
    [one ?? null, two ?? null, seat('panel-three', 'voting', 'missing')],
    [...panel, seat('panel-of-police')],
    [...panel, seat('supervisor-on-panel')],
    [...panel, seat('worker-on-panel')],
    [one ?? null, two ?? null, seat('panel-three', 'voting', 'no_conflict', 'partner')],
  ],
  'convene-panel.chair': [person('panel').id, person('secretary').id, person('panel-two').id],
}
