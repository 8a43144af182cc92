import type { CompiledFlow } from '../../../../engine/machine/compile.ts'
import type { Effect } from '../../../../engine/machine/effect.ts'
import type { CallEvent } from '../../../../engine/machine/event.ts'
import type { Snapshot } from '../../../../engine/machine/snapshot.ts'
import { Journal } from '../../../../engine/rehearsal/journal.ts'
import type { SeenCall } from '../../../../engine/rehearsal/seen-call.ts'
import type { CallObserver, Notice } from '../../../call/observer.ts'

/** A call on a server in this process, as its steps tell it. */
export class AloudCall implements CallObserver, SeenCall {
  readonly flow: SeenCall['flow']
  readonly journal: Journal
  readonly events: CallEvent[] = []
  readonly calls: { readonly tool: string; readonly input: Extract<Effect, { type: 'tool.call' }>['input'] }[] = []
  /** Why it cannot be seen; null while it can. */
  problem: string | null = null
  /** Ours, once it has begun. */
  callId: string | null = null
  transferred: string | null = null
  modelCalls = 0
  /** What is heard and when is the line's; nobody measures it here. */
  readonly longestSilenceMs = 0
  now: number
  #snapshot: Snapshot | null = null
  #stepAt = -Infinity

  constructor({ flow }: CompiledFlow, at: number) {
    this.flow = flow
    this.now = at
    this.journal = new Journal(flow.start, at)
  }

  get hasBegun(): boolean {
    return this.#snapshot !== null
  }

  get snapshot(): Snapshot {
    if (this.#snapshot === null) throw new TypeError('The call has not begun.')
    return this.#snapshot
  }

  get state(): string {
    return this.journal.state
  }

  get phase(): string {
    return pathOf(this.#snapshot?.value ?? '')
  }

  get ended(): string | null {
    const snapshot = this.#snapshot
    return snapshot?.status === 'done' ? (snapshot.context.outcome ?? 'hangup') : null
  }

  get said(): readonly string[] {
    return this.journal.saidSince
  }

  /** Nothing is being said or waited for, and nothing has happened for a moment. */
  isAtRest(quietMs: number): boolean {
    const context = this.#snapshot?.context
    if (context === undefined) return false
    const isIdle = context.speaking === null && context.awaiting === null && context.timers.wait === undefined
    return (isIdle || this.ended !== null) && performance.now() - this.#stepAt >= quietMs
  }

  notice(callId: string, notice: Notice): void {
    if (notice.type === 'words' && notice.final) this.journal.world(notice.at, `the recogniser heard: ${notice.text}`)
    if (notice.type === 'fault') this.journal.world(this.now, `a fault of the server: ${notice.where}`)
    if (notice.type !== 'stepped') return
    this.callId = callId
    const { event, after, effects, why } = notice
    this.now = event.at
    this.#stepAt = performance.now()
    this.events.push(event)
    this.journal.event(event)
    this.#snapshot = after
    const top = topOf(after.value)
    const ways = [{ why: why.join(', ') || 'next', from: null, to: top === this.journal.state ? null : top }]
    this.journal.moved(event.at, after.value, ways)
    for (const effect of effects) this.#note(effect, event.at)
  }

  #note(effect: Effect, at: number): void {
    if (effect.type === 'say') this.journal.agent(at, effect.text)
    else if (effect.type === 'decide') {
      this.modelCalls++
      this.journal.world(at, `asks the model: ${Object.keys(effect.options).join(', ')}`)
    } else if (effect.type === 'tool.call') {
      this.calls.push({ tool: effect.tool, input: effect.input })
      this.journal.world(at, `calls ${effect.tool} ${JSON.stringify(effect.input)}`)
    } else if (effect.type === 'transfer') {
      this.transferred = effect.destination
      this.journal.world(at, `transfers to ${effect.destination}`)
    }
  }
}

function topOf(value: Snapshot['value']): string {
  return typeof value === 'string' ? value : (Object.keys(value as object)[0] ?? '')
}

function pathOf(value: Snapshot['value']): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return typeof value === 'string' ? value : ''
  return Object.entries(value)
    .map(([name, inner]) => [name, pathOf(inner)].filter((part) => part !== '').join('.'))
    .join(' and ')
}
