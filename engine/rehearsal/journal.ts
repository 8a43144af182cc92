import type { Json } from '../language/json.ts'
import type { CallEvent } from '../machine/event.ts'
import type { Way } from '../machine/node.ts'
import type { Note } from './note.ts'

/** What happened in a rehearsed call, in order, and where it is. */
export class Journal {
  readonly notes: Note[]
  /** The flow's states that were entered, in order. */
  readonly visited: string[]
  #state: string
  #moveAt = 0
  #isFirst = true
  readonly #began: number

  constructor(start: string, began: number, notes: Note[] = [], visited: string[] = [start]) {
    this.#state = start
    this.notes = notes
    this.visited = visited
    this.#began = began
  }

  /** The same story so far, to go on with by itself. */
  copy(): Journal {
    const copy = new Journal(this.#state, this.#began, this.notes.slice(), this.visited.slice())
    copy.#moveAt = this.#moveAt
    copy.#isFirst = this.#isFirst
    return copy
  }

  get state(): string {
    return this.#state
  }

  /** What was said since the last move. */
  get saidSince(): readonly string[] {
    return this.notes.slice(this.#moveAt).flatMap((note) => (note.kind === 'agent' ? [note.text] : []))
  }

  /** From here on is "since the last move". */
  nextMove(): void {
    this.#moveAt = this.notes.length
  }

  agent(at: number, text: string): void {
    this.#note(at, { kind: 'agent', text, state: this.#state })
  }

  caller(at: number, text: string): void {
    this.#note(at, { kind: 'caller', text })
  }

  cut(at: number, heard: string): void {
    this.#note(at, { kind: 'cut', heard })
  }

  world(at: number, text: string): void {
    this.#note(at, { kind: 'world', text })
  }

  /** What came from outside by itself. */
  event(event: CallEvent): void {
    switch (event.type) {
      case 'tool.finished': {
        const { outcome } = event
        const text = outcome.ok ? `it returns ${JSON.stringify(outcome.result)}` : `it fails: ${outcome.error}`
        return this.world(event.at, text)
      }
      case 'decision.finished': {
        const { option, confidence, why } = event.outcome
        const read = Object.entries(event.outcome.readings ?? {}).map(
          ([name, { value }]) => `${name} ${JSON.stringify(value)}`,
        )
        const chosen =
          option === null && read.length > 0 ? [] : [option === null ? 'unsure' : `${option} (${confidence})`]
        const sure = [...chosen, ...read].join(', ')
        return this.world(
          event.at,
          `the model says ${sure}${why === 'failed' ? ' (nothing was set with "decides")' : ''}`,
        )
      }
      case 'transfer.finished':
        return this.world(event.at, `the transfer: ${event.outcome}`)
      default:
    }
  }

  moved(at: number, value: Json, ways: readonly Way[]): void {
    const from = this.#state
    const through = ways.flatMap(({ to }) => (to === null || to.startsWith('.') ? [] : [to]))
    const named = through.filter((to) => !to.startsWith('$ended'))
    const top = topOf(value)
    if (top !== '$ended') this.#state = top
    else this.#state = named.at(-1) ?? this.#state
    this.visited.push(...named.filter((to) => !to.startsWith('$')))
    const why = ways.map((way) => way.why).filter((text) => !dull.has(text))
    if (this.#isFirst) this.#isFirst = false
    else if (named.length > 0)
      this.#note(at, { kind: 'moved', from, through: named, why: why.length > 0 ? why : ['next'] })
    else if (why.length > 0) this.#note(at, { kind: 'stayed', state: this.#state, why })
  }

  #note(at: number, note: Note extends infer N ? (N extends Note ? Omit<N, 'at'> : never) : never): void {
    this.notes.push({ at: at - this.#began, ...note })
  }
}

/** What goes without saying. */
const dull = new Set(['next', 'played to its end', 'ask', 'said so', 'said goodbye', 'the phrase has ended'])

function topOf(value: Json): string {
  return typeof value === 'string' ? value : (Object.keys(value as object)[0] ?? '')
}
