import { ToolError, type Tool, type ToolContext } from '../../../src/tools/tool.ts'
import type { SimTool } from './flows.ts'
import type { Process } from './process.ts'
import { ask } from './remote.ts'
import type { World } from './world.ts'

/**
 * What tools work on, on a machine of its own: it goes on whatever becomes of those who ask, and counts what they did, by
 * key and by what it was about. A write that knows its keys makes each once, and answers whoever asks with the same key while it
 * is at work as it answers the first, as a service with idempotency keys does; any other makes whatever it is asked to.
 */
export class ToolServer {
  readonly #world: World
  readonly #made = new Map<string, unknown>()
  /** Who waits for a write that is being made, by its key. */
  readonly #waiting = new Map<string, (() => void)[]>()
  #references = 100

  constructor(world: World) {
    this.#world = world
  }

  /** The handler, and what tells whether it happened, as they run on one server. */
  toolFor(process: Process, spec: SimTool): Tool {
    const { tool, knowsKeys } = spec
    const handler = (input: unknown, context: ToolContext) => this.#ask(process, spec, input, context)
    const { name, description, effect, input, output, errors } = tool
    const plain = { name, description, effect, input, output, ...(errors === undefined ? {} : { errors }) }
    if (!knowsKeys) return { ...plain, handler }
    const reconcile = (key: string): Promise<never> =>
      ask<never>(this.#world, process, {
        of: 'tool',
        what: 'tool.reconcile',
        latencyMs: 40,
        carryOut: (answer) => {
          this.#world.recovered('the tool server was asked whether it happened')
          const tell = (): void => answer((this.#made.get(key) ?? null) as never)
          // While it is at work nobody can say yet that it did not happen.
          const waiting = this.#waiting.get(key)
          if (waiting === undefined) tell()
          else waiting.push(tell)
        },
      })
    return { ...plain, handler, reconcile }
  }

  #ask(process: Process, spec: SimTool, input: unknown, { idempotencyKey, callId }: ToolContext): Promise<unknown> {
    const { tool, knowsKeys, answers, fails } = spec
    const { chance } = this.#world
    const request = { tool: tool.name, effect: tool.effect, key: idempotencyKey, callId, input }
    const takesMs = chance.happens(0.15) ? chance.integer(1500, 9000) : chance.integer(20, 400)
    const failure = fails.length > 0 && chance.happens(0.12) ? chance.pick(fails) : null
    // What the server believed when it decided to ask: the request leaves later where the process stands still.
    const serverNow = process.clock.now()
    return ask<unknown>(this.#world, process, {
      of: knowsKeys || tool.effect === 'read' ? 'tool' : 'tool once',
      what: `tool.${tool.effect}`,
      latencyMs: 40,
      left: () =>
        this.#world.happen({
          type: 'tool asked',
          by: process.name,
          request,
          serverNow,
        }),
      carryOut: (answer, refuse) => {
        const refused = (): void => refuse(new ToolError(failure ?? 'unavailable', 'The service refused.'))
        if (tool.effect === 'read') {
          const told = (): void => (failure === null ? answer(answers(input, this.#references)) : refused())
          this.#world.after(takesMs, told)
          return
        }
        if (knowsKeys && this.#isKnown(idempotencyKey, answer, refused)) return
        this.#world.after(takesMs, () => {
          if (failure === null) {
            this.#references += 1
            this.#made.set(idempotencyKey, answers(input, this.#references))
            this.#world.happen({ type: 'effect', request })
            answer(this.#made.get(idempotencyKey))
          } else refused()
          const waiting = this.#waiting.get(idempotencyKey) ?? []
          this.#waiting.delete(idempotencyKey)
          for (const tell of waiting) tell()
        })
      },
    })
  }

  /** Made before, or being made for somebody else: who asks again is told what becomes of it. */
  #isKnown(key: string, answer: (value: unknown) => void, refused: () => void): boolean {
    if (this.#made.has(key)) {
      answer(this.#made.get(key))
      return true
    }
    const waiting = this.#waiting.get(key)
    if (waiting === undefined) {
      this.#waiting.set(key, [])
      return false
    }
    waiting.push(() => (this.#made.has(key) ? answer(this.#made.get(key)) : refused()))
    return true
  }
}
