/** What may never happen to a child, whatever else does: the list behind the rules that are called `I-nn` (DOMAIN §d). */
export interface Invariant {
  readonly id: string
  readonly says: string
  /** What holds it where no rule of a step does. */
  readonly heldBy?: string
}

const says = (n: number, text: string, heldBy?: string): Invariant => ({
  id: `I-${n}`,
  says: text,
  ...(heldBy !== undefined && { heldBy }),
})

export const invariants: readonly Invariant[] = [
  says(
    1,
    'No order or decision puts or keeps a child in police or immigration holding: not at all where the policy prohibits it; elsewhere only as a recorded last resort, in the child’s own name, on an admissible basis, with alternatives considered and a review date. That a child is held is always recorded.',
  ),
  says(2, 'Every hour held is on record, and no held child lacks an open referral.'),
  says(3, 'No child exists only as a note on an adult’s order or file.'),
  says(
    4,
    'No child is handed to, placed with or put under an adult whose relation was not verified, or who was not vetted. A child found with a claimed parent stays with that parent while it is verified, unless signs of harm are recorded.',
  ),
  says(5, 'Whoever may be a child is treated as a child until a finding about age is final.'),
  says(
    6,
    'A medical age test needs an open dispute, an inconclusive assessment by other means, and consent to that test; refusing it alone never makes an adult.',
  ),
  says(7, 'A finding about age rests on the lowest age that is plausible; appearance alone is never enough.'),
  says(
    8,
    'An unaccompanied child is screened and heard about age with a support person and in a language they understand. A referral, and questions on safety and health, never wait for that.',
  ),
  says(9, 'A child without a parent has a guardian before age, best interests or return is decided.'),
  says(10, 'A guardian has no actual or possible conflict of interest.'),
  says(11, 'A guardian has no more children than one person may have.'),
  says(
    12,
    'A complaint always lands, from anyone, and is hidden from whomever it concerns; it never goes to the body that is complained of.',
  ),
  says(
    13,
    'Urgent protection is never blocked by missing assessment, determination, consent, guardian or paper.',
    'By what is left out: it says what may never stand in the way, and no rule of that kind stands on those steps.',
  ),
  says(
    14,
    'No child is separated from a parent against their will without competent authority, review by a court, a lawyer and a determination; poverty is never the reason. In an emergency the court is seized at once, or the child goes back.',
  ),
  says(15, 'Keeping a family together is never a reason to hold a child.'),
  says(16, 'A decision records the child’s own views, how they were given, and that the child was told.'),
  says(
    17,
    'Whoever wrote an assessment does not approve it, vote on it, or sit on its panel; nor does whoever referred the child. A panel has its quorum, and immigration and police have no vote.',
  ),
  says(18, 'No return without a formal determination that it is in the child’s interests.'),
  says(
    19,
    'No return where safety is doubtful, where no able carer has agreed, where it separates the child from a parent who stays, without a plan made with the child, or while an appeal is open.',
  ),
  says(
    20,
    'Police and immigration decide nothing about age, care, best interests, guardian, separation, reunification, return, disclosure or closure. They may always record facts.',
  ),
  says(21, 'A placement is necessary and suitable; family-based care is tried first.'),
  says(
    22,
    'A placement is reviewed at least every three months; an overdue review escalates, and never ends care.',
    'By its time limit, which moves no state.',
  ),
  says(23, 'At every instant one agency is responsible, and the child is in one place.'),
  says(24, 'Brothers and sisters stay together unless a reasoned decision about best interests says otherwise.'),
  says(
    25,
    'No case is closed while the child is missing, held or in transfer, has no carer or home, or while anything about safety, health, trafficking, age, appeal or complaint is open; nor because the child turned eighteen.',
  ),
  says(
    26,
    'No clock, batch or import decides about custody, age or return.',
    'By the build of the process: time moves no state, except that a lapsed offer leaves the search; no step of Kinward’s own is a decision.',
  ),
  says(
    27,
    'What protection knows never reaches immigration or police.',
    'By who may read what: they learn an outcome, and the content of protected steps not at all.',
  ),
  says(28, 'Consent, or a documented legitimate basis, comes before disclosure. A referral never waits for consent.'),
  says(
    29,
    'History is never altered; any day can be shown again under the rules of that day.',
    'By the store and by the rule set that every case keeps: `kinward check` and `kinward replay`.',
  ),
  says(30, 'A migrant child gets the care that national children get, at every age under eighteen.'),
  says(
    31,
    'Whoever is under eighteen is a child, married or not; where no birth date is documented, by the latest date that is plausible.',
  ),
  says(
    32,
    'No return, transfer abroad or contact with the country of origin before the risk to this child was assessed, nor while a claim for protection is open.',
  ),
  says(33, 'Nobody is released or discharged to nobody.'),
  says(34, 'Consent to return is void while the child or a parent is held, or if it was not understood.'),
  says(35, 'A place that the child may not leave is holding, and needs what holding needs.'),
  says(
    36,
    'A concern about a provider concerns every child who lives there; nothing is offered to it until that is cleared.',
  ),
  says(37, 'An accompanying adult against whom there are indicators gets neither place nor contact nor confirmation.'),
]
