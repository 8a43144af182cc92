/** How long a character takes to say where nothing better is known: what the flow's tests count with, too. */
export const SPOKEN_MS_PER_CHARACTER = 60

/**
 * The part of `text` that was heard when `playedMs` of `totalMs` had been played, up to the end of its last whole
 * word. What the caller has not heard was not said, so a word in the middle does not count.
 */
export function heardText(text: string, language: string, playedMs: number, totalMs: number): string {
  if (playedMs <= 0 || text === '') return ''
  if (playedMs >= totalMs) return text
  const reached = Math.floor((text.length * playedMs) / totalMs)
  let heardTo = 0
  for (const { index, segment, isWordLike } of wordsOf(language).segment(text)) {
    const end = index + segment.length
    if (end > reached) break
    // Spaces and commas belong to the word that follows.
    if (isWordLike === true) heardTo = end
  }
  return text.slice(0, heardTo)
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
