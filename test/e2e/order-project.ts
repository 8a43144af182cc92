import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Project } from './real-servers.ts'

const repository = resolve(import.meta.dirname, '../..')

/** A line on which a number is keyed in, looked up, and paid for elsewhere. `question` is what a later version changes. */
export function orderFlow(question = 'Which order is it?'): string {
  return `flow: orders
language: en-GB
timezone: Europe/London
start: hello
slots:
  order: { type: digits, length: 2 }
states:
  hello: { greeting: Hello., next: ask }
  ask:
    gather: order
    prompt: ${question}
    noinput: [Please key in the order., { repeat: true }, { repeat: true }, { to: bye }]
    nomatch: [That is no number., { repeat: true }, { to: bye }]
    next: find
  find:
    tool: find
    with: { order: =slots.order }
    timeout: 3s
    next: pay
    outcomes: { uncertain: later, unavailable: later, timeout: later, error: later }
  pay: { wait: paid, prompt: Please pay now., timeout: 60s, next: bye, outcomes: { timeout: later } }
  later: { end: Please call again later. }
  bye: { end: Goodbye. }
`
}

const from = (path: string): string => JSON.stringify(pathToFileURL(resolve(repository, path)).href)

/** Finds any order at once. */
const tools = `import { defineTool } from ${from('src/tools/define-tool.ts')}
import { Type } from ${JSON.stringify(import.meta.resolve('typebox'))}

export const find = defineTool({
  name: 'find',
  description: 'Finds an order.',
  effect: 'read',
  input: Type.Object({ order: Type.String() }),
  output: Type.Object({}),
  handler: async () => ({}),
})
`

/** A project that answers with this flow. */
export function orderProject(flow = orderFlow()): Project {
  return {
    'callchart.config.ts': `export const config = { flows: 'flows', tools: 'tools.ts', destinations: { desk: '+442079460111' } }\n`,
    'flows/orders.yaml': flow,
    'tools.ts': tools,
  }
}

/** A project of an earlier day: it answers too, and knows of no order. */
export const toollessProject: Project = {
  'callchart.config.ts': `export const config = { flows: 'flows' }\n`,
  'flows/orders.yaml': `flow: orders
start: hello
states:
  hello: { greeting: Hello., next: bye }
  bye: { end: We are closed. }
`,
}
