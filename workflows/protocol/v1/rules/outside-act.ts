import { payloadRule } from '../language/rule.ts'

type OutsideAct = { readonly actKind: string }

export const decidedByWhoMay = payloadRule<OutsideAct>({
  id: 'I-20',
  source: 'CMW/C/GC/4-CRC/C/GC/23; DOMAIN I-20',
  sentence: {
    en: 'Age, guardian and best interests were decided on paper, beside the procedure. It has no effect here; child protection decides.',
  },
  holds: (_known, { data }) => !['age_finding', 'guardian', 'bid'].includes(data.actKind),
})

export const separationNeedsAuthority = payloadRule<OutsideAct>({
  id: 'I-14',
  source: 'A/RES/64/142 §§15, 47',
  sentence: { en: 'A child was separated from a parent on paper, beside the procedure. It has no effect here.' },
  holds: (_known, { data }) => data.actKind !== 'separation',
})

export const removalNeedsDetermination = payloadRule<OutsideAct>({
  id: 'I-18',
  source: 'OHCHR 2018; DOMAIN I-18',
  sentence: {
    en: 'A removal was ordered without a determination that it is in the child’s interests. It has no effect here.',
  },
  holds: (_known, { data }) => data.actKind !== 'removal_order',
})

export const closedInside = payloadRule<OutsideAct>({
  id: 'I-25',
  source: 'DOMAIN I-25',
  sentence: {
    en: 'A case was closed on paper, beside the procedure. Here it stays open until nothing stands against closing it.',
  },
  holds: (_known, { data }) => data.actKind !== 'closure',
})
