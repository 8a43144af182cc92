import type { Flow } from '../../language/flow.ts'
import type { Json, JsonObject } from '../../language/json.ts'
import { asObject } from '../../language/reading.ts'
import type { Rehearsal } from '../rehearsal.ts'

/** A prompt is known by so much of its end. */
const mostHeard = 70

/** What there is to see of a rehearsed call each time it is looked at: only what is new since. */
export class Lookout {
  readonly #flow: Flow
  readonly #rehearsal: Rehearsal
  #slots: JsonObject = {}
  #state = ''
  #calls = new Map<string, number>()

  constructor(flow: Flow, rehearsal: Rehearsal) {
    this.#flow = flow
    this.#rehearsal = rehearsal
  }

  /** The steps of a test that look at it, here and now. */
  seen(): readonly JsonObject[] {
    const heard = this.#heard()
    const expect = this.#expect()
    return [...(heard === null ? [] : [{ hears: heard }]), ...(Object.keys(expect).length === 0 ? [] : [{ expect }])]
  }

  /** The last sentence since the last move. */
  #heard(): string | null {
    const text = this.#rehearsal.journal.saidSince.at(-1)?.trim() ?? ''
    const sentence = (/[^.!?]*[.!?]?\s*$/.exec(text)?.[0] ?? '').trim()
    const end =
      sentence.length <= mostHeard ? sentence : sentence.slice(sentence.indexOf(' ', sentence.length - mostHeard) + 1)
    return /\p{L}/u.test(end) ? end : null
  }

  #expect(): JsonObject {
    const { state, snapshot, ended, transferred } = this.#rehearsal
    const { context } = snapshot
    const expect: Record<string, Json> = {}
    if (state !== this.#state && Object.hasOwn(this.#flow.states, state)) expect['state'] = state
    this.#state = state
    // another flow's slots are its own
    if (context.flow === undefined) {
      const slots = this.#changed(context.slots)
      if (Object.keys(slots).length > 0) expect['slots'] = slots
      this.#slots = context.slots
    }
    const called = this.#called()
    if (Object.keys(called).length > 0) expect['called'] = called
    if (ended !== null) {
      if (transferred !== null && this.#transfersTo(transferred)) expect['transferred'] = transferred
      expect['ended'] = ended
    }
    return expect
  }

  #transfersTo(destination: string): boolean {
    return Object.values(this.#flow.states).some((one) => one.kind === 'transfer' && one.destination === destination)
  }

  #changed(slots: JsonObject): JsonObject {
    const names = Object.keys(this.#flow.slots)
    const other = names.filter((name) => JSON.stringify(slots[name]) !== JSON.stringify(this.#slots[name]))
    return Object.fromEntries(other.map((name): [string, Json] => [name, slots[name] ?? null]))
  }

  #called(): JsonObject {
    const calls = new Map<string, number>()
    for (const { tool } of this.#rehearsal.calls) calls.set(tool, (calls.get(tool) ?? 0) + 1)
    const more = [...calls].filter(([tool, times]) => this.#calls.get(tool) !== times)
    this.#calls = calls
    return Object.fromEntries(
      more.map(([tool, times]): [string, Json] => {
        const input = asObject(this.#rehearsal.calls.findLast((call) => call.tool === tool)?.input ?? {})
        return [tool, Object.keys(input).length === 0 ? times : { times, with: input }]
      }),
    )
  }
}
