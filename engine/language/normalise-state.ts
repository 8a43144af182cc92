import { defaultPhrases } from './default-phrases.ts'
import { parseDuration } from './duration.ts'
import type { BargeIn, DecideOption, Filler, Keypad, Prompt, Rung, State, StateKind, Value } from './flow.ts'
import type { Json, JsonObject } from './json.ts'
import { asNumber, asObject, asText, asTexts, defined, isObject } from './reading.ts'
import type { Path } from './source.ts'
import type { Writer } from './writer.ts'

/** What a state's normal form depends on besides its own keys. */
export interface StateContext {
  readonly writer: Writer
  readonly language: string
  readonly silenceLimitMs: number
  readonly defaults: JsonObject
}

/** The keys that say what kind a state is. `set` and `say` are also options of other kinds: they count when alone. */
export const kindKeys = [
  'greeting',
  'say',
  'gather',
  'confirm',
  'decide',
  'tool',
  'branch',
  'set',
  'transfer',
  'end',
] as const

/** The one kind of a state, or null when there is none, or more than one. */
export function kindOf(state: JsonObject): StateKind | null {
  const kinds = kindsOf(state)
  return kinds.length === 1 ? (kinds[0] ?? null) : null
}

export function kindsOf(state: JsonObject): readonly StateKind[] {
  const present = kindKeys.filter((key) => state[key] !== undefined)
  const withoutOptions = present.filter((key) => key !== 'set' && !(key === 'say' && present.includes('transfer')))
  return withoutOptions.length === 0 ? present : withoutOptions
}

export function normaliseState(name: string, state: JsonObject, context: StateContext): State | null {
  const kind = kindOf(state)
  if (kind === null) return null
  const of = new StateReader(name, kind, state, context)
  const { writer } = context
  const path = of.path
  const base = {
    name,
    bargein: of.bargein(),
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
        ...of.listening(),
        slots: asTexts(state['gather']),
        prompt: of.prompt('prompt') ?? silence,
        prompts: of.prompts('prompts'),
        ...defined({ noneOfThese: asText(state['none_of_these']) }),
      }
    case 'confirm':
      return {
        kind,
        ...base,
        ...of.listening(),
        prompt: of.prompt('confirm') ?? silence,
        confirmed: asText(state['confirmed']) ?? '',
        denied: denied(state['denied']),
      }
    case 'decide':
      return { kind, ...base, ...of.listening(), ...of.decision() }
    case 'tool':
      return { kind, ...base, ...of.call() }
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
    case 'end':
      return {
        kind,
        ...base,
        ...defined({ prompt: state['end'] === '' ? undefined : of.prompt('end') }),
        outcome: asText(state['outcome']) ?? 'completed',
      }
  }
}

const silence: Prompt = { variants: [['']] }

