import { Type } from 'typebox'
import { defineTool } from '../../../src/tools/define-tool.ts'
import { ToolError, type ToolContext } from '../../../src/tools/tool.ts'

const server = process.env['CRASH_TOOL_SERVER'] ?? ''
const input = Type.Object({ order: Type.String() })
const output = Type.Object({})

export const ship = defineTool({
  name: 'ship',
  description: 'Ships an order, once for its key.',
  effect: 'write',
  input,
  output,
  handler: ({ order }, context) => post('/ship', order, context),
  async reconcile(key) {
    const response = await fetch(`${server}/ship?key=${encodeURIComponent(key)}`)
    return response.status === 404 ? null : {}
  },
})

export const note = defineTool({
  name: 'note',
  description: 'Notes an order, each time that it is told to.',
  effect: 'write',
  input,
  output,
  handler: ({ order }, context) => post('/note', order, context),
})

async function post(path: string, order: string, { callId, idempotencyKey, signal }: ToolContext): Promise<object> {
  const response = await fetch(server + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify({ callId, order }),
    signal,
  })
  if (!response.ok) throw new ToolError('unavailable', `The shipping service answered ${response.status}.`)
  await response.text()
  return {}
}
