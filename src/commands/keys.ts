import type { Group } from '../../workflows/protocol/v1/language/fields.ts'
import { digestKeyOf } from '../case/digest-key.ts'
import type { Slot } from '../case/event.ts'
import { keyName, type LoadedCase } from '../case/load.ts'
import { type Place, sealSlots } from '../case/seal.ts'
import type { Clock } from '../clock.ts'
import type { Json } from '../jcs.ts'
import type { Vault } from '../vault/vault.ts'
import type { PersonalValue } from './parse.ts'

/** The keys of one command: those the fold knows, and new ones for subjects that the event introduces. */
export class CommandKeys {
  readonly #vault: Pick<Vault, 'forSealing' | 'idKey'>
  readonly #caseId: string
  /** kid by subject, `<subject>#dimensions` for the copies. */
  readonly #kids: Map<string, string>

  readonly #create: Vault['create']

  constructor(vault: Vault, loaded: LoadedCase) {
    this.#vault = readOnce(vault)
    this.#create = (subject) => vault.create(subject)
    this.#caseId = loaded.id
    this.#kids = new Map(loaded.kids)
  }

  /**
   * Creates the keys of subjects that are new to the case; durable on return (FORMAT rule 2).
   *
   * @param opening a case's first event always introduces the child's own key
   */
  async introduce(personal: readonly PersonalValue[], opening: boolean): Promise<void> {
    const needed = new Map<string, string>(opening ? [[this.#caseId, this.#caseId]] : [])
    for (const value of personal) {
      const subject = this.subject(value.subject)
      needed.set(subject, subject)
      if (value.dimension) needed.set(keyName(subject, 'dimensions'), subject)
    }
    const missing = [...needed].filter(([name]) => !this.#kids.has(name))
    await Promise.all(missing.map(async ([name, subject]) => void this.#kids.set(name, await this.#create(subject))))
  }

  subject(subject: string): string {
    return subject === 'child' ? this.#caseId : subject
  }

  /** One slot per subject and group, in canonical order; an empty one for the child when the case opens. */
  async seal(place: Place, personal: readonly PersonalValue[], opening: boolean, clock: Clock): Promise<Slot[]> {
    const contents = new Map<string, { subject: string; group: Group; values: Values }>()
    const slotOf = (subject: string, group: Group): Values => {
      const slot = contents.get(`${subject} ${group}`) ?? { subject, group, values: {} }
      contents.set(`${subject} ${group}`, slot)
      return slot.values
    }
    if (opening) slotOf(this.#caseId, 'identity')
    for (const value of personal) {
      put(slotOf(this.subject(value.subject), value.group), value)
      if (value.dimension) put(slotOf(this.subject(value.subject), 'dimensions'), value)
    }
    const sealed = [...contents.values()].map(({ subject, group, values }) => ({
      subject,
      group,
      kid: this.#kids.get(keyName(subject, group)) ?? '',
      value: values,
    }))
    return sealSlots({ vault: this.#vault, clock }, place, sealed)
  }

  /**
   * The key of a keyed digest over something that concerns the child and these subjects; undefined when one of
   * their keys is gone, and with it any comparison (FORMAT rule 4).
   */
  async digestKey(personal: readonly PersonalValue[]): Promise<Buffer | undefined> {
    return digestKeyOf(this.#vault, this.#concerned(personal))
  }

  /**
   * As `digestKey`, of the keys that the events up to `revision` had introduced: a refused command introduces nobody,
   * and its repeat, which would draw new keys, must still compare with it.
   */
  async digestKeyAt(
    personal: readonly PersonalValue[],
    { trail, kids }: LoadedCase,
    revision: bigint,
  ): Promise<Buffer | undefined> {
    const introduced = new Set(trail.filter((trace) => trace.revision <= revision).flatMap((trace) => trace.kids))
    const present = new Set(kids.values())
    if ([...introduced].some((kid) => !present.has(kid))) return undefined
    return digestKeyOf(
      this.#vault,
      this.#concerned(personal).filter((kid) => introduced.has(kid)),
    )
  }

  #concerned(personal: readonly PersonalValue[]): string[] {
    const names = new Set([this.#caseId])
    for (const { subject, dimension } of personal) {
      names.add(this.subject(subject))
      if (dimension) names.add(keyName(this.subject(subject), 'dimensions'))
    }
    return [...names].map((name) => this.#kids.get(name)).filter((kid) => kid !== undefined)
  }
}

type Values = { [name: string]: Json }

/** The fields of a step inside a step stay apart from its own, so that neither hides the other. */
function put(values: Values, { name, value, nested }: PersonalValue): void {
  if (nested) values.payload = { ...(values.payload as Values | undefined), [name]: value }
  else values[name] = value
}

/** Within one attempt each key is read from the vault once: what is sealed and what is digested use the same. */
function readOnce(vault: Vault): Pick<Vault, 'forSealing' | 'idKey'> {
  const read = new Map<string, ReturnType<Vault['forSealing']>>()
  return {
    idKey: vault.idKey,
    forSealing(kid) {
      const known = read.get(kid) ?? vault.forSealing(kid)
      read.set(kid, known)
      return known
    },
  }
}
