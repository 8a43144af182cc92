import type { DefaultPhrases } from './default-phrases.ts'
import { parseDuration } from './duration.ts'
import type { Flow } from './flow.ts'
import type { EndState, State } from './state.ts'
import type { Json } from './json.ts'
import { readHead } from './normalise/head.ts'
import { notUnderstoodState, unheardState } from './normalise/listening.ts'
import { builtIn } from './normalise/prompt.ts'
import { normaliseInput, normaliseSlot } from './normalise/slot.ts'
import type { StateContext } from './normalise/state-reader.ts'
import { normaliseState } from './normalise/state.ts'
import { asNumber, asObject, asText, asTexts, defined, isObject } from './reading.ts'
import { parseWeek } from './week.ts'
import { Writer } from './writer.ts'

/** A flow in its plain form, and where each of its parts was written. */
export interface Normalised {
  readonly flow: Flow
  readonly writer: Writer
}

/**
 * Writes out what a designer abbreviated: defaults, durations in milliseconds, prompts in parts, routes as lists, hours in
 * minutes. Works on any JSON: what is not of the schema's form is left out.
 */
export function normalise(data: Json): Normalised {
  const writer = new Writer()
  const root = asObject(data)
  const language = asText(root['language']) ?? 'en-US'
  const silenceLimitMs = parseDuration(asText(root['silence_limit']) ?? '') ?? 2000
  const context: StateContext = {
    writer,
    language,
    languages: asTexts(root['languages']).filter((tag) => tag !== language),
    silenceLimitMs,
    defaults: asObject(root['defaults']),
    slots: asObject(root['slots']),
    prompts: asObject(root['prompts']),
  }
  const states: Record<string, State> = {}
  for (const [name, state] of Object.entries(asObject(root['states']))) {
    if (!isObject(state)) continue
    const normalised = normaliseState(name, state, context)
    if (normalised !== null) states[name] = normalised
  }
  addDefaultEnds(states, context)
  const flow: Flow = {
    flow: asText(root['flow']) ?? '',
    ...defined({ description: asText(root['description']) }),
    language,
    languages: context.languages,
    timezone: asText(root['timezone']) ?? 'UTC',
    inputs: mapObject(root['inputs'], normaliseInput),
    start: asText(root['start']) ?? '',
    silenceLimitMs,
    ...readLimits(root['limits']),
    slots: mapObject(root['slots'], (slot, name) => normaliseSlot(name, slot, context)),
    states,
    hours: mapObject(root['hours'], (week) => parseWeek(asObject(week))),
    ...readHead(root, context),
  }
  return { flow, writer }
}

function readLimits(value: Json | undefined): Pick<Flow, 'limits'> {
  if (!isObject(value)) return {}
  return { limits: defined({ noinput: asNumber(value['noinput']), nomatch: asNumber(value['nomatch']) }) }
}

function mapObject<T>(value: Json | undefined, make: (item: Json, name: string) => T | null): Record<string, T> {
  const result: Record<string, T> = {}
  for (const [name, item] of Object.entries(asObject(value))) {
    const made = make(item, name)
    if (made !== null) result[name] = made
  }
  return result
}

/** Only those that a default ladder leads to. */
function addDefaultEnds(states: Record<string, State>, context: StateContext): void {
  const wanted = new Set(
    Object.values(states).flatMap((state) =>
      ('noinput' in state ? [...state.noinput, ...state.nomatch] : []).map(({ to }) => to),
    ),
  )
  const add = (name: string, pick: (phrases: DefaultPhrases) => string, outcome: string): void => {
    if (!wanted.has(name) || name in states) return
    const end: EndState = {
      kind: 'end',
      name,
      bargein: { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] },
      commands: false,
      interrupts: false,
      corrections: false,
      knowledge: false,
      next: [],
      outcomes: {},
      outcomeGrants: {},
      set: {},
      clear: [],
      prompt: builtIn(context, pick),
      outcome,
      isBuiltIn: true,
    }
    states[name] = end
  }
  add(unheardState, ({ unheard }) => unheard, 'unheard')
  add(notUnderstoodState, ({ notUnderstood }) => notUnderstood, 'not_understood')
}
