import { defineConfig } from '../../../src/define-config.ts'

/** What the servers of the crash tests run: orders that are keyed in, one after another, each written once. */
export const config = defineConfig({ flows: '.', tools: 'tools.ts' })
