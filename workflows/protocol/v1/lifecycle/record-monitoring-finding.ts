import { optional, personal } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** A monitor saw something and asks for an answer. Source: NPM Network SEE 2026. */
export const recordMonitoringFinding = step({
  name: 'record-monitoring-finding',
  event: 'MonitoringFindingRecorded',
  kind: 'fact',
  owner: 'lifecycle',
  anywhere: true,
  who: ['monitor'],
  source: 'NPM Network SEE 2026',
  data: {
    finding: personal(text.narrative, { group: 'procedure' }),
    recommendation: optional(personal(text.narrative, { group: 'procedure' })),
    replyBy: optional(personal(text.calendarDay, { group: 'procedure' })),
  },
  clocks: [{ starts: 'monitor.reply', instance: (_known, { id }) => id }],
})
