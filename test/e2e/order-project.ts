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
    outcomes: { unavailable: later, timeout: later, error: later }
  pay: { wait: paid, prompt: Please pay now., timeout: 60s, next: bye, outcomes: { timeout: later } }
  later: { end: Please call again later. }
  bye: { end: Goodbye. }
`
}

/** Finds any order at once. */
const tools = (
  root: string,
): string => `import { defineTool } from ${JSON.stringify(pathToFileURL(resolve(root, 'src/tools/define-tool.ts')).href)}
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

/** A project that answers with this flow. `root`: the checkout of Callchart that runs it. */
export function orderProject(flow = orderFlow(), root = repository): Project {
  return {
    'callchart.config.ts': `export const config = { flows: 'flows', tools: 'tools.ts', destinations: { desk: '+442079460111' } }\n`,
    'flows/orders.yaml': flow,
    'tools.ts': tools(root),
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
