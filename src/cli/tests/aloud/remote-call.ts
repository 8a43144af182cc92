import type { CompiledFlow } from '../../../../engine/machine/compile.ts'
import type { CallEvent } from '../../../../engine/machine/event.ts'
import type { Snapshot } from '../../../../engine/machine/snapshot.ts'
import { AloudCall } from './aloud-call.ts'

/** What `GET /calls` tells of a call. */
interface Told {
  readonly callId: string
  readonly flow: string
  readonly state: Snapshot['value']
  readonly seq: number
  readonly outcome: string | null
  readonly live: boolean
  readonly log?: readonly { readonly at: number; readonly type: CallEvent['type'] }[]
}

const lookEveryMs = 150
/** Nobody tells whether it is still speaking: its line is asked, and nothing may have moved for so long. */
const stillMs = 1200

/** A call on another server, as its `/calls` tells it to a token of scope `read`: states and events, and no words. */
export class RemoteCall extends AloudCall {
  readonly #ask: (path: string) => Promise<unknown>
  readonly #name: string
  #known: ReadonlySet<string> = new Set()
  #told: Told | null = null
  #movedAt = -Infinity
  #timer: NodeJS.Timeout | undefined

  constructor(compiled: CompiledFlow, server: string, token: string) {
    super(compiled, Date.now())
    this.#name = compiled.flow.flow
    this.#ask = async (path) => {
      const answer = await fetch(server + path, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(5000),
      })
      if (!answer.ok)
        throw new Error(`${server}/calls answers ${answer.status}: CALLCHART_API_TOKEN needs the scope read.`)
      return answer.json()
    }
  }

  /** Notes which calls there are before ours. Rejects where they are not told. */
  async prepare(): Promise<void> {
    this.#known = new Set((await this.#list()).map(({ callId }) => callId))
  }

  watch(): void {
    this.#timer = setTimeout(() => void this.#look().finally(() => this.problem === null && this.watch()), lookEveryMs)
  }

  unwatch(): void {
    clearTimeout(this.#timer)
    this.problem ??= 'It is watched no more.'
  }

  override get hasBegun(): boolean {
    return this.#told !== null
  }

  /** Only its state is told: what it holds is not looked at. */
  override get snapshot(): Snapshot {
    const context = { slots: {}, saved: {}, attempts: { noinput: 0, nomatch: 0 } }
    return { value: this.#told?.state ?? '', context } as unknown as Snapshot
  }

  override get state(): string {
    const { state = '' } = this.#told ?? {}
    const top = typeof state === 'string' ? state : (Object.keys(state as object)[0] ?? '')
    return top.startsWith('$') ? super.state : top
  }

  override get ended(): string | null {
    const told = this.#told
    return told === null || told.live ? null : (told.outcome ?? 'hangup')
  }

  override isAtRest(): boolean {
    return this.#told !== null && performance.now() - this.#movedAt >= stillMs
  }

  async #list(): Promise<readonly Told[]> {
    return ((await this.#ask('/calls?limit=50')) as { readonly calls: readonly Told[] }).calls
  }

  async #look(): Promise<void> {
    try {
      const id =
        this.callId ??
        (await this.#list()).find(({ callId, flow }) => flow === this.#name && !this.#known.has(callId))?.callId
      if (id === undefined) return
      this.callId = id
      const told = (await this.#ask(`/calls/${id}`)) as Told
      if (told.seq !== this.#told?.seq || told.live !== this.#told.live) this.#movedAt = performance.now()
      this.#told = told
      // types and times are all that is told of them
      const events = (told.log ?? []) as unknown as readonly CallEvent[]
      this.events.splice(0, Infinity, ...events)
      this.now = events.at(-1)?.at ?? this.now
      const top = this.state
      if (top !== this.journal.state && top !== '')
        this.journal.moved(this.now, top, [{ why: 'as /calls tells', from: null, to: top }])
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    }
  }
}
