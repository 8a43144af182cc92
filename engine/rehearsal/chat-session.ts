import type { CompiledFlow } from '../machine/compile.ts'
import type { ToolCall } from '../machine/effect.ts'
import type { Acting, RehearsalStart } from './call-under-way.ts'
import { plainText } from '../language/plain-text.ts'
import { drawNote } from './note.ts'
import { Rehearsal } from './rehearsal.ts'
import { RehearsalError } from './rehearsal-error.ts'
import { Stage } from './stage.ts'
import { stubOf } from './read-answers.ts'
import type { Answers, Change, Move, Stub } from './test-step.ts'
import { typedStub } from './typed-stub.ts'

/** What a chat has to say, and what it wants next: a line that is typed, or a tool's answer. */
export type ChatTurn = { readonly lines: readonly string[] } & (
  | { readonly wants: 'line'; readonly prompt: string }
  | { readonly wants: 'tool'; readonly call: ToolCall }
)

export interface ChatOptions {
  readonly start: RehearsalStart
  readonly stubs?: Readonly<Record<string, Answers>>
  /** Whether somebody answers this tool; for the others an answer is asked for. */
  readonly hasTool?: (name: string) => boolean
}

/** A chat gives its last lines when it is over. A line is null at the end of input. */
export type Chat = Generator<ChatTurn, readonly string[], string | null | Stub>

/** What can be done again: a rehearsal is the same whenever it is. */
type Past = { readonly move: Move } | { readonly change: Change }

export class ChatSession {
  readonly #compiled: CompiledFlow
  readonly #options: ChatOptions
  #rehearsal: Rehearsal
  #past: Past[] = []
  /** How tools without a stub have answered, in order. */
  #answers: Stub[] = []
  #shown = 0
  #lines: string[] = []

  constructor(compiled: CompiledFlow, options: ChatOptions) {
    this.#compiled = compiled
    this.#options = options
    this.#rehearsal = this.#fresh()
  }

  get isOver(): boolean {
    return this.#rehearsal.ended !== null
  }

  get place(): string {
    return `in ${this.#rehearsal.phase}`
  }

  get slots(): readonly string[] {
    const { slots, saved } = this.#rehearsal.snapshot.context
    const lines = [
      ...Object.keys(this.#compiled.flow.slots).map((name) => `${name}: ${JSON.stringify(slots[name] ?? null)}`),
      ...Object.entries(saved).map(([name, value]) => `${name}: ${JSON.stringify(value)} (saved)`),
    ]
    return lines.length === 0 ? ['There are no slots.'] : lines
  }

  /** Of the last move, with the phases. */
  get why(): readonly string[] {
    const { notes } = this.#rehearsal.journal
    const from = notes.findLastIndex(({ kind }) => kind === 'caller')
    const since = notes.slice(Math.max(0, from)).filter(({ kind }) => kind !== 'agent')
    return since.length === 0 ? ['The call has only begun.'] : since.map(drawNote)
  }

  tell(...lines: readonly string[]): undefined {
    this.#lines.push(...lines.map(plainText))
  }

  flush(): readonly string[] {
    const lines = this.#lines
    this.#lines = []
    return lines
  }

  change(change: Change): void {
    this.#past.push({ change })
    this.#rehearsal.stage.set(change)
  }

  *move(move: Move): Generator<ChatTurn, void, string | null | Stub> {
    try {
      yield* this.#answered(this.#rehearsal.act(move))
      this.#past.push({ move })
    } catch (error) {
      if (!(error instanceof RehearsalError)) throw error
      this.tell(error.message)
    }
    yield* this.settle()
  }

  /**
   * What was said last has been said to its end by the time somebody types: the call is done again up to there, with the
   * same answers, and then broken into.
   */
  *breakIn(ms: number, text: string): Generator<ChatTurn, void, string | null | Stub> {
    const into = this.#rehearsal.journal.notes.findLast(({ kind }) => kind === 'agent')
    if (into?.kind !== 'agent') {
      this.tell('Nothing has been said yet.')
      return
    }
    const [rehearsal, answered] = [this.#rehearsal, this.#answers]
    const again = this.#fresh()
    const given: Stub[] = []
    const run = (acting: Acting): void => {
      for (let next = acting.next(); next.done !== true;) {
        const answer = this.#answers[given.length]
        if (answer === undefined) throw new RehearsalError('The call cannot be done again up to there.')
        given.push(answer)
        next = acting.next(answer)
      }
    }
    try {
      for (const past of this.#past) {
        if ('move' in past) run(again.act(past.move))
        else again.stage.set(past.change)
      }
      const move = {
        move: 'bargein',
        at: { ms, into: into.text },
        hypotheses: text === '' ? [] : [{ text, confidence: 1 }],
        keys: '',
      } as const
      const acting = again.act(move)
      this.#rehearsal = again
      // What was shown already comes again up to the interruption; from there on it is another call.
      this.#answers = given
      const before = again.journal.notes.length
      let next = acting.next()
      while (next.done !== true) {
        const answer = answered[this.#answers.length] ?? (yield* this.#ask(next.value))
        this.#answers.push(answer)
        next = acting.next(answer)
      }
      this.#past.push({ move })
      const cut = again.journal.notes.findIndex(
        (note, index) => index >= before && (note.kind === 'cut' || note.kind === 'caller'),
      )
      this.#shown = cut < 0 ? again.journal.notes.length : cut
    } catch (error) {
      if (!(error instanceof RehearsalError)) throw error
      this.#rehearsal = rehearsal
      this.#answers = answered
      this.tell(error.message)
    }
    yield* this.settle()
  }

  /** Lets the call come to rest, and notes what happened. */
  *settle(): Generator<ChatTurn, void, string | null | Stub> {
    try {
      yield* this.#answered(this.#rehearsal.settle())
    } catch (error) {
      if (!(error instanceof RehearsalError)) throw error
      this.tell(error.message)
    }
    this.#show()
    if (this.isOver) this.tell(`The call is over: ${this.#rehearsal.ended ?? ''}.`)
  }

  /** What has happened since this was done last. */
  #show(): void {
    const { notes } = this.#rehearsal.journal
    for (const note of notes.slice(this.#shown)) if (note.kind !== 'caller') this.tell(drawNote(note))
    this.#shown = notes.length
  }

  *#answered(acting: Acting): Generator<ChatTurn, void, string | null | Stub> {
    let next = acting.next()
    while (next.done !== true) {
      const answer = yield* this.#ask(next.value)
      this.#answers.push(answer)
      next = acting.next(answer)
    }
  }

  *#ask(call: ToolCall): Generator<ChatTurn, Stub, string | null | Stub> {
    if (this.#options.hasTool?.(call.tool) === true) {
      const answer = yield { lines: this.flush(), wants: 'tool', call }
      if (typeof answer === 'object' && answer !== null) return answer
      return stubOf({ fails: 'unavailable' })
    }
    this.#show()
    this.tell(
      `The flow calls ${call.tool} ${JSON.stringify(call.input)}. What does it return? JSON, "fails CODE", or nothing for {}.`,
    )
    for (;;) {
      const line = yield { lines: this.flush(), wants: 'line', prompt: `${call.tool}> ` }
      if (typeof line !== 'string') return stubOf({ fails: 'unavailable' })
      const stub = typedStub(line.trim())
      if (stub !== null) return stub
      this.tell('That is no JSON. For example: {"id": "B1"}, or: fails conflict')
    }
  }

  #fresh(): Rehearsal {
    return new Rehearsal(this.#compiled, new Stage(this.#options.stubs ?? {}), this.#options.start)
  }
}
