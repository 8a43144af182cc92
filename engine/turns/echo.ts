import { withoutPhrases, wordsOf } from './said-words.ts'

/** So many words of ours in a row are our voice come back. Fewer may be a caller who answers in our words. */
const leastEcho = 3
/** So many are, whatever stands beside them; fewer only where they are most of what was heard. */
const surelyEcho = 5
/** So much of a stretch must be ours: a recogniser mishears an echo as it mishears a caller. */
const leastShare = 0.6

/**
 * The caller's part of what was heard while we spoke: without the stretches that are our own voice, come back over the
 * line. `spoken` is what we have said since that voice came on: a caller who repeats what was offered does so after it was
 * said, an echo comes with it. A stretch is three words or more in our order, most of them ours; where the words are no
 * answer (`answers` is false), one or two are echo as well. Words of `always` are the caller's, unless they stand in a
 * longer stretch of ours.
 */
export function withoutEcho(
  heard: string,
  spoken: string,
  { answers, always }: { readonly answers: boolean; readonly always: readonly string[] },
): string {
  const ours = wordsOf(spoken)
  const raw = heard.split(' ').filter((word) => wordsOf(word).length > 0)
  // A raw word may hold two ("uh-huh"): they go together.
  const words = raw.map((word) => wordsOf(word).join(' '))
  if (ours.length === 0 || words.length === 0) return heard
  const echo = echoIn(words, ours)
  if (echo.size > 0) return withoutEcho(raw.filter((_, at) => !echo.has(at)).join(' '), spoken, { answers, always })
  if (answers || words.length >= leastEcho || isAlways(words, always)) return raw.length === 0 ? '' : heard
  return isWithin(words, ours) ? '' : heard
}

function isAlways(words: readonly string[], always: readonly string[]): boolean {
  const said = words.flatMap((word) => word.split(' '))
  return withoutPhrases(said, always.map(wordsOf)).length < said.length
}

/** All of them, in a row, among ours. */
function isWithin(words: readonly string[], ours: readonly string[]): boolean {
  return ours.some((_, at) => words.every((word, n) => isSame(word, ours[at + n])))
}

/** The end of an alignment: its pairs of words (heard, ours) that are the same, newest first. */
interface Cell {
  readonly score: number
  readonly matches: number
  readonly pair: Pair | null
}
interface Pair {
  readonly heard: number
  readonly ours: number
  readonly before: Pair | null
}
const nothing: Cell = { score: 0, matches: 0, pair: null }

/** Which of the heard words are the longest echo among them: the best local alignment (Smith and Waterman, 1981). */
function echoIn(words: readonly string[], ours: readonly string[]): ReadonlySet<number> {
  let above: Cell[] = ours.map(() => nothing)
  let best = nothing
  for (const [heardAt, word] of words.entries()) {
    const row: Cell[] = []
    for (const [ourAt, our] of ours.entries()) {
      const before = (ourAt > 0 ? above[ourAt - 1] : undefined) ?? nothing
      const cell = isSame(word, our)
        ? {
            score: before.score + 2,
            matches: before.matches + 1,
            pair: { heard: heardAt, ours: ourAt, before: before.pair },
          }
        : [before, above[ourAt] ?? nothing, row[ourAt - 1] ?? nothing].map(lowered).reduce(better)
      row.push(cell.score > 0 ? cell : nothing)
      best = better(best, cell)
    }
    above = row
  }
  return stretchOf(best, words, ours)
}

/** The matched words, with what was misheard between them: one word, or what sounds like ours there ("hair cut"). */
function stretchOf({ matches, pair }: Cell, words: readonly string[], ours: readonly string[]): ReadonlySet<number> {
  const echo = new Set<number>()
  if (pair === null || matches < leastEcho || (matches < surelyEcho && matches * 2 <= words.length)) return echo
  let first = pair
  for (let at: Pair | null = pair; at !== null; at = at.before) {
    echo.add(at.heard)
    first = at
    if (at.before === null) break
    const between = words.slice(at.before.heard + 1, at.heard)
    const ourBetween = ours.slice(at.before.ours + 1, at.ours)
    if (between.length === 1 || isAlike(between.join(''), ourBetween.join('')))
      for (let n = at.before.heard + 1; n < at.heard; n++) echo.add(n)
  }
  const length = Math.max(pair.heard - first.heard, pair.ours - first.ours) + 1
  return matches >= leastShare * length ? echo : new Set()
}

function better(one: Cell, other: Cell): Cell {
  return other.score > one.score ? other : one
}

function lowered(cell: Cell): Cell {
  return { ...cell, score: cell.score - 1 }
}

/** The same, or misheard by a letter or two: "colour", "color". Short words are the same or not. */
function isSame(heard: string, ours: string | undefined): boolean {
  return heard === ours || (ours !== undefined && isAlike(heard, ours))
}

function isAlike(heard: string, ours: string): boolean {
  const longer = Math.max(heard.length, ours.length)
  return longer >= 5 && Math.abs(heard.length - ours.length) <= 2 && sharedLetters(heard, ours) >= longer - 2
}

/** From both ends. */
function sharedLetters(one: string, other: string): number {
  const shorter = Math.min(one.length, other.length)
  let before = 0
  while (before < shorter && one[before] === other[before]) before++
  let behind = 0
  while (behind < shorter - before && one[one.length - 1 - behind] === other[other.length - 1 - behind]) behind++
  return before + behind
}
