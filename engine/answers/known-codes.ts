import type { Char } from './letters.ts'

/** Known codes, ready to be found by what they sound like. */
export interface KnownCodes {
  readonly codes: readonly string[]
  /** Folded, letters and digits only. */
  readonly plain: readonly string[]
  /** From a pair of sounds to the codes that hold it. */
  readonly pairs: ReadonlyMap<string, readonly number[]>
}

/** A known code and how far what was heard is from it: 0 is letter for letter. */
export interface KnownMatch {
  readonly code: string
  readonly cost: number
}

/** Prepares a list of known codes once; the same list is looked up, not prepared again. */
export function knownCodes(candidates: readonly string[]): KnownCodes {
  const ready = prepared.get(candidates)
  if (ready) return ready
  const codes = [...new Set(candidates)]
  const plain = codes.map((code) => code.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const pairs = new Map<string, number[]>()
  for (const [index, code] of plain.entries()) {
    for (const pair of new Set(pairsOf(code.split('').map(soundOf)))) {
      const list = pairs.get(pair)
      if (list) list.push(index)
      else pairs.set(pair, [index])
    }
  }
  const made = { codes, plain, pairs }
  prepared.set(candidates, made)
  return made
}

const prepared = new WeakMap<object, KnownCodes>()

/** The known codes nearest to spelled characters, nearest first, at most eight. */
export function nearestCodes(chars: readonly Char[], known: KnownCodes, longest = 20): KnownMatch[] {
  if (chars.length < 3 || chars.length > longest) return []
  const counts = new Map<number, number>()
  const sounds = chars.map((char) => soundOf(char.digit || char.letter))
  for (const pair of new Set(pairsOf(sounds))) {
    for (const index of known.pairs.get(pair) ?? []) counts.set(index, (counts.get(index) ?? 0) + 1)
  }
  let most = 0
  for (const count of counts.values()) if (count > most) most = count
  const least = Math.max(2, most > 6 ? Math.ceil(most * 0.7) : most - 1)
  const found: KnownMatch[] = []
  for (const [index, count] of counts) {
    if (count < least) continue
    const cost = costOf(chars, known.plain[index] ?? '')
    if (cost < Math.max(2.5, chars.length / 3)) found.push({ code: known.codes[index] ?? '', cost })
  }
  return found.sort((a, b) => a.cost - b.cost).slice(0, 8)
}

/** What it takes to turn the characters into the code: sounds alike cost little, a lost or an extra one more. */
function costOf(chars: readonly Char[], code: string): number {
  const row = new Float64Array(code.length + 1)
  for (let j = 1; j <= code.length; j++) row[j] = j * lost
  for (const [i, char] of chars.entries()) {
    let diagonal = row[0] ?? 0
    const extra = extraCost(char, chars[i - 1], chars[i + 1])
    row[0] = diagonal + extra
    for (let j = 1; j <= code.length; j++) {
      const above = row[j] ?? 0
      row[j] = Math.min(above + extra, (row[j - 1] ?? 0) + lost, diagonal + unlike(char, code.charAt(j - 1)))
      diagonal = above
    }
  }
  return row[code.length] ?? 0
}

const lost = 0.9

function extraCost(char: Char, before: Char | undefined, after: Char | undefined): number {
  if (char.doubt >= 1) return 0.6
  if (char.doubt > 0.3) return 0.25
  if (char.letter === 'e' && before && 'bcdgptv'.includes(before.letter || '-')) return 0.3
  if ((char.letter === 'a' || char.letter === 'e') && after && 'flmnrsx'.includes(after.letter || '-')) return 0.3
  if (before && before.letter === char.letter && before.digit === char.digit) return 0.5
  return 0.8
}

function unlike(char: Char, wanted: string): number {
  if (char.letter === wanted) return char.doubt * 0.15
  if (char.digit === wanted) return char.doubt * 0.15
  const sound = soundOf(wanted)
  if ((char.letter !== '' && soundOf(char.letter) === sound) || (char.digit !== '' && soundOf(char.digit) === sound))
    return 0.4
  return 1.4
}

/** Characters that telephone lines confuse, as one. */
function soundOf(char: string): string {
  return sounds[char] ?? char
}

const sounds: Readonly<Record<string, string>> = {
  b: 'e', c: 'e', d: 'e', e: 'e', g: 'e', p: 'e', t: 'e', v: 'e', z: 'e', 3: 'e',
  a: 'a', h: 'a', j: 'a', k: 'a', 8: 'a',
  f: 'f', s: 'f', x: 'f', 6: 'f',
  m: 'm', n: 'm',
  i: 'i', y: 'i', 9: 'i', 5: 'i',
  q: 'u', u: 'u', w: 'u', 2: 'u',
  o: 'o', 0: 'o', 4: 'o',
} // prettier-ignore

function pairsOf(sounds: readonly string[]): string[] {
  return sounds.slice(1).map((sound, i) => (sounds[i] ?? '') + sound)
}
