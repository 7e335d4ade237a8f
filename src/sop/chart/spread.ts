import { at } from './rank.ts'

/**
 * As near to the wishes as the order and the distances allow, by least squares: neighbours that would come too near
 * move as one.
 */
export function settled(wishes: readonly { x: number; weight: number }[], gaps: readonly number[]): number[] {
  const shifts: number[] = []
  gaps.reduce((sum, gap, i) => {
    shifts[i] = sum + gap
    return sum + gap
  }, 0)
  const blocks: { x: number; weight: number; count: number }[] = []
  wishes.forEach(({ x, weight }, i) => {
    let block = { x: x - at(shifts, i), weight, count: 1 }
    for (let last = blocks.at(-1); last && last.x > block.x; last = blocks.at(-1)) {
      blocks.pop()
      const sum = last.weight + block.weight
      block = { x: (last.x * last.weight + block.x * block.weight) / sum, weight: sum, count: last.count + block.count }
    }
    blocks.push(block)
  })
  return blocks.flatMap(({ x, count }) => Array.from({ length: count }, () => x)).map((x, i) => x + at(shifts, i))
}

export function get<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key)
  if (value === undefined) throw new Error('nothing there')
  return value
}
