import { rulesOf } from './rules-of.ts'
import type { Tongue } from './tongue.ts'
import { tongueOf } from './tongue-of.ts'

/** A stretch of a text and what is said for it: the same, or other words. Other words are heard whole or not at all. */
export interface Stretch {
  readonly written: string
  readonly said: string
}

/** Tags, and what stands in those that say themselves how it is read. */
const markup = /<(say-as|sub|phoneme)\b[^<>]{0,200}>[^<]{0,500}<\/\1>|<\/?[a-z][^<>]{0,200}>|&(?:#\w{1,8}|\w{2,8});/giu

/** A text is what a prompt can be: what lies beyond is said as it is written. */
const mostCharacters = 20_000

/**
 * A text as a voice can read it, in a BCP 47 language: "19:30" as "half past seven in the evening", "£12.50" as "12
 * pounds and 50 pence", "Dr." as "Doctor"; and what a voice reads well as it is written. Markup is left alone. The spoken
 * form of a spoken form is itself; a language without a table gives the text back. Linear in the text's length.
 */
export function spokenForm(text: string, language: string): string {
  return stretchesOf(text, language)
    .map(({ said }) => said)
    .join('')
}

/** The same, with what was written for each part of it: so that what was heard can be told in the words of the text. */
export function stretchesOf(text: string, language: string): Stretch[] {
  const tongue = tongueOf(language)
  let all: Stretch[] = text === '' ? [] : [{ written: text, said: text }]
  if (tongue === null || text.length > mostCharacters) return all
  let said = text
  for (let pass = 0; pass < mostPasses && mayStumble.test(said); pass++) {
    const edits = editsOf(said, language, tongue)
    if (edits.length === 0) break
    all = apply(edits, all)
    said = all.map((one) => one.said).join('')
  }
  return all
}

/** What a rule says may hold what another one would say otherwise: "the 9th of October". Two are usual. */
const mostPasses = 6

interface Edit {
  readonly from: number
  readonly to: number
  readonly said: string
}

function editsOf(text: string, language: string, tongue: Tongue): Edit[] {
  const taken = new Uint8Array(text.length)
  const edits: Edit[] = []
  for (const match of text.matchAll(markup)) taken.fill(1, match.index, match.index + match[0].length)
  for (const rule of rulesOf(language, tongue)) {
    for (const match of text.matchAll(rule.pattern)) {
      const from = match.index
      const to = from + match[0].length
      if (to === from || taken.subarray(from, to).includes(1)) continue
      const said = rule.say(match, { language, tongue, text, from, to })
      if (said === null || said === match[0]) continue
      taken.fill(1, from, to)
      // "p.m." at the end of a sentence has one stop, not two.
      edits.push({ from, to, said: said.endsWith('.') && text[to] === '.' ? said.slice(0, -1) : said })
    }
  }
  return edits.sort((a, b) => a.from - b.from)
}

/** A stretch and where what is said for it begins. Plain words can be cut; what is said otherwise is one piece. */
interface Piece extends Stretch {
  readonly start: number
}

/** Edits of what is said so far, from the last to the first, so that places before an edit stay what they are. */
function apply(edits: readonly Edit[], stretches: readonly Stretch[]): Stretch[] {
  const left: Piece[] = []
  let start = 0
  for (const stretch of stretches) {
    left.push({ ...stretch, start })
    start += stretch.said.length
  }
  const done: Stretch[] = []
  for (const { from, to, said } of edits.toReversed()) {
    moveFrom(to, left, done)
    if (cut(left, to)) moveFrom(to, left, done)
    const touched: Piece[] = []
    for (let last = left.at(-1); last !== undefined && last.start + last.said.length > from; last = left.at(-1)) {
      cut(left, from)
      touched.unshift(left.pop()!)
      if ((touched[0]?.start ?? 0) <= from) break
    }
    const begins = touched[0]?.start ?? from
    const before = touched.map((piece) => piece.said).join('')
    left.push({
      start: begins,
      written: touched.map((piece) => piece.written).join(''),
      said: before.slice(0, from - begins) + said + before.slice(to - begins),
    })
  }
  return [...left, ...done.reverse()].map(({ written, said }) => ({ written, said }))
}

function moveFrom(place: number, left: Piece[], done: Stretch[]): void {
  for (let last = left.at(-1); last !== undefined && last.start >= place; last = left.at(-1)) {
    done.push(last)
    left.pop()
  }
}

/** Cuts the last piece at a place within it, where it is plain. */
function cut(left: Piece[], at: number): boolean {
  const last = left.at(-1)
  if (last === undefined || last.written !== last.said) return false
  if (at <= last.start || at >= last.start + last.said.length) return false
  left.pop()
  const first = last.said.slice(0, at - last.start)
  const rest = last.said.slice(at - last.start)
  left.push({ start: last.start, written: first, said: first }, { start: at, written: rest, said: rest })
  return true
}

/** Most prompts are plain words: they are told from others in one pass. */
const mayStumble =
  /[\d%&/@#–—]|\p{L}\.|[IVX]{2}| [VX]\b|\b(?:Mr|Mrs|Ms|Dr|Mme|Mlle|St|Prof|etc|vs|dr|Pr)\b|\p{L}-\p{L}/u
