import { defineConfig } from '../../src/define-config.ts'

/** A shop's order line as a project of its own: `callchart serve --project flows/order_status`. */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  numbers: { '+13125550140': 'order_status' },
  destinations: { customer_care: '+13125550141' },
})
