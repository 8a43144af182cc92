import { stretchesOf, type Stretch } from '../prompts/spoken-form.ts'

/** How long a character takes to say where nothing better is known: what the flow's tests count with, too. */
export const SPOKEN_MS_PER_CHARACTER = 60

/** The pace of whom a caller has asked to speak slower: a third longer for every word. */
export const slowerRate = 0.75

/** How long a text lasts without audio. */
export function spokenMs(text: string, slower = false): number {
  return (text.length * SPOKEN_MS_PER_CHARACTER) / (slower ? slowerRate : 1)
}

/**
 * The part of `text` that was heard when `playedMs` of `totalMs` had been played, up to the end of its last whole
 * word. What the caller has not heard was not said, so a word in the middle does not count, and what is said in other
 * words than it is written ("£12.50") is heard whole or not at all. `said` tells which words these are.
 */
export function heardText(
  text: string,
  language: string,
  playedMs: number,
  totalMs: number,
  said: readonly Stretch[] = stretchesOf(text, language),
): string {
  if (playedMs <= 0 || text === '') return ''
  if (playedMs >= totalMs) return text
  const reached = writtenUpTo(said, playedMs / totalMs)
  let heardTo = 0
  for (const { index, segment, isWordLike } of wordsOf(language).segment(text)) {
    const end = index + segment.length
    if (end > reached) break
    // Spaces and commas belong to the word that follows.
    if (isWordLike === true) heardTo = end
  }
  return text.slice(0, heardTo)
}

/** How much of what is written was said when this part of the time had passed. */
function writtenUpTo(said: readonly Stretch[], part: number): number {
  let left = Math.floor(said.reduce((sum, stretch) => sum + stretch.said.length, 0) * part)
  let written = 0
  for (const stretch of said) {
    if (left < stretch.said.length) return stretch.written === stretch.said ? written + left : written
    left -= stretch.said.length
    written += stretch.written.length
  }
  return written
}

/** How much is said for what is written up to a place. */
export function saidBefore(said: readonly Stretch[], writtenTo: number): number {
  let written = 0
  let characters = 0
  for (const stretch of said) {
    if (written + stretch.written.length > writtenTo)
      return characters + (stretch.written === stretch.said ? writtenTo - written : 0)
    written += stretch.written.length
    characters += stretch.said.length
  }
  return characters
}

/** Not every language puts spaces between its words. An unknown tag is cut as the machine's own language would be. */
function wordsOf(language: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language, { granularity: 'word' })
  } catch (error) {
    if (error instanceof RangeError) return new Intl.Segmenter(undefined, { granularity: 'word' })
    throw error
  }
}
