import { withoutPhrases, wordsOf } from './said-words.ts'

/** So many words of ours in a row are our voice come back. Fewer may be a caller who answers in our words. */
const leastEcho = 3
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
  const stretch = longestEcho(words, ours)
  if (stretch !== null) {
    const rest = [...raw.slice(0, stretch.from), ...raw.slice(stretch.to)].join(' ')
    return withoutEcho(rest, spoken, { answers, always })
  }
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

interface Cell {
  readonly score: number
  readonly matches: number
  /** Where the stretch begins among the heard words, and among ours. */
  readonly from: number
  readonly ourFrom: number
}
const nothing = { score: 0, matches: 0, from: -1, ourFrom: -1 }

/** The best local alignment (Smith and Waterman, 1981) of what was heard with what we said, if it is an echo. */
function longestEcho(words: readonly string[], ours: readonly string[]): { from: number; to: number } | null {
  let above: Cell[] = ours.map(() => nothing)
  let best: Cell & { readonly to: number; readonly ourTo: number } = { ...nothing, to: 0, ourTo: 0 }
  for (const [at, word] of words.entries()) {
    const row: Cell[] = []
    for (const [ourAt, our] of ours.entries()) {
      const diagonal = (ourAt > 0 ? above[ourAt - 1] : undefined) ?? nothing
      const same = isSame(word, our)
      const begun = diagonal.score > 0 ? diagonal : { ...nothing, from: at, ourFrom: ourAt }
      const options: Cell[] = [
        { ...begun, score: diagonal.score + (same ? 2 : -1), matches: begun.matches + (same ? 1 : 0) },
        lowered(above[ourAt] ?? nothing),
        lowered(row[ourAt - 1] ?? nothing),
      ]
      const cell = options.reduce((one, other) => (other.score > one.score ? other : one))
      row.push(cell.score > 0 ? cell : nothing)
      if (cell.score > best.score) best = { ...cell, to: at + 1, ourTo: ourAt + 1 }
    }
    above = row
  }
  const length = Math.max(best.to - best.from, best.ourTo - best.ourFrom)
  return best.matches >= leastEcho && best.matches >= leastShare * length ? best : null
}

function lowered(cell: Cell): Cell {
  return { ...cell, score: cell.score - 1 }
}

/** The same, or misheard by a letter or two: "colour", "color". Short words are the same or not. */
function isSame(heard: string, ours: string | undefined): boolean {
  if (ours === undefined || heard === ours) return ours !== undefined
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
