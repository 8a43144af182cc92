import type { Input } from '../flow.ts'
import type { Candidates, ChoiceOption, Slot, SlotType } from '../slot.ts'
import { slotTypes } from '../slot.ts'
import type { Json, JsonObject } from '../json.ts'
import { asNumber, asObject, asText, asTexts, asWord, defined, isObject } from '../reading.ts'
import type { Path } from '../source.ts'
import { readRungs } from './listening.ts'
import { builtIn, silence } from './prompt.ts'
import { StateReader } from './state-reader.ts'
import type { StateContext } from './state-reader.ts'

/** null when the type is not known. */
export function normaliseInput(value: Json): Input | null {
  const input = asObject(value)
  const type = asType(input['type'])
  if (type === null) return null
  return { type, ...defined({ default: input['default'] }) }
}

function asType(value: Json | undefined): SlotType | null {
  return slotTypes.find((type) => type === value) ?? null
}

/** null when the type is not known. */
export function normaliseSlot(
  name: string,
  value: Json,
  context: StateContext,
  path: Path = ['slots', name],
): Slot | null {
  const slot = asObject(value)
  const { writer } = context
  // what a slot has said is said by the gather that asks for it
  const of = new StateReader(path, 'gather', {}, context)
  const isList = slot['type'] === 'list'
  const type = asType(slot['type'])
  if (type === null) return null
  return {
    name,
    type,
    ...defined({
      min: isList ? undefined : asNumber(slot['min']),
      max: isList ? undefined : asNumber(slot['max']),
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
      confirm: readPolicy(slot['confirm']) ?? ('when_unsure' as const),
      currency: asText(slot['currency']),
      candidates: isObject(slot['candidates'])
        ? readCandidates(slot['candidates'], [...path, 'candidates'], of)
        : undefined,
      of: isFields(slot['of']) ? readFields(slot['of'], [...path, 'of'], context) : undefined,
      item: isList ? readItem(slot, path, context) : undefined,
      minItems: isList ? asNumber(slot['min']) : undefined,
      maxItems: isList ? asNumber(slot['max']) : undefined,
      more:
        isList && slot['more'] !== false
          ? (of.promptAt(slot['more'], [...path, 'more']) ?? builtIn(context, ({ more }) => more))
          : undefined,
      added: slot['added'] === false ? silence : of.promptAt(slot['added'], [...path, 'added']),
      noinput: readRungs(slot['noinput'], [...path, 'noinput'], of),
      nomatch: readRungs(slot['nomatch'], [...path, 'nomatch'], of),
      ask: of.promptAt(slot['ask'], [...path, 'ask']),
    }),
    reject: (Array.isArray(slot['reject']) ? (slot['reject'] as readonly Json[]) : []).flatMap((item, index) => {
      const reject = asObject(item)
      const when = asText(reject['when'])
      const say = of.promptAt(reject['say'], [...path, 'reject', index, 'say'])
      return when === undefined || say === undefined
        ? []
        : [{ when: writer.expression(when, [...path, 'reject', index, 'when']), say }]
    }),
  }
}

/** A map of fields, and not what one plain value is: "type" is a field only where it is one. */
function isFields(of: Json | undefined): of is JsonObject {
  return isObject(of) && typeof of['type'] !== 'string'
}

/** What an item is where it has no fields: as `of` says, else a text. What is chosen is said all at once. */
function readItem(slot: JsonObject, path: Path, context: StateContext): Slot | undefined {
  const of = slot['of']
  if (isFields(of) || slot['options'] !== undefined) return undefined
  const text = { name: 'item', type: 'text', reject: [] } as const
  return isObject(of) ? (normaliseSlot('item', of, context, [...path, 'of']) ?? text) : text
}

function readFields(value: JsonObject, path: Path, context: StateContext): Record<string, Slot> {
  const fields: Record<string, Slot> = {}
  for (const [name, item] of Object.entries(value)) {
    const field = normaliseSlot(name, item, context, [...path, name])
    if (field !== null) fields[name] = field
  }
  return fields
}

function readCandidates(value: JsonObject, path: Path, of: StateReader): Candidates {
  return {
    tool: asText(value['tool']) ?? '',
    with: of.valuesAt(value['with'], [...path, 'with']),
    from: asText(value['from']) ?? '',
    ...defined({ label: asText(value['label']) }),
  }
}

/** When a value is read back. */
export function readPolicy(value: Json | undefined): 'always' | 'when_unsure' | 'never' | undefined {
  return oneOf(value, ['always', 'when_unsure', 'never'] as const)
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
      return [name, { synonyms, ...defined({ key: asWord(key) }) }]
    }),
  )
}
