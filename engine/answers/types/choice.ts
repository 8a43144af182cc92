import { byMoment } from '../choice-moments.ts'
import { byPlace } from '../choice-places.ts'
import { isTakenBack, standing } from '../correction.ts'
import { is } from '../lexicon.ts'
import { readCount } from '../numbers.ts'
import { optionsOf, type PreparedOption } from '../options.ts'
import { nearness } from '../phonetic.ts'
import { nothing, type Grammar, type Heard, type Match, type Reading } from '../reading.ts'
import type { AnswerContext } from '../answer.ts'

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
  if (first && values.size === 1) {
    // "I haven't got it" is not "got it", and what it is instead was not said.
    const isDenied = isTakenBack(heard.tokens, first.from - 2, first.from)
    return isDenied ? { ...nothing, alternatives: [first.value] } : found(first, 1)
  }
  if (values.size > 1) return { ...nothing, alternatives: [...values] }
  return (
    byMoment(heard, options, context) ??
    byPlace(heard, options) ??
    neither(heard) ??
    byKeyNumber(heard, context) ??
    bySound(heard, options)
  )
}

function found(match: Match<string>, fit: number): Reading {
  return { state: 'closed', value: match.value, alternatives: [], from: match.from, to: match.to, fit }
}

/** Options whose words were said; a longer phrase hides the shorter ones inside it. "Didn't" and "did not" are the same. */
export function spokenOptions(heard: Heard, options: readonly PreparedOption[]): Match<string>[] {
  const words = heard.tokens.flatMap(({ text }, token) => spelledOut(text).map((word) => ({ word, token })))
  const matches: Match<string>[] = []
  for (let at = 0; at < words.length;) {
    let best: { readonly value: string; readonly to: number } | undefined
    for (const option of options) {
      for (const phrase of option.phrases) {
        const to = matchAt(words, at, phrase.words.flatMap(spelledOut))
        if (to > (best?.to ?? at)) best = { value: option.value, to }
      }
    }
    const [first, last] = [words[at], words[(best?.to ?? 1) - 1]]
    if (best && first && last) matches.push({ value: best.value, from: first.token, to: last.token + 1 })
    at = best ? best.to : at + 1
  }
  return matches
}

function matchAt(said: readonly { readonly word: string }[], at: number, words: readonly string[]): number {
  let i = at
  for (const [n, word] of words.entries()) {
    const text = said[i]?.word
    if (
      text === undefined ||
      (text !== word && !(n === words.length - 1 && word.length > 3 && (text === `${word}s` || `${text}s` === word)))
    )
      return -1
    i++
  }
  return i
}

function spelledOut(word: string): readonly string[] {
  if (!word.includes("'")) return [word]
  if (word === "can't") return ['can', 'not']
  if (word === "won't") return ['will', 'not']
  return word.endsWith("n't") ? [word.slice(0, -3), 'not'] : [word]
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
