import { parseDuration } from '../language/duration.ts'
import { didYouMean } from '../language/nearest.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import type { TransferOutcome } from '../machine/event.ts'
import { ChatSession, type Chat, type ChatOptions, type ChatTurn } from './chat-session.ts'
import { isObject } from '../language/reading.ts'
import { decisionOf } from './read-answers.ts'
import { jsonOf, typedStub } from './typed-stub.ts'
import type { Stub } from './test-step.ts'

/**
 * A call by typing: what is typed is what the caller says; a line with "/" in front does something else (`/help`). Pure
 * but for its driver: lines in, lines out.
 */
export function* chat(compiled: CompiledFlow, options: ChatOptions): Chat {
  const session = new ChatSession(compiled, options)
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
  decide: 'OPTION       what the model answers: /decide again, /decide {"slots": {"at": "19:30"}}',
  transfer: 'OUTCOME      how transfers come out: /transfer busy',
  slots: '             what is filled so far',
  state: '             where the call is',
  why: '             why it went there',
  help: '             this list',
  quit: '             leave',
}

function* command(session: ChatSession, text: string): Generator<ChatTurn, 'quit' | undefined, string | null | Stub> {
  const [name, rest] = split(text.slice(1))
  const [first, others] = split(rest)
  switch (name) {
    case 'press':
      if (!/^[0-9*#A-D]+$/.test(rest)) return session.tell('Which keys? For example: /press 1')
      yield* session.move({ move: 'presses', keys: rest })
      return undefined
    case 'silence': {
      const ms = parseDuration(rest === '' ? '6s' : rest)
      if (ms === null) return session.tell('How long? For example: /silence 6s')
      yield* session.move({ move: 'silence', ms })
      return undefined
    }
    case 'bargein': {
      const ms = parseDuration(first)
      const said = ms === null ? rest : others
      yield* session.breakIn(ms ?? 500, said)
      return undefined
    }
    case 'reconnect':
      yield* session.move({ move: 'reconnect', afterMs: 0, awayMs: parseDuration(rest) ?? 300 })
      return undefined
    case 'crash':
      yield* session.move({ move: 'crash', afterMs: 0, awayMs: parseDuration(rest) ?? 2000 })
      return undefined
    case 'hangup':
      yield* session.move({ move: 'hangup', afterMs: 0 })
      return undefined
    case 'event': {
      const data = others === '' ? null : jsonOf(others)
      if (first === '' || data === undefined)
        return session.tell('Which event? For example: /event payment_done {"amount":12}')
      yield* session.move({ move: 'event', name: first, data, afterMs: 0 })
      return undefined
    }
    case 'stub': {
      const stub = typedStub(others)
      if (first === '' || stub === null)
        return session.tell('Which tool, and what? For example: /stub book {"id":"B1"}')
      session.change({ change: 'stub', name: first, answers: [{ stub }] })
      return session.tell(
        `From here on ${first} ${stub.outcome.ok ? `returns ${JSON.stringify(stub.outcome.result)}` : `fails: ${stub.outcome.error}`}.`,
      )
    }
    case 'decide': {
      if (rest === '') return session.tell('Which option? For example: /decide again')
      const written = rest.startsWith('{') ? jsonOf(rest) : { option: rest }
      if (!isObject(written)) return session.tell('Which slots? For example: /decide {"slots": {"at": "19:30"}}')
      session.change({ change: 'decides', decision: decisionOf(written) })
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

function split(text: string): readonly [string, string] {
  const at = text.search(/\s/)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).trim()]
}
