import { defineConfig } from '../../src/define-config.ts'

/** A pharmacy's refill line as a project of its own: `callchart serve --project flows/pharmacy`. */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  numbers: { '+15035550160': 'pharmacy' },
  destinations: { pharmacist: '+15035550161' },
})
