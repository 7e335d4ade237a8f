import { personal, ref } from '../language/fields.ts'
import { step } from '../language/step.ts'
import * as text from '../language/text.ts'

/** What the agency answers, and what it will do. Whoever made the finding reads it. Source: NPM Network SEE 2026. */
export const giveMonitoringReply = step({
  name: 'give-monitoring-reply',
  event: 'MonitoringReplyGiven',
  kind: 'fact',
  owner: 'lifecycle',
  anywhere: true,
  who: ['cp_supervisor', 'provincial_authority', 'national_coordinator'],
  source: 'NPM Network SEE 2026',
  data: {
    /** The event that recorded the finding. */
    finding: ref,
    reply: personal(text.narrative, { group: 'procedure' }),
  },
  clocks: [{ meets: 'monitor.reply', instance: (_known, { data }) => data.finding }],
})
