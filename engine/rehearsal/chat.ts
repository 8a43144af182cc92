import { parseDuration } from '../language/duration.ts'
import type { Json } from '../language/json.ts'
import { didYouMean } from '../language/nearest.ts'
import { asObject, isObject } from '../language/reading.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import type { ToolCall } from '../machine/effect.ts'
import type { TransferOutcome } from '../machine/event.ts'
import { drawNote } from './note.ts'
import { Rehearsal, type Acting, type RehearsalStart } from './rehearsal.ts'
import { RehearsalError } from './rehearsal-error.ts'
import { Stage } from './stage.ts'
import { stubOf } from './test-file.ts'
import type { Change, Move, Stub } from './test-step.ts'

/** What a chat has to say, and what it wants next: a line that is typed, or a tool's answer. */
export type ChatTurn = { readonly lines: readonly string[] } & (
  | { readonly wants: 'line'; readonly prompt: string }
  | { readonly wants: 'tool'; readonly call: ToolCall }
)

export interface ChatOptions {
  readonly start: RehearsalStart
  readonly stubs?: Readonly<Record<string, Stub>>
  /** Whether somebody answers this tool; for the others an answer is asked for. */
  readonly hasTool?: (name: string) => boolean
}

/** A chat gives its last lines when it is over. A line is null at the end of input. */
export type Chat = Generator<ChatTurn, readonly string[], string | null | Stub>

/**
 * A call by typing: what is typed is what the caller says; a line with "/" in front does something else (`/help`). Pure
 * but for its driver: lines in, lines out.
 */
export function* chat(compiled: CompiledFlow, options: ChatOptions): Chat {
  const session = new Session(compiled, options)
  yield* session.settle()
  for (;;) {
    if (session.isOver) return session.flush()
    const line = yield { lines: session.flush(), wants: 'line', prompt: 'you> ' }
    if (line === null || typeof line !== 'string') return session.flush()
    const text = line.trim()
    if (text === '') continue
    if (!text.startsWith('/')) yield* session.move({ move: 'says', hypotheses: [{ text, confidence: 1 }] })
    else if ((yield* command(session, text)) === 'quit') return session.flush()
  }
}

const commands: Readonly<Record<string, string>> = {
  press: 'KEYS         press keys: /press 4111#',
  silence: '[TIME]       say nothing: /silence 6s',
  bargein: '[TIME] TEXT  break into the last thing that was said: /bargein 800ms stop',
  reconnect: '[TIME]       the stream drops for so long',
  crash: '[TIME]       the server dies; another goes on from the log',
  event: 'NAME [JSON]  something from outside the call',
  hangup: '             hang up',
  stub: 'NAME JSON    how a tool answers: /stub book {"id":"B1"}, /stub book fails conflict',
  decide: 'OPTION       what the model answers: /decide again',
  transfer: 'OUTCOME      how transfers come out: /transfer busy',
  slots: '             what is filled so far',
  state: '             where the call is',
  why: '             why it went there',
  help: '             this list',
  quit: '             leave',
}

