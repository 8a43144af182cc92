import { defineConfig } from '../../src/define-config.ts'

/** A restaurant's bookings as a project of its own: `callchart serve --project flows/restaurant`. */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  numbers: { '+441632960180': 'restaurant' },
  destinations: { front_desk: '+441632960181' },
})