function texts(value: Json | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(asObject(value)).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function denied(value: Json | undefined): { to: string; correct: readonly string[] } {
  if (typeof value === 'string') return { to: value, correct: [] }
  const object = asObject(value)
  return { to: asText(object['next']) ?? '', correct: asTexts(object['correct']) }
}

/** Reads the options of one state: its own, else those of `defaults` for its kind, else those for all, else built in. */
class StateReader {
  readonly path: Path
  readonly #kind: StateKind
  readonly #state: JsonObject
  readonly #context: StateContext

  constructor(name: string, kind: StateKind, state: JsonObject, context: StateContext) {
    this.path = ['states', name]
    this.#kind = kind
    this.#state = state
    this.#context = context
  }

  /** An option and where it was found. */
  #found(key: string): { readonly value: Json; readonly path: Path } | undefined {
    const { defaults } = this.#context
    const own = this.#state[key]
    if (own !== undefined) return { value: own, path: [...this.path, key] }
    const ofKind = asObject(defaults[this.#kind])[key]
    if (ofKind !== undefined) return { value: ofKind, path: ['defaults', this.#kind, key] }
    const ofAll = defaults[key]
    return ofAll === undefined ? undefined : { value: ofAll, path: ['defaults', key] }
  }

  option(key: string): Json | undefined {
    return this.#found(key)?.value
  }

  duration(key: string, builtIn: number): number {
    return parseDuration(asText(this.option(key)) ?? '') ?? builtIn
  }

  prompt(key: string): Prompt | undefined {
    return this.#context.writer.prompt(this.#state[key], [...this.path, key])
  }

  prompts(key: string): Record<string, Prompt> {
    const found = Object.entries(asObject(this.#state[key])).map(
      ([name, value]) => [name, this.#context.writer.prompt(value, [...this.path, key, name])] as const,
    )
    return Object.fromEntries(found.filter((entry): entry is readonly [string, Prompt] => entry[1] !== undefined))
  }

  values(key: string): Record<string, Value> {
    return this.#values(this.#state[key], [...this.path, key])
  }

  #values(value: Json | undefined, path: Path): Record<string, Value> {
    return Object.fromEntries(
      Object.entries(asObject(value)).map(([name, item]) => [name, this.#context.writer.value(item, [...path, name])]),
    )
  }

  /** Each level changes only what it says. */
  bargein(): BargeIn {
    const { defaults, language } = this.#context
    const { backchannel, agreement } = defaultPhrases(language)
    const asks = this.#kind === 'gather' || this.#kind === 'confirm' || this.#kind === 'decide'
    let policy: BargeIn = {
      mode: 'speech',
      minWords: 1,
      minMs: 0,
      ignore: asks ? backchannel : [...backchannel, ...agreement],
      always: [],
    }
    for (const level of [defaults['bargein'], asObject(defaults[this.#kind])['bargein'], this.#state['bargein']]) {
      if (level === false) policy = { ...policy, mode: 'off' }
      if (level === true && policy.mode === 'off') policy = { ...policy, mode: 'speech' }
      if (!isObject(level)) continue
      policy = {
        mode:
          level['mode'] === 'hotword'
            ? 'hotword'
            : level['mode'] === 'speech' || policy.mode === 'off'
              ? 'speech'
              : policy.mode,
        minWords: asNumber(level['min_words']) ?? policy.minWords,
        minMs: asNumber(level['min_ms']) ?? policy.minMs,
        ignore: level['ignore'] === undefined ? policy.ignore : asTexts(level['ignore']),
        always: level['always'] === undefined ? policy.always : asTexts(level['always']),
      }
    }
    return policy
  }

  listening(): {
    noinputAfterMs: number
    noinput: readonly Rung[]
    nomatch: readonly Rung[]
    endpointMs?: number
    keypad?: Keypad
  } {
    const keypad = this.#state['keypad']
    const endpoint = parseDuration(asText(this.option('endpoint')) ?? '') ?? undefined
    return {
      noinputAfterMs: this.duration('noinput_after', 6000),
      noinput: this.#ladder('noinput'),
      nomatch: this.#ladder('nomatch'),
      ...defined({ endpointMs: endpoint, keypad: isObject(keypad) ? this.#keypad(keypad) : undefined }),
    }
  }

  #keypad(keypad: JsonObject): Keypad {
    return {
      ...defined({ slot: asText(keypad['slot']), max: asNumber(keypad['max']) }),
      terminator: asText(keypad['terminator']) ?? '#',
      interDigitMs: parseDuration(asText(keypad['between']) ?? '') ?? 3000,
    }
  }

  #ladder(key: 'noinput' | 'nomatch'): readonly Rung[] {
    const found = this.#found(key)
    if (found === undefined || !Array.isArray(found.value)) return this.#defaultLadder(key)
    const { writer } = this.#context
    return (found.value as readonly Json[]).flatMap((item, index): Rung[] => {
      const path = [...found.path, index]
      if (typeof item === 'string') return [writer.mark({ say: writer.prompt(item, path) ?? silence }, path)]
      if (!isObject(item)) return []
      const say = writer.prompt(item['say'], [...path, 'say'])
      return [
        writer.mark(defined({ say, repeat: item['repeat'] === true ? true : undefined, to: asText(item['to']) }), path),
      ]
    })
  }

  /** Says that nothing was understood and asks the whole question again, twice; then the call ends. */
  #defaultLadder(key: 'noinput' | 'nomatch'): readonly Rung[] {
    const phrases = defaultPhrases(this.#context.language)
    const question = this.#kind === 'confirm' ? this.prompt('confirm') : this.prompt('prompt')
    const again = phrases[key].map((sorry): Rung => ({
      say: {
        variants: (question ?? { variants: [[]] }).variants.map((variant) =>
          variant.length === 0 ? [sorry] : [`${sorry} `, ...variant],
        ),
      },
    }))
    return [...again, { to: key === 'noinput' ? 'unheard' : 'not_understood' }]
  }

  filler(): Filler | undefined {
    const found = this.#found('filler')
    if (found === undefined) return undefined
    const { writer } = this.#context
    const filler = asObject(found.value)
    const say = asTexts(filler['say']).map((text, index) => {
      const path = Array.isArray(filler['say']) ? [...found.path, 'say', index] : [...found.path, 'say']
      return writer.prompt(text, path) ?? silence
    })
    return {
      afterMs: parseDuration(asText(filler['after']) ?? '') ?? 800,
      say: say.length === 0 ? this.#defaultFiller() : say,
      everyMs: parseDuration(asText(filler['every']) ?? '') ?? 1500,
    }
  }

  #defaultFiller(): readonly Prompt[] {
    return defaultPhrases(this.#context.language).filler.map((text) => ({ variants: [[text]] }))
  }

  call(): {
    tool: string
    with: Record<string, Value>
    save: Record<string, { cel: string }>
    filler: Filler
    timeoutMs: number
    retry: { max: number; errors: readonly string[] }
    again: boolean
  } {
    const { writer } = this.#context
    const retry = asObject(this.option('retry'))
    const errors = retry['errors']
    return {
      tool: asText(this.#state['tool']) ?? '',
      with: this.values('with'),
      save: Object.fromEntries(
        Object.entries(texts(this.#state['save'])).map(([name, cel]) => [
          name,
          writer.expression(cel, [...this.path, 'save', name]),
        ]),
      ),
      filler: this.filler() ?? { afterMs: 800, say: this.#defaultFiller(), everyMs: 1500 },
      timeoutMs: this.duration('timeout', 6000),
      retry: {
        max: asNumber(retry['max']) ?? 0,
        errors: errors === undefined ? ['timeout', 'unavailable'] : asTexts(errors),
      },
      again: this.#state['again'] === true,
    }
  }

  decision(): {
    question: string
    prompt?: Prompt
    options: Record<string, DecideOption>
    unsure: string
    confidence: number
    budgetMs: number
    instructions?: string
    context: { turns: number; slots: readonly string[] }
    filler?: Filler
  } {
    const shown = asObject(this.#state['context'])
    const budgetMs = this.duration('budget', 1200)
    const filler = this.filler()
    // A wait within the limit is shorter than any phrase that would cover it.
    const needed =
      budgetMs >= this.#context.silenceLimitMs ? { afterMs: 800, say: this.#defaultFiller(), everyMs: 1500 } : undefined
    return {
      question: asText(this.#state['decide']) ?? '',
      ...defined({
        prompt: this.prompt('prompt'),
        instructions: asText(this.#state['instructions']),
        filler: filler ?? needed,
      }),
      options: this.#options(),
      unsure: asText(this.#state['unsure']) ?? '',
      confidence: asNumber(this.option('confidence')) ?? 0.7,
      budgetMs,
      context: { turns: asNumber(shown['turns']) ?? 0, slots: asTexts(shown['slots']) },
    }
  }

  #options(): Record<string, DecideOption> {
    const { writer } = this.#context
    const entries = Object.entries(asObject(this.#state['options'])).flatMap(([name, value]) => {
      if (!isObject(value)) return []
      const path = [...this.path, 'options', name]
      const key = value['key']
      const option: DecideOption = {
        means: asText(value['means']) ?? '',
        examples: asTexts(value['examples']),
        ...defined({ key: key === undefined ? undefined : String(key) }),
        next: writer.routes(value['next'], [...path, 'next']),
        set: this.#values(value['set'], [...path, 'set']),
        clear: asTexts(value['clear']),
      }
      return [[name, option] as const]
    })
    return Object.fromEntries(entries)
  }
}
