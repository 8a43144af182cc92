import { fold } from './fold.ts'

/**
 * How a word sounds, roughly, in letters: "Katy" and "Katie" are alike, "Clive" and "Clyde" nearly. Not a phoneme in any
 * one language: what recognisers confuse is made one letter, vowels are kept as one class.
 */
export function soundOf(text: string): string {
  const known = sounds.get(text)
  if (known !== undefined) return known
  let word = fold(text).replace(/[^a-z]/g, '')
  for (const [pattern, sound] of rules) word = word.replace(pattern, sound)
  if (sounds.size > 50_000) sounds.clear()
  sounds.set(text, word)
  return word
}

const rules: readonly (readonly [RegExp, string])[] = [
  [/^(kn|gn|pn)/, 'n'],
  [/^wr/, 'r'],
  [/^x/, 's'],
  [/mb$/, 'm'],
  [/ph/g, 'f'],
  [/tch/g, 'C'],
  [/sch|sh|sz/g, 'S'],
  [/cz|ch/g, 'C'],
  [/rz/g, 'S'],
  [/ght/g, 't'],
  [/gh/g, ''],
  [/ck/g, 'k'],
  [/c(?=[eiy])/g, 's'],
  [/[cq]/g, 'k'],
  [/x/g, 'ks'],
  [/g(?=[eiy])|j/g, 'J'],
  [/th/g, 't'],
  [/z/g, 's'],
  [/[vw](?=[aeiouy])/g, 'v'],
  [/w/g, 'v'],
  [/h/g, ''],
  [/[aeiouy]+/g, 'a'],
  [/(.)\1+/g, '$1'],
  [/(?<=.)a$/, ''],
]

const sounds = new Map<string, string>()

/** 0–1: how near two texts are, letter by letter and by their sound; 1 is the same. Symmetric. */
export function nearness(a: string, b: string): number {
  if (a === b) return 1
  const [x, y] = [soundOf(a), soundOf(b)]
  const written = 1 - distance(a, b) / Math.max(a.length, b.length, 1)
  const heard = x === '' || y === '' ? 0 : 1 - distance(x, y) / Math.max(x.length, y.length, 1)
  return 0.5 * written + 0.5 * heard
}

/** Levenshtein's distance in one row of memory. */
function distance(a: string, b: string): number {
  if (a === b) return 0
  const row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    let diagonal = row[0] ?? 0
    row[0] = i
    for (let j = 1; j <= b.length; j++) {
      const above = row[j] ?? 0
      const cost = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1
      row[j] = Math.min(above + 1, (row[j - 1] ?? 0) + 1, diagonal + cost)
      diagonal = above
    }
  }
  return row[b.length] ?? 0
}
