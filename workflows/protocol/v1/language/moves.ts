import type { Move, PartDefinition } from './region.ts'
import type { AnyStep } from './step.ts'

/** Every place in a part where a step may stand: its states, `*` for anywhere, `?` for where it is not expected. */

export function getMove(moves: ReadonlyMap<string, Move>, id: string): Move {
  const move = moves.get(id)
  if (!move) throw new Error(`no move ${id}`)
  return move
}

/** A step that was forgotten in its region would be taken everywhere and move nothing, in silence. */
export function demandPlace(step: AnyStep, parts: readonly PartDefinition[]): void {
  const owner = parts.find(({ path }) => path === step.owner)
  const stands =
    owner !== undefined && places(owner).some(([, lists]) => lists.flat().some((move) => move.step === step))
  if (stands === (step.anywhere === true))
    throw new Error(`${step.name} ${stands ? 'stands in' : 'is missing from'} its owner’s region ${step.owner}`)
}

const places = (part: PartDefinition): [place: string, lists: readonly Move[][]][] => [
  ...Object.entries(part.states).map(([state, { on }]): [string, readonly Move[][]] => [state, on ?? []]),
  ['*', part.fromAnywhere],
  ['?', part.otherwise],
]

export const moveId = (part: PartDefinition, place: string, step: AnyStep): string =>
  `${part.path}/${place}/${step.name}`

export function indexMoves(
  part: PartDefinition,
  moves: Map<string, Move>,
  sources: Map<string, Map<string, Move[]>>,
): void {
  for (const [place, lists] of places(part)) {
    for (const move of lists.flat()) {
      const id = moveId(part, place, move.step)
      if (moves.has(id)) throw new Error(`${move.step.name} stands twice in ${part.path} ${place}`)
      for (const to of move.to)
        if (!part.states[to]) throw new Error(`${part.path} has no state ${to} (${move.step.name})`)
      moves.set(id, move)
      if (move.step.owner !== part.path) continue
      const from = sources.get(move.step.name) ?? new Map<string, Move[]>()
      sources.set(move.step.name, from)
      for (const state of place === '*' ? Object.keys(part.states) : place === '?' ? [] : [place])
        from.set(state, [...(from.get(state) ?? []), move])
    }
  }
}
