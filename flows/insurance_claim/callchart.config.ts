import { defineConfig } from '../../src/define-config.ts'

/** An insurer's claims line as a project of its own: `callchart serve --project flows/insurance_claim`. */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  numbers: { '+441632960170': 'insurance_claim' },
  destinations: { claims: '+441632960171' },
})
