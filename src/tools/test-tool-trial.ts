import { randomUUID } from 'node:crypto'
import { systemClock } from '../media/clock.ts'
import type { Json } from '../../engine/language/json.ts'
import { attempt } from './attempt.ts'
import type { Attempted } from './attempt.ts'
import { createRegistry } from './registry.ts'
import type { RegisteredTool } from './registry.ts'
import type { ToolContract, ToolExample } from './test-tool.ts'
import { settledBy } from './tool-result.ts'
import type { Tool, ToolContext, ToolLog } from './tool.ts'

/** As the server has it: a result travels in the call's snapshot. */
const maxResultBytes = 16_384

/** How a call came out: its result as JSON, or the error that a flow would route. */
export type Outcome =
  | { readonly ok: true; readonly result: Json }
  | { readonly ok: false; readonly error: string; readonly message: string; readonly happened: 'no' | 'unknown' }

/** Calls one tool as a server would, without a server. */
export class ToolTrial {
  readonly tool: Tool
  readonly registered: RegisteredTool
  readonly contract: ToolContract<never, never>
  readonly #logged: string[] = []

  constructor(tool: Tool, contract: object) {
    this.tool = tool
    this.contract = contract as ToolContract<never, never>
    const registered = createRegistry([tool]).get(tool.name)
    if (registered === undefined) throw new TypeError('A registry has what it is given.')
    this.registered = registered
  }

  get examples(): readonly ToolExample<never, never>[] {
    return this.contract.examples
  }

  /** Everything that the handler has logged so far, as JSON. */
  get logged(): string {
    return this.#logged.join('\n')
  }

  get timeoutMs(): number {
    return this.contract.timeoutMs ?? 5000
  }

  get graceMs(): number {
    return this.contract.graceMs ?? 500
  }

  /** A key that no call has had. */
  key(): string {
    return `test:${randomUUID()}`
  }

  /** Calls the handler with a copy of the input. Never rejects. */
  async call(input: unknown, key: string): Promise<Outcome> {
    const attempted = await this.attempted((context) => this.tool.handler(structuredClone(input), context), key)
    return this.#outcome(attempted)
  }

  /** What `reconcile` says: its result, or null where it says that nothing has happened. */
  async reconcile(input: unknown, key: string): Promise<Outcome | null> {
    const ask = this.tool.reconcile?.bind(this.tool)
    if (ask === undefined) throw new TypeError(`"${this.tool.name}" has no reconcile.`)
    const attempted = await this.attempted((context) => ask(key, structuredClone(input), context), key)
    return attempted.kind === 'result' && attempted.value === null ? null : this.#outcome(attempted)
  }

  /**
   * Begins a call and aborts its signal at once. Tells how it ended after that, or null where it had not let go after
   * `graceMs`.
   */
  async aborted(input: unknown, key: string): Promise<Outcome | null> {
    const settled = Promise.withResolvers<Attempted>()
    const first = await this.attempted(
      (context) => this.tool.handler(structuredClone(input), context),
      key,
      1,
      (late) => late !== 'awaited' && settled.resolve(late),
    )
    const isCut = first.kind === 'error' && first.code === 'timeout'
    if (!isCut) return this.#outcome(first)
    const cancel = systemClock.after(this.graceMs, () => settled.resolve({ kind: 'abandoned' }))
    const late = await settled.promise
    cancel()
    return late.kind === 'abandoned' ? null : this.#outcome(late)
  }

  /** How many writes have been made, by the handler's own count. */
  async effects(): Promise<number> {
    const { effects } = this.contract
    if (effects === undefined) throw new TypeError('Nothing counts the writes.')
    return effects()
  }

  attempted(
    body: (context: ToolContext) => unknown,
    key: string,
    budgetMs = this.timeoutMs,
    onLate: (late: Attempted | 'awaited') => void = () => undefined,
  ): Promise<Attempted> {
    return attempt(body, {
      callId: 'test',
      key,
      attempt: 1,
      budgetMs,
      abandon: undefined,
      clock: systemClock,
      log: this.#log,
      onLate,
    })
  }

  #outcome(attempted: Attempted): Outcome {
    if (attempted.kind === 'abandoned') throw new TypeError('Nobody abandons a call here.')
    const { outcome } = settledBy(this.registered, attempted, maxResultBytes)
    if (outcome.ok) return { ok: true, result: outcome.result }
    const { error, message } = outcome
    return { ok: false, error, message, happened: attempted.kind === 'error' ? attempted.happened : 'unknown' }
  }

  readonly #log: ToolLog = {
    info: (message, data) => void this.#logged.push(JSON.stringify([message, data])),
    warn: (message, data) => void this.#logged.push(JSON.stringify([message, data])),
  }
}
