import { defaultPhrases } from './default-phrases.ts'
import { parseDuration } from './duration.ts'
import type { ChoiceOption, EndState, Flow, Input, Slot, SlotType, State } from './flow.ts'
import { slotTypes } from './flow.ts'
import type { Json, JsonObject } from './json.ts'
import { kindOf, normaliseState } from './normalise-state.ts'
import { asNumber, asObject, asText, asTexts, defined, isObject } from './reading.ts'
import type { Path } from './source.ts'
import { parseWeek } from './week.ts'
import { Writer } from './writer.ts'

/** A flow in its plain form, and where each of its parts was written. */
export interface Normalised {
  readonly flow: Flow
  readonly writer: Writer
}

/** States that the default ladders lead to, unless the flow has states by these names. */
export const unheardState = 'unheard'
export const notUnderstoodState = 'not_understood'

/**
 * Writes out what a designer abbreviated: defaults, durations in milliseconds, prompts in parts, routes as lists, hours in
 * minutes. Works on any JSON: what is not of the schema's form is left out.
 */
export function normalise(data: Json): Normalised {
  const writer = new Writer()
  const root = asObject(data)
  const language = asText(root['language']) ?? 'en-US'
  const silenceLimitMs = parseDuration(asText(root['silence_limit']) ?? '') ?? 2000
  const context = { writer, language, silenceLimitMs, defaults: asObject(root['defaults']) }
  const states: Record<string, State> = {}
  for (const [name, state] of Object.entries(asObject(root['states']))) {
    if (!isObject(state) || kindOf(state) === null) continue
    const normalised = normaliseState(name, state, context)
    if (normalised !== null) states[name] = normalised
  }
  addDefaultEnds(states, language)
  const flow: Flow = {
    flow: asText(root['flow']) ?? '',
    ...defined({ description: asText(root['description']) }),
    language,
    timezone: asText(root['timezone']) ?? 'UTC',
    inputs: mapObject(root['inputs'], normaliseInput),
    start: asText(root['start']) ?? '',
    silenceLimitMs,
    slots: mapObject(root['slots'], (slot, name) => normaliseSlot(name, slot, writer)),
    states,
    hours: mapObject(root['hours'], (week) => parseWeek(asObject(week))),
  }
  return { flow, writer }
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
function addDefaultEnds(states: Record<string, State>, language: string): void {
  const phrases = defaultPhrases(language)
  const wanted = new Set(
    Object.values(states).flatMap((state) =>
      ('noinput' in state ? [...state.noinput, ...state.nomatch] : []).map(({ to }) => to),
    ),
  )
  const add = (name: string, text: string, outcome: string): void => {
    if (!wanted.has(name) || name in states) return
    const bargein = { mode: 'off', minWords: 0, minMs: 0, ignore: [], always: [] } as const
    const end: EndState = {
      kind: 'end',
      name,
      bargein,
      next: [],
      outcomes: {},
      set: {},
      clear: [],
      prompt: { variants: [[text]] },
      outcome,
    }
    states[name] = end
  }
  add(unheardState, phrases.unheard, 'unheard')
  add(notUnderstoodState, phrases.notUnderstood, 'not_understood')
}

function normaliseInput(value: Json): Input | null {
  const input = asObject(value)
  const type = asType(input['type'])
  if (type === null) return null
  return { type, ...defined({ default: input['default'] }) }
}

function asType(value: Json | undefined): SlotType | null {
  return slotTypes.find((type) => type === value) ?? null
}

function normaliseSlot(name: string, value: Json, writer: Writer): Slot | null {
  const slot = asObject(value)
  const path: Path = ['slots', name]
  const type = asType(slot['type'])
  if (type === null) return null
  return {
    name,
    type,
    ...defined({
      min: asNumber(slot['min']),
      max: asNumber(slot['max']),
      length: asNumber(slot['length']),
      minLength: asNumber(slot['min_length']),
      maxLength: asNumber(slot['max_length']),
      check: oneOf(slot['check'], ['luhn', 'mod97'] as const),
      range:
        oneOf(slot['range'], ['past', 'future', 'any'] as const) ??
        (type === 'date' || type === 'datetime' ? ('future' as const) : undefined),
      earliest: asText(slot['earliest']),
      latest: asText(slot['latest']),
      region: asText(slot['region']),
      options: normaliseOptions(slot['options']),
      from: asText(slot['from']),
      label: asText(slot['label']),
      hint: asText(slot['hint']),
      sensitive: oneOf(slot['sensitive'], ['pii', 'pci'] as const),
      default: slot['default'] === undefined ? undefined : writer.value(slot['default'], [...path, 'default']),
      confirm: oneOf(slot['confirm'], ['always', 'when_unsure', 'never'] as const) ?? ('when_unsure' as const),
    }),
    reject: (Array.isArray(slot['reject']) ? (slot['reject'] as readonly Json[]) : []).flatMap((item, index) => {
      const reject = asObject(item)
      const when = asText(reject['when'])
      const say = writer.prompt(reject['say'], [...path, 'reject', index, 'say'])
      return when === undefined || say === undefined
        ? []
        : [{ when: writer.expression(when, [...path, 'reject', index, 'when']), say }]
    }),
  }
}

function oneOf<T extends string>(value: Json | undefined, known: readonly T[]): T | undefined {
  return known.find((item) => item === value)
}

/** The value's own words come first, so that "front_desk" is heard as "front desk". */
function normaliseOptions(value: Json | undefined): Record<string, ChoiceOption> | undefined {
  const entries: readonly (readonly [string, Json])[] = Array.isArray(value)
    ? asTexts(value).map((name) => [name, null] as const)
    : Object.entries(asObject(value))
  if (entries.length === 0) return undefined
  return Object.fromEntries(
    entries.map(([name, option]) => {
      const object: JsonObject = Array.isArray(option) ? { synonyms: option } : asObject(option)
      const own = name.replaceAll('_', ' ')
      const synonyms = [own, ...asTexts(object['synonyms']).filter((word) => word !== own)]
      const key = object['key']
      return [name, { synonyms, ...defined({ key: key === undefined ? undefined : String(key) }) }]
    }),
  )
}
