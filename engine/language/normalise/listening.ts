import { defaultPhrases } from '../default-phrases.ts'
import { parseDuration } from '../duration.ts'
import type { Endpoints } from '../state.ts'
import type { Keypad, Prompt, Rung, Template } from '../prompt.ts'
import type { Json, JsonObject } from '../json.ts'
import { asNumber, asText, defined, isObject } from '../reading.ts'
import type { Path } from '../source.ts'
import { silence } from './prompt.ts'
import type { StateReader } from './state-reader.ts'

/** States that the default ladders lead to: the flow's own by these names, or built-in ends. */
export const unheardState = 'unheard'
export const notUnderstoodState = 'not_understood'

/** What every state that listens has. */
export interface Listening {
  readonly noinputAfterMs: number
  readonly noinput: readonly Rung[]
  readonly nomatch: readonly Rung[]
  readonly endpointMs?: number
  readonly endpointsMs?: Endpoints
  readonly keypad?: Keypad
}

/** A state's ladders, times and keypad. `noinput_after` is 6 s unless said, as callers think that long about a date. */
export function readListening(of: StateReader): Listening {
  const keypad = of.state['keypad']
  const endpoint = of.option('endpoint')
  return {
    noinputAfterMs: of.duration('noinput_after', 6000),
    noinput: readLadder('noinput', of),
    nomatch: readLadder('nomatch', of),
    ...defined({
      endpointMs: parseDuration(asText(endpoint) ?? '') ?? undefined,
      endpointsMs: isObject(endpoint) ? readEndpoints(endpoint) : undefined,
      keypad: isObject(keypad) ? readKeypad(keypad) : undefined,
    }),
  }
}

function readEndpoints(endpoint: JsonObject): Endpoints {
  const of = (key: string): number | undefined => parseDuration(asText(endpoint[key]) ?? '') ?? undefined
  return defined({ closed: of('closed'), open: of('open'), partial: of('partial'), none: of('none') })
}

function readKeypad(keypad: JsonObject): Keypad {
  return {
    ...defined({ slot: asText(keypad['slot']), max: asNumber(keypad['max']) }),
    terminator: asText(keypad['terminator']) ?? '#',
    interDigitMs: parseDuration(asText(keypad['between']) ?? '') ?? 3000,
  }
}

function readLadder(key: 'noinput' | 'nomatch', of: StateReader): readonly Rung[] {
  const found = of.found(key)
  if (found === undefined || !Array.isArray(found.value)) return defaultLadder(key, of)
  const own = readRungs(found.value, found.path, of) ?? []
  const unsure = key === 'nomatch' && of.kind === 'decide' ? asText(of.state['unsure']) : undefined
  // When a decide has asked again as often as it may, it is unsure.
  return unsure === undefined || own.at(-1)?.to !== undefined ? own : [...own, { to: unsure }]
}

/** The rungs of a ladder as they are written; undefined where there is none. */
export function readRungs(ladder: Json | undefined, at: Path, of: StateReader): readonly Rung[] | undefined {
  if (!Array.isArray(ladder)) return undefined
  const { writer } = of.context
  return (ladder as readonly Json[]).flatMap((item, index): Rung[] => {
    const path = [...at, index]
    if (typeof item === 'string') return [writer.mark({ say: of.promptAt(item, path) ?? silence }, path)]
    if (!isObject(item)) return []
    const { to, repeat, say: said, ...own } = item
    const say = said === undefined ? of.promptAt(own, path) : of.promptAt(said, [...path, 'say'])
    return [writer.mark(defined({ say, repeat: repeat === true ? true : undefined, to: asText(to) }), path)]
  })
}

/**
 * Says that nothing was understood and asks the whole question again, twice; then the call ends, or goes where a decide's
 * `unsure` says.
 */
function defaultLadder(key: 'noinput' | 'nomatch', of: StateReader): readonly Rung[] {
  const question = of.kind === 'confirm' ? of.prompt('confirm') : of.prompt('prompt')
  const narrow = of.kind === 'gather' ? Object.entries(of.prompts('prompts')) : []
  const again = ([0, 1] as const).map((attempt): Rung => {
    const led = (prompt: Prompt | undefined): Prompt => behindLead(prompt, key, attempt, of.context.language)
    const narrowed = Object.fromEntries(narrow.map(([name, prompt]) => [name, led(prompt)]))
    return { say: led(question), ...(narrow.length === 0 ? {} : { narrow: narrowed }) }
  })
  if (key === 'noinput') return [...again, { to: unheardState }]
  const unsure = of.kind === 'decide' ? asText(of.state['unsure']) : undefined
  return [...again, { to: unsure ?? notUnderstoodState }]
}

function behindLead(prompt: Prompt | undefined, key: 'noinput' | 'nomatch', attempt: 0 | 1, language: string): Prompt {
  // Nothing can be put before SSML or a sound file.
  if (prompt?.ssml === true || prompt?.audio !== undefined) return prompt
  const { variants, languages } = prompt ?? { variants: [[]] }
  const translated = Object.entries(languages ?? {}).map(
    ([tag, texts]) => [tag, withLead(defaultPhrases(tag)[key][attempt], texts)] as const,
  )
  return {
    variants: withLead(defaultPhrases(language)[key][attempt], variants),
    ...(translated.length === 0 ? {} : { languages: Object.fromEntries(translated) }),
  }
}

function withLead(lead: string, variants: readonly Template[]): readonly Template[] {
  return variants.map((variant) => (variant.length === 0 ? [lead] : [`${lead} `, ...variant]))
}
