import type { GatherState, State, TransferMode } from '../state.ts'
import type { Json, JsonObject } from '../json.ts'
import { kindOf } from '../kinds.ts'
import { asObject, asText, asTexts, defined, isObject } from '../reading.ts'
import { readDecision, readModelUse } from './decision.ts'
import { readListening } from './listening.ts'
import { defaultFiller, readFiller } from './filler.ts'
import { silence } from './prompt.ts'
import { readPolicy } from './slot.ts'
import { StateReader } from './state-reader.ts'
import type { StateContext } from './state-reader.ts'
import { readToolCall } from './tool-call.ts'

/** A state in its plain form; null when it has no one kind. */
export function normaliseState(name: string, state: JsonObject, context: StateContext): State | null {
  const kind = kindOf(state)
  if (kind === null) return null
  const of = new StateReader(['states', name], kind, state, context)
  const { writer } = context
  const path = of.path
  const base = {
    name,
    bargein: of.bargein,
    ...heardBeside(of),
    ...defined({ grants: asText(state['grants']), requires: asText(state['requires']) }),
    next: writer.routes(state['next'], [...path, 'next']),
    ...readOutcomes(state['outcomes']),
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
        ...readModelUse(of),
        slots: asTexts(state['gather']),
        prompt: of.prompt('prompt') ?? silence,
        prompts: of.prompts('prompts'),
        ...defined({ noneOfThese: asText(state['none_of_these']) }),
        confirm: readBack(of),
      }
    case 'confirm':
      return {
        kind,
        ...base,
        ...readListening(of),
        ...readModelUse(of),
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
        mode: readMode(of.option('mode')),
        ...defined({
          brief: brief === undefined ? undefined : writer.template(brief, [...path, 'brief']),
          say: of.prompt('say'),
        }),
        ringMs: of.duration('ring', 20_000),
      }
    }
    case 'run':
      return {
        kind,
        ...base,
        flow: asText(state['run']) ?? '',
        with: of.values('with'),
        save: of.expressions('save'),
      }
    case 'goto_flow':
      return { kind, ...base, flow: asText(state['goto_flow']) ?? '', with: of.values('with') }
    case 'wait':
      return {
        kind,
        ...base,
        event: asText(state['wait']) ?? '',
        ...defined({ prompt: of.prompt('prompt') }),
        filler: readFiller(of) ?? defaultFiller(context),
        timeoutMs: of.duration('timeout', 60_000),
        save: of.expressions('save'),
      }
    case 'record':
      return {
        kind,
        ...base,
        prompt: of.prompt('record') ?? silence,
        maxMs: of.duration('max', 60_000),
        silenceMs: of.duration('silence', 3000),
        terminator: asText(state['terminator']) ?? '#',
        beep: state['beep'] !== false,
        ...defined({ save: asText(state['save']) }),
      }
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

/** What is heard besides the answer. */
function heardBeside(of: StateReader): Pick<State, 'commands' | 'interrupts' | 'corrections' | 'knowledge'> {
  const modal = of.option('modal') === true
  const hears = (key: 'commands' | 'interrupts' | 'corrections' | 'knowledge'): boolean =>
    of.state[key] === undefined && modal ? false : of.option(key) !== false
  return {
    commands: hears('commands'),
    interrupts: hears('interrupts'),
    corrections: hears('corrections'),
    knowledge: hears('knowledge'),
  }
}

function readOutcomes(value: Json | undefined): Pick<State, 'outcomes' | 'outcomeGrants'> {
  const outcomes: Record<string, string> = {}
  const outcomeGrants: Record<string, string> = {}
  for (const [name, way] of Object.entries(asObject(value))) {
    const to = isObject(way) ? asText(way['to']) : asText(way)
    const grants = isObject(way) ? asText(way['grants']) : undefined
    if (to !== undefined) outcomes[name] = to
    if (grants !== undefined) outcomeGrants[name] = grants
  }
  return { outcomes, outcomeGrants }
}

function readBack(of: StateReader): GatherState['confirm'] {
  const own = asObject(of.state['read_back'])
  const { slots } = of.context
  return Object.fromEntries(
    asTexts(of.state['gather']).map((name) => [
      name,
      readPolicy(own[name]) ?? readPolicy(asObject(slots[name])['confirm']) ?? 'when_unsure',
    ]),
  )
}

function readMode(value: Json | undefined): TransferMode {
  return value === 'warm' || value === 'screened' ? value : 'cold'
}
