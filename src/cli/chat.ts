import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { defineCommand } from 'citty'
import { compileFlow } from '../../engine/machine/compile.ts'
import { chat } from '../../engine/rehearsal/chat.ts'
import type { Chat } from '../../engine/rehearsal/chat-session.ts'
import { usual } from '../../engine/rehearsal/read-step.ts'
import type { Stub } from '../../engine/rehearsal/test-step.ts'
import { ToolLoadError } from '../tools/load-tools.ts'
import { findFlow, readFlow, UnsoundFlow } from './project/flow-argument.ts'
import { ProjectError } from './project/project.ts'
import { projectTools, RealTools } from './project/real-tools.ts'

/** `callchart chat`: talks to a flow by typing. */
export const chatCommand = defineCommand({
  meta: { name: 'chat', description: 'Talks to a flow by typing: what it says, where it is, and why.' },
  args: {
    flow: { type: 'positional', description: 'A flow: its file, or its name', valueHint: 'FLOW', required: true },
    project: { type: 'string', description: 'Folder of callchart.config.ts, whose tools answer', valueHint: 'DIR' },
    tools: { type: 'string', description: 'Module whose exports are the tools', valueHint: 'MODULE' },
    at: { type: 'string', description: 'When the call begins; default: now', valueHint: '2026-10-08T13:00:00+01:00' },
    from: {
      type: 'string',
      description: 'The number that calls; "" where it is withheld',
      valueHint: '+44…',
      default: usual.from,
    },
    seed: { type: 'string', description: 'Chooses among the variants of prompts', valueHint: 'N', default: '1' },
  },
  /** 0 after the call or /quit, 1 where the flow has mistakes, 2 where it could not begin. */
  async run({ args }) {
    const at = args.at === undefined ? Date.now() : Date.parse(args.at)
    const seed = Number(args.seed)
    if (Number.isNaN(at)) {
      console.error(`--at wants a moment such as 2026-10-08T13:00:00+01:00, not "${args.at ?? ''}".`)
      return 2
    }
    if (!Number.isSafeInteger(seed)) {
      console.error(`--seed wants a whole number, not "${args.seed}".`)
      return 2
    }
    try {
      const found = await findFlow(args.flow, args.project ?? '.')
      const asked = args.project !== undefined || args.tools !== undefined
      const module = args.tools === undefined ? undefined : resolve(args.tools)
      const tools = asked ? await projectTools(args.project ?? '.', module) : null
      const flow = await readFlow(found, tools?.world ?? {}, process.stdout.isTTY)
      const real = tools === null ? null : new RealTools(tools.registry)
      const compiled = compileFlow(flow)
      await converse(
        chat(compiled, {
          start: { at, from: args.from, to: usual.to, seed },
          hasTool: (name) => real?.has(name) ?? false,
        }),
        real,
      )
      return 0
    } catch (error) {
      if (error instanceof UnsoundFlow) {
        console.error(error.message)
        return 1
      }
      if (!(error instanceof ProjectError || error instanceof ToolLoadError)) throw error
      console.error(error.message)
      return 2
    }
  },
})

/** Drives a chat with lines from the terminal or a pipe; piped lines are shown as if they had been typed. */
async function converse(talk: Chat, tools: RealTools | null): Promise<void> {
  const { stdin, stdout } = process
  const isTyped = stdin.isTTY
  const reader = createInterface({ input: stdin, terminal: false })
  const lines = reader[Symbol.asyncIterator]()
  const show = (text: readonly string[]): void => {
    for (const line of text) stdout.write(`${line}\n`)
  }
  let next = talk.next()
  while (next.done !== true) {
    const { value } = next
    show(value.lines)
    let answer: string | null | Stub
    if (value.wants === 'tool') {
      answer =
        tools === null
          ? { outcome: { ok: false, error: 'unavailable', message: '' }, takesMs: 0 }
          : await tools.answer(value.call)
    } else {
      stdout.write(value.prompt)
      const read = await lines.next()
      answer = read.done === true ? null : read.value
      if (!isTyped || answer === null) stdout.write(`${typeof answer === 'string' ? answer : ''}\n`)
    }
    next = talk.next(answer)
  }
  show(next.value)
  reader.close()
}
