import { standing } from '../correction.ts'
import { is } from '../lexicon.ts'
import { readCount } from '../numbers.ts'
import { optionsOf, type PreparedOption } from '../options.ts'
import { nearness } from '../phonetic.ts'
import { nothing, type Grammar, type Heard, type Match, type Reading } from '../reading.ts'
import type { AnswerContext } from '../answer.ts'
import { allDates, sceneOf, settle } from './date.ts'
import { allTimes, halves, clockText } from './time.ts'

/** What `part` is when the caller wants none of the options: closed, with a value of null. */
export const noneOfThese = 'none_of_these'

/**
 * One of the slot's options: by its own words or a synonym, by the time or day that it is, by its place ("the second
 * one", "the last"), or by what sounds nearest to it. Two options in one breath are none; "neither" is closed on null
 * with `part: "none_of_these"`.
 */
export const choice: Grammar = (heard, context) => {
  const options = optionsOf(context.slot, heard.lexicon)
  if (options.length === 0 || heard.tokens.length === 0) return nothing
  const spoken = standing(spokenOptions(heard, options), heard.tokens)
  const values = new Set(spoken.map((match) => match.value))
  const first = spoken[0]
  if (first && values.size === 1) return found(first, 1)
  if (values.size > 1) return { ...nothing, alternatives: [...values] }
  return (
    byTime(heard, options, context) ??
    byPlace(heard, options) ??
    neither(heard) ??
    byKeyNumber(heard, context) ??
    bySound(heard, options)
  )
}

function found(match: Match<string>, fit: number): Reading {
  return { state: 'closed', value: match.value, alternatives: [], from: match.from, to: match.to, fit }
}

/** Options whose words were said; a longer phrase hides the shorter ones inside it. */
export function spokenOptions({ tokens }: Heard, options: readonly PreparedOption[]): Match<string>[] {
  const matches: Match<string>[] = []
  for (let at = 0; at < tokens.length;) {
    let best: Match<string> | undefined
    for (const option of options) {
      for (const { words } of option.phrases) {
        const to = matchAt(tokens, at, words)
        if (to > (best?.to ?? at)) best = { value: option.value, from: at, to }
      }
    }
    if (best) matches.push(best)
    at = best ? best.to : at + 1
  }
  return matches
}

function matchAt(tokens: Heard['tokens'], at: number, words: readonly string[]): number {
  let i = at
  for (const [n, word] of words.entries()) {
    const text = tokens[i]?.text
    if (
      text === undefined ||
      (text !== word && !(n === words.length - 1 && word.length > 3 && (text === `${word}s` || `${text}s` === word)))
    )
      return -1
    i++
  }
  return i
}

function byTime(heard: Heard, options: readonly PreparedOption[], context: AnswerContext): Reading | undefined {
  if (!options.some((option) => option.clock ?? option.day)) return undefined
  let left = options
  let from = heard.tokens.length
  let to = 0
  for (const said of allDates(sceneOf(heard, context))) {
    const { value } = settle(said, sceneOf(heard, context), context)
    const fitting = left.filter((option) => option.day !== undefined && option.day === value)
    if (fitting.length > 0) [left, from, to] = [fitting, Math.min(from, said.from), Math.max(to, said.to)]
  }
  for (const said of allTimes(heard)) {
    if (said.fromNow !== undefined) continue
    const clocks = halves(said, heard).map(clockText)
    const fitting = left.filter((option) => option.clock !== undefined && clocks.includes(option.clock))
    if (fitting.length > 0) [left, from, to] = [fitting, Math.min(from, said.from), Math.max(to, said.to)]
  }
  const only = left.length === 1 ? left[0] : undefined
  return only && to > 0 ? found({ value: only.value, from, to }, 0.95) : undefined
}

/** "the second one", "the last", "the later one", "option two". */
function byPlace({ tokens, lexicon }: Heard, options: readonly PreparedOption[]): Reading | undefined {
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]
    if (!token) break
    const count = readCount(tokens, i, lexicon)
    const numbered = /^(option|number|opcion|numero|nummer|numer|opcja)$/.test(tokens[i - 1]?.text ?? '')
    if (count && (count.ordinal || numbered)) {
      const option = options[count.value - 1]
      if (option) return found({ value: option.value, from: i, to: count.end }, 0.95)
    }
    const alone = tokens.length - i <= 2 || is(tokens[i + 1], 'one')
    const last = options.at(-1)
    if (!alone || !last) continue
    if (is(token, 'final') || (is(token, 'later') && options.length > 1))
      return found({ value: last.value, from: i, to: i + 1 }, 0.9)
    if (is(token, 'earlier') && options.length > 1)
      return found({ value: options[0]?.value ?? '', from: i, to: i + 1 }, 0.9)
    if (is(token, 'middle') && options.length === 3)
      return found({ value: options[1]?.value ?? '', from: i, to: i + 1 }, 0.9)
  }
  return undefined
}

function neither({ tokens }: Heard): Reading | undefined {
  const at = tokens.findIndex((token) => is(token, 'neither'))
  return at < 0 ? undefined : { ...nothing, state: 'closed', part: noneOfThese, from: at, to: at + 1, fit: 1 }
}

/** "two" for the second option, where the options have keys. */
function byKeyNumber({ tokens, lexicon }: Heard, { slot }: AnswerContext): Reading | undefined {
  const said = tokens.flatMap((_, i) => readCount(tokens, i, lexicon) ?? [])
  if (said.length !== 1) return undefined
  const entry = Object.entries(slot.options ?? {}).find(([, option]) => option.key === String(said[0]?.value))
  return entry ? found({ value: entry[0], from: 0, to: tokens.length }, 0.9) : undefined
}

/** The one option that sounds like what was said; none where two are as near. */
function bySound({ tokens }: Heard, options: readonly PreparedOption[]): Reading {
  const said = tokens.filter((token) => !is(token, 'filler') && !is(token, 'the') && !is(token, 'a'))
  if (said.length === 0 || said.length > 6) return nothing
  let best = { value: '', score: 0 }
  let second = 0
  for (const option of options) {
    let score = 0
    for (const { words } of option.phrases) {
      const wanted = words.join(' ')
      if (wanted.length < 4) continue
      for (let at = 0; at + words.length <= said.length; at++) {
        const window = said
          .slice(at, at + words.length)
          .map((token) => token.text)
          .join(' ')
        score = Math.max(score, nearness(window, wanted))
      }
      if (words.length === 1 && said.length > 1)
        score = Math.max(score, nearness(said.map((token) => token.text).join(''), wanted))
    }
    if (score > best.score) [second, best] = [best.score, { value: option.value, score }]
    else if (score > second) second = score
  }
  if (best.score < 0.72 || best.score - second < 0.12) return nothing
  return { state: 'open', value: best.value, alternatives: [], from: 0, to: tokens.length, fit: best.score }
}
