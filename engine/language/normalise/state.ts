import type { State } from '../flow.ts'
import type { Json, JsonObject } from '../json.ts'
import { kindOf } from '../kinds.ts'
import { asObject, asText, asTexts, defined } from '../reading.ts'
import { readBargein } from './bargein.ts'
import { readDecision } from './decision.ts'
import { readListening } from './listening.ts'
import { silence, StateReader, texts } from './state-reader.ts'
import type { StateContext } from './state-reader.ts'
import { readToolCall } from './tool-call.ts'

/** A state in its plain form; null when it has no one kind. */
export function normaliseState(name: string, state: JsonObject, context: StateContext): State | null {
  const kind = kindOf(state)
  if (kind === null) return null
  const of = new StateReader(name, kind, state, context)
  const { writer } = context
  const path = of.path
  const base = {
    name,
    bargein: readBargein(of),
    commands: true,
    interrupts: true,
    corrections: true,
    knowledge: true,
    outcomeGrants: {},
    next: writer.routes(state['next'], [...path, 'next']),
    outcomes: texts(state['outcomes']),
    set: of.values('set'),
    clear: asTexts(state['clear']),
  }
  switch (kind) {
    case 'greeting':
    case 'say':
      return { kind, ...base, prompt: of.prompt(kind) ?? silence }
    case 'gather':
      return {
        kind,
        ...base,
        ...readListening(of),
        slots: asTexts(state['gather']),
        prompt: of.prompt('prompt') ?? silence,
        prompts: of.prompts('prompts'),
        ...defined({ noneOfThese: asText(state['none_of_these']) }),
        confirm: {},
      }
    case 'confirm':
      return {
        kind,
        ...base,
        ...readListening(of),
        prompt: of.prompt('confirm') ?? silence,
        confirmed: asText(state['confirmed']) ?? '',
        denied: denied(state['denied']),
      }
    case 'decide':
      return { kind, ...base, ...readListening(of), ...readDecision(of) }
    case 'tool':
      return { kind, ...base, ...readToolCall(of) }
    case 'branch':
      return { kind, ...base, next: writer.routes(state['branch'], [...path, 'branch']) }
    case 'set':
      return { kind, ...base }
    case 'transfer': {
      const brief = asText(state['brief'])
      return {
        kind,
        ...base,
        destination: asText(state['transfer']) ?? '',
        mode: of.option('mode') === 'warm' ? 'warm' : 'cold',
        ...defined({
          brief: brief === undefined ? undefined : writer.template(brief, [...path, 'brief']),
          say: of.prompt('say'),
        }),
        ringMs: of.duration('ring', 20_000),
      }
    }
    case 'run':
    case 'goto_flow':
    case 'wait':
    case 'record':
      return null
    case 'end':
    default:
      return {
        kind,
        ...base,
        ...defined({ prompt: state['end'] === '' ? undefined : of.prompt('end') }),
        outcome: asText(state['outcome']) ?? 'completed',
      }
  }
}

function denied(value: Json | undefined): { to: string; correct: readonly string[] } {
  if (typeof value === 'string') return { to: value, correct: [] }
  const object = asObject(value)
  return { to: asText(object['next']) ?? '', correct: asTexts(object['correct']) }
}
