import { defaultPhrases } from '../default-phrases.ts'
import type { BargeIn } from '../flow.ts'
import { asNumber, asObject, asTexts, isObject } from '../reading.ts'
import type { StateReader } from './state-reader.ts'

/** The policy of a state: built in, then `defaults`, then its kind's defaults, then its own; each changes only what it says. */
export function readBargein(of: StateReader): BargeIn {
  const { defaults, language } = of.context
  const { backchannel, agreement } = defaultPhrases(language)
  const asks = of.kind === 'gather' || of.kind === 'confirm' || of.kind === 'decide'
  let policy: BargeIn = {
    mode: 'speech',
    minWords: 1,
    minMs: 0,
    ignore: asks ? backchannel : [...backchannel, ...agreement],
    always: [],
  }
  for (const level of [defaults['bargein'], asObject(defaults[of.kind])['bargein'], of.state['bargein']]) {
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
