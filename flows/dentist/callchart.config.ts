import { defineConfig } from '../../src/define-config.ts'

/** The dentist's front desk as a project of its own: `callchart serve --project flows/dentist`. */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  destinations: { front_desk: '+442079460001' },
})
