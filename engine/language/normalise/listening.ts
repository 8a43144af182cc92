import { defaultPhrases } from '../default-phrases.ts'
import { parseDuration } from '../duration.ts'
import type { Keypad, Rung } from '../flow.ts'
import type { Json, JsonObject } from '../json.ts'
import { asNumber, asText, defined, isObject } from '../reading.ts'
import { silence } from './state-reader.ts'
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
  readonly keypad?: Keypad
}

/** A state's ladders, times and keypad. `noinput_after` is 6 s unless said, as callers think that long about a date. */
export function readListening(of: StateReader): Listening {
  const keypad = of.state['keypad']
  const endpoint = parseDuration(asText(of.option('endpoint')) ?? '') ?? undefined
  return {
    noinputAfterMs: of.duration('noinput_after', 6000),
    noinput: readLadder('noinput', of),
    nomatch: readLadder('nomatch', of),
    ...defined({ endpointMs: endpoint, keypad: isObject(keypad) ? readKeypad(keypad) : undefined }),
  }
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
  const { writer } = of.context
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

/**
 * Says that nothing was understood and asks the whole question again, twice; then the call ends, or goes where a decide's
 * `unsure` says.
 */
function defaultLadder(key: 'noinput' | 'nomatch', of: StateReader): readonly Rung[] {
  const phrases = defaultPhrases(of.context.language)
  const question = of.kind === 'confirm' ? of.prompt('confirm') : of.prompt('prompt')
  const again = phrases[key].map((sorry): Rung => ({
    say: {
      variants: (question ?? { variants: [[]] }).variants.map((variant) =>
        variant.length === 0 ? [sorry] : [`${sorry} `, ...variant],
      ),
    },
  }))
  if (key === 'noinput') return [...again, { to: unheardState }]
  const unsure = of.kind === 'decide' ? asText(of.state['unsure']) : undefined
  return [...again, { to: unsure ?? notUnderstoodState }]
}
