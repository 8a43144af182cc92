/** Short words that look alike mean different things: "book", "look". */
const leastLength = 5
/** Of Dice's coefficient of letter pairs: below it, words merely share a syllable. */
const leastAlike = 0.7
/** How long a beginning two words share, of the longer one, where they are forms of one word. */
const leastPrefix = 0.65

/** Words by number, found also where a letter or two differ. */
export interface Vocabulary {
  /** -1 where it is not there. */
  idOf(word: string): number
  /** The nearest word and how near it is, 0–1; `id` -1 where there is none. */
  nearest(word: string): { readonly id: number; readonly likeness: number }
  readonly size: number
}

/** Deterministic: of two words that are as near, the first one. A word that is unknown costs a microsecond or two. */
export function createVocabulary(words: Iterable<string>): Vocabulary {
  const ids = new Map<string, number>()
  for (const word of words) if (!ids.has(word)) ids.set(word, ids.size)
  const alike = new Map<string, { readonly word: string; readonly id: number; readonly pairs: readonly number[] }[]>()
  for (const [word, id] of ids) {
    if (word.length < leastLength) continue
    const first = word.slice(0, 1)
    const there = alike.get(first)
    const entry = { word, id, pairs: pairsOf(word) }
    if (there === undefined) alike.set(first, [entry])
    else there.push(entry)
  }
  return {
    size: ids.size,
    idOf: (word) => ids.get(word) ?? -1,
    nearest(word) {
      const id = ids.get(word)
      if (id !== undefined) return { id, likeness: 1 }
      if (word.length < leastLength) return none
      let best = none
      const pairs = pairsOf(word)
      // Recognisers and typists seldom miss the first letter.
      for (const other of alike.get(word.slice(0, 1)) ?? []) {
        const likeness = likenessOf(word, pairs, other.word, other.pairs)
        if (likeness > best.likeness) best = { id: other.id, likeness }
      }
      return best
    },
  }
}

const none = { id: -1, likeness: 0 }

function likenessOf(a: string, aPairs: readonly number[], b: string, bPairs: readonly number[]): number {
  const longer = Math.max(a.length, b.length)
  let prefix = 0
  while (prefix < longer && a[prefix] === b[prefix]) prefix++
  const ofPrefix = prefix >= 4 && prefix / longer >= leastPrefix ? 0.6 + (0.35 * prefix) / longer : 0
  const total = aPairs.length + bPairs.length
  if (2 * Math.min(aPairs.length, bPairs.length) < leastAlike * total) return ofPrefix
  let shared = 0
  for (let i = 0, j = 0; i < aPairs.length && j < bPairs.length;) {
    const difference = (aPairs[i] ?? 0) - (bPairs[j] ?? 0)
    if (difference === 0) shared++
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  const dice = (2 * shared) / total
  return Math.max(ofPrefix, dice >= leastAlike ? dice : 0)
}

/** Letters two by two, the ends marked, as sorted numbers. */
function pairsOf(word: string): number[] {
  const marked = `^${word}$`
  return Array.from(
    { length: marked.length - 1 },
    (_, i) => marked.charCodeAt(i) * 65_536 + marked.charCodeAt(i + 1),
  ).sort((a, b) => a - b)
}
