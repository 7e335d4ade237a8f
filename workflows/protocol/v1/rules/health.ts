import { payloadRule } from '../language/rule.ts'

export const notIntoHolding = payloadRule<{ readonly dischargedTo: string }>({
  id: 'I-1',
  source: 'CMW/C/GC/4-CRC/C/GC/23 §5',
  sentence: {
    en: 'The child was discharged from hospital into holding. Call child-protection intake, at any hour: they find a bed tonight.',
  },
  holds: (_known, { data }) => data.dischargedTo !== 'holding',
})

export const notToNobody = payloadRule<{ readonly dischargedTo: string }>({
  id: 'I-33',
  source: 'DOMAIN I-33',
  sentence: {
    en: 'The child was discharged from hospital to nobody. Call child-protection intake, at any hour: they find a bed tonight.',
  },
  holds: (_known, { data }) => data.dischargedTo !== 'nobody',
})
