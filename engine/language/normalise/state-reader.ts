import { parseDuration } from '../duration.ts'
import type { BargeIn, Prompt } from '../prompt.ts'
import type { StateKind } from '../state.ts'
import type { Expression, Value } from '../value.ts'
import type { Json, JsonObject } from '../json.ts'
import { asObject, asText } from '../reading.ts'
import type { Path } from '../source.ts'
import { applyBargein, readBargein } from './bargein.ts'
import { readPrompt } from './prompt.ts'
import type { PromptContext } from './prompt.ts'

/** What a state's normal form depends on besides its own keys. */
export interface StateContext extends PromptContext {
  readonly silenceLimitMs: number
  readonly defaults: JsonObject
  /** The flow's slots, as written. */
  readonly slots: JsonObject
}

/** Reads the options of one state: its own, else those of `defaults` for its kind, else those for all, else built in. */
export class StateReader {
  readonly path: Path
  readonly kind: StateKind
  readonly state: JsonObject
  readonly context: StateContext
  readonly bargein: BargeIn

  constructor(path: Path, kind: StateKind, state: JsonObject, context: StateContext) {
    this.path = path
    this.kind = kind
    this.state = state
    this.context = context
    this.bargein = readBargein(this)
  }

  /** An option and where it was found. */
  found(key: string): { readonly value: Json; readonly path: Path } | undefined {
    const { defaults } = this.context
    const own = this.state[key]
    if (own !== undefined) return { value: own, path: [...this.path, key] }
    const ofKind = asObject(defaults[this.kind])[key]
    if (ofKind !== undefined) return { value: ofKind, path: ['defaults', this.kind, key] }
    const ofAll = defaults[key]
    return ofAll === undefined ? undefined : { value: ofAll, path: ['defaults', key] }
  }

  option(key: string): Json | undefined {
    return this.found(key)?.value
  }

  duration(key: string, builtIn: number): number {
    return parseDuration(asText(this.option(key)) ?? '') ?? builtIn
  }

  prompt(key: string): Prompt | undefined {
    return this.promptAt(this.state[key], [...this.path, key])
  }

  promptAt(value: Json | undefined, path: Path): Prompt | undefined {
    return readPrompt(value, path, this.context, (level) => applyBargein(this.bargein, level))
  }

  prompts(key: string): Record<string, Prompt> {
    const found = Object.entries(asObject(this.state[key])).map(
      ([name, value]) => [name, this.promptAt(value, [...this.path, key, name])] as const,
    )
    return Object.fromEntries(found.filter((entry): entry is readonly [string, Prompt] => entry[1] !== undefined))
  }

  values(key: string): Record<string, Value> {
    return this.valuesAt(this.state[key], [...this.path, key])
  }

  valuesAt(value: Json | undefined, path: Path): Record<string, Value> {
    return Object.fromEntries(
      Object.entries(asObject(value)).map(([name, item]) => [name, this.context.writer.value(item, [...path, name])]),
    )
  }

  /** A map of expressions, by name. */
  expressions(key: string): Record<string, Expression> {
    return Object.fromEntries(
      Object.entries(texts(this.state[key])).map(([name, cel]) => [
        name,
        this.context.writer.expression(cel, [...this.path, key, name]),
      ]),
    )
  }
}

/** The texts of a map. */
function texts(value: Json | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asObject(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
