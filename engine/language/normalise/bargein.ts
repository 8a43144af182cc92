import { defaultPhrases } from '../default-phrases.ts'
import type { BargeIn } from '../prompt.ts'
import type { Json } from '../json.ts'
import { asNumber, asObject, asTexts, isObject } from '../reading.ts'
import type { StateReader } from './state-reader.ts'

/** The policy of a state: built in, then `defaults`, then its kind's defaults, then its own; each changes only what it says. */
export function readBargein(of: StateReader): BargeIn {
  const { defaults, language } = of.context
  const { backchannel, agreement } = defaultPhrases(language)
  const asks = of.kind === 'gather' || of.kind === 'confirm' || of.kind === 'decide'
  const builtIn: BargeIn = {
    mode: 'speech',
    minWords: 1,
    minMs: 0,
    ignore: asks ? backchannel : [...backchannel, ...agreement],
    always: [],
  }
  return [defaults['bargein'], asObject(defaults[of.kind])['bargein'], of.state['bargein']].reduce<BargeIn>(
    applyBargein,
    builtIn,
  )
}

/** The policy with what one level says of it. */
export function applyBargein(policy: BargeIn, level: Json | undefined): BargeIn {
  if (level === false) return { ...policy, mode: 'off' }
  if (level === true) return policy.mode === 'off' ? { ...policy, mode: 'speech' } : policy
  if (!isObject(level)) return policy
  const mode = level['mode'] === 'hotword' || level['mode'] === 'speech' ? level['mode'] : undefined
  return {
    mode: mode ?? (policy.mode === 'off' ? 'speech' : policy.mode),
    minWords: asNumber(level['min_words']) ?? policy.minWords,
    minMs: asNumber(level['min_ms']) ?? policy.minMs,
    ignore: level['ignore'] === undefined ? policy.ignore : asTexts(level['ignore']),
    always: level['always'] === undefined ? policy.always : asTexts(level['always']),
  }
}
