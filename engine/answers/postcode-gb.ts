import type { Char } from './letters.ts'

/** The postcode areas of the United Kingdom and the islands, as Royal Mail lists them. */
const areas = new Set(
  (
    'AB AL B BA BB BD BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY ' +
    'G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP ' +
    'NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB ' +
    'W WA WC WD WF WN WR WS WV YO ZE'
  ).split(' '),
)

/** Letters by place: the inward part never has C I K M O V; the district's letter is one of few. */
const inward = 'abdefghjlnpqrstuwxyz'
const third = 'abcdefghjkpstuw'
const fourth = 'abehmnprvwxy'
/** L a letter of the area, D a digit, T and F a district's letter behind one or two of the area, I an inward letter. */
const shapes = ['LDDII', 'LDDDII', 'LLDDII', 'LLDDDII', 'LDTDII', 'LLDFDII']

export interface GbFit {
  readonly value: string
  /** 0–1. */
  readonly fit: number
  readonly others: readonly string[]
}

/**
 * The British postcode that spelled characters make, if they make one: every certain character is used, doubtful ones
 * may be noise. Undefined where none fits or two fit as well.
 */
export function fitGb(chars: readonly Char[]): GbFit | undefined {
  if (chars.length < 5 || chars.length > 16) return undefined
  const found = new Map<string, number>()
  for (const shape of shapes) {
    if (chars.length < shape.length) continue
    search(chars, shape, 0, 0, '', 0, found)
  }
  const ranked = [...found].sort((a, b) => a[1] - b[1])
  const best = ranked[0]
  if (!best) return undefined
  const others = ranked.slice(1, 4).map(([code]) => written(code))
  const tied = ranked[1] !== undefined && ranked[1][1] - best[1] < 0.05
  return { value: written(best[0]), fit: (1 - best[1]) * (tied ? 0.7 : 1), others }
}

const dearest = 0.6

/** Letters that recognisers write for a digit: "five" is V to them, "eight" is H. */
const digitsHeardAs: Readonly<Record<string, string>> = { v: '5', h: '8', i: '1', q: '2' }

function search(
  chars: readonly Char[],
  shape: string,
  at: number,
  place: number,
  code: string,
  cost: number,
  found: Map<string, number>,
): void {
  if (cost > dearest || chars.length - at < shape.length - place) return
  const char = chars[at]
  if (!char) {
    if (place === shape.length && areas.has(areaOf(code)) && cost < (found.get(code) ?? Infinity)) found.set(code, cost)
    return
  }
  if (place < shape.length) {
    const kind = shape.charAt(place)
    if (kind === 'D') {
      const misheard = char.digit === '' ? digitsHeardAs[char.letter] : undefined
      if (char.digit !== '')
        search(
          chars,
          shape,
          at + 1,
          place + 1,
          code + char.digit,
          cost + (char.letter === '' ? 0 : 0.02) + char.doubt * 0.1,
          found,
        )
      else if (misheard) search(chars, shape, at + 1, place + 1, code + misheard, cost + 0.12, found)
    } else if (char.letter !== '' && lettersOf(kind).includes(char.letter)) {
      search(
        chars,
        shape,
        at + 1,
        place + 1,
        code + char.letter,
        cost + char.doubt * 0.2 + (char.digit === '' ? 0 : 0.1),
        found,
      )
    }
  }
  const echo =
    char.letter === 'e' && at > 0 && 'bcdgptv'.includes(chars[at - 1]?.letter || '-') && chars[at - 1]?.digit === ''
  const lead =
    (char.letter === 'a' || char.letter === 'e') &&
    'flmnrsx'.includes(chars[at + 1]?.letter || '-') &&
    char.digit === ''
  if (lead && place > 0) search(chars, shape, at + 1, place, code, cost + 0.2, found)
  else if (echo) search(chars, shape, at + 1, place, code, cost + 0.2, found)
  else if (char.doubt > 0.3) search(chars, shape, at + 1, place, code, cost + (1 - char.doubt) * 0.3, found)
}

function lettersOf(kind: string): string {
  return kind === 'I' ? inward : kind === 'T' ? third : kind === 'F' ? fourth : 'abcdefghijklmnopqrstuvwxyz'
}

function areaOf(code: string): string {
  const letters = /^[a-z]+/.exec(code)?.[0] ?? ''
  return letters.toUpperCase()
}

function written(code: string): string {
  return `${code.slice(0, -3)} ${code.slice(-3)}`.toUpperCase()
}