function* command(session: Session, text: string): Generator<ChatTurn, 'quit' | undefined, string | null | Stub> {
  const [, name = '', rest = ''] = /^\/(\S*)\s*([^]*)$/.exec(text) ?? []
  const [first = '', others = ''] = split(rest)
  switch (name) {
    case 'press':
      if (!/^[0-9*#A-D]+$/.test(rest)) return session.tell('Which keys? For example: /press 1')
      return void (yield* session.move({ move: 'presses', keys: rest }))
    case 'silence': {
      const ms = parseDuration(rest === '' ? '6s' : rest)
      if (ms === null) return session.tell('How long? For example: /silence 6s')
      return void (yield* session.move({ move: 'silence', ms }))
    }
    case 'bargein': {
      const ms = parseDuration(first)
      const said = ms === null ? rest : others
      return void (yield* session.breakIn(ms ?? 500, said))
    }
    case 'reconnect':
      return void (yield* session.move({ move: 'reconnect', afterMs: 0, awayMs: parseDuration(rest) ?? 300 }))
    case 'crash':
      return void (yield* session.move({ move: 'crash', afterMs: 0, awayMs: parseDuration(rest) ?? 2000 }))
    case 'hangup':
      return void (yield* session.move({ move: 'hangup', afterMs: 0 }))
    case 'event': {
      const data = others === '' ? null : jsonOf(others)
      if (first === '' || data === undefined)
        return session.tell('Which event? For example: /event payment_done {"amount":12}')
      return void (yield* session.move({ move: 'event', name: first, data, afterMs: 0 }))
    }
    case 'stub': {
      const stub = answerOf(others)
      if (first === '' || stub === null)
        return session.tell('Which tool, and what? For example: /stub book {"id":"B1"}')
      session.change({ change: 'stub', name: first, stub })
      return session.tell(
        `From here on ${first} ${stub.outcome.ok ? `returns ${JSON.stringify(stub.outcome.result)}` : `fails: ${stub.outcome.error}`}.`,
      )
    }
    case 'decide': {
      if (rest === '') return session.tell('Which option? For example: /decide again')
      const option = rest === 'unsure' ? null : rest
      session.change({ change: 'decides', decision: { option, confidence: 1, afterMs: 100 } })
      return session.tell(`From here on the model says ${rest}.`)
    }
    case 'transfer': {
      const outcome = (['completed', 'busy', 'noanswer', 'declined', 'failed'] as const).find((one) => one === rest)
      if (outcome === undefined) return session.tell('How? completed, busy, noanswer, declined or failed.')
      session.change({ change: 'transfers', transfer: { outcome: outcome satisfies TransferOutcome, afterMs: 5000 } })
      return session.tell(`From here on transfers: ${outcome}.`)
    }
    case 'slots':
      return session.tell(...session.slots)
    case 'state':
      return session.tell(session.place)
    case 'why':
      return session.tell(...session.why)
    case 'help':
      return session.tell(
        'What you type is what the caller says. Besides:',
        ...Object.entries(commands).map(([key, about]) => `  /${key.padEnd(10)}${about}`),
      )
    case 'quit':
      return 'quit'
    default:
      return session.tell(`There is no /${name}. ${didYouMean(name, Object.keys(commands)) ?? 'Type /help.'}`)
  }
}

/** A stub as it is typed: JSON that is returned, `fails CODE`, `times_out`, or nothing for {}. Null where it is none of these. */
function answerOf(text: string): Stub | null {
  const fails = /^fails\s+([a-z][a-z0-9_]*)$/.exec(text)?.[1]
  if (fails !== undefined) return stubOf({ fails })
  if (text === 'times_out') return stubOf({ times_out: true })
  const value = text === '' ? {} : jsonOf(text)
  if (value === undefined) return null
  const whole =
    isObject(value) && Object.keys(value).some((key) => ['returns', 'fails', 'times_out', 'takes'].includes(key))
  return whole ? stubOf(asObject(value)) : stubOf({ returns: value })
}

function jsonOf(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

function split(text: string): readonly [string, string] {
  const at = text.search(/\s/)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).trim()]
}

/** What can be done again: a rehearsal is the same whenever it is. */
type Past = { readonly move: Move } | { readonly change: Change }

class Session {
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
    this.#lines.push(...lines)
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
    if (into?.kind !== 'agent') return this.tell('Nothing has been said yet.')
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
      const stub = answerOf(line.trim())
      if (stub !== null) return stub
      this.tell('That is no JSON. For example: {"id": "B1"}, or: fails conflict')
    }
  }

  #fresh(): Rehearsal {
    return new Rehearsal(this.#compiled, new Stage(this.#options.stubs ?? {}), this.#options.start)
  }
}
