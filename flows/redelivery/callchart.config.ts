import { defineConfig } from '../../src/define-config.ts'

/** A parcel carrier's missed-delivery line as a project of its own: `callchart serve --project flows/redelivery`. */
export const config = defineConfig({
  flows: '.',
  tools: 'tools.ts',
  numbers: { '+441632960120': 'redelivery' },
  destinations: { depot: '+441632960121' },
})
