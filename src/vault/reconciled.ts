import type { Reconciled } from './vault.ts'

/** As it lies in a vault: `<place> <position>`. */
export const writeReconciled = ({ place, position }: Reconciled): string => `${place} ${position}`

export function readReconciled(text: string | undefined): Reconciled | undefined {
  const { place, position } = /^(?:(?<place>\S+) )?(?<position>\d+)$/.exec(text ?? '')?.groups ?? {}
  return position === undefined ? undefined : { place: place ?? '', position: BigInt(position) }
}
