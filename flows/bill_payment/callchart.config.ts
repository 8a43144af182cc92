import { defineConfig } from '../../src/define-config.ts'

/** A water company's payment line as a project of its own: `callchart serve --project flows/bill_payment`. */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  numbers: { '+441632960110': 'bill_payment' },
  destinations: { billing: '+441632960111' },
})
