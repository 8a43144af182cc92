import { defineConfig } from '../../src/define-config.ts'

/** A plumber's line, day and night, as a project of its own: `callchart serve --project flows/plumber`. */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  numbers: { '+14105550130': 'plumber' },
  destinations: { office: '+14105550131', on_call: '+14105550132', on_call_backup: '+14105550133' },
})
