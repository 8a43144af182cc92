import { defineConfig } from '../../src/define-config.ts'

/**
 * A surgery's reminders as a project of their own: `callchart serve --project flows/reminder`. Whoever dials starts the call
 * with its inputs, and reports who answered as the event `answered`.
 */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  numbers: { '+441632960150': 'reminder' },
  destinations: { reception: '+441632960151' },
})
