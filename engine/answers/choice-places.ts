import { standing, isTakenBack } from './correction.ts'
import { is } from './lexicon.ts'
import { readCount } from './numbers.ts'
import type { PreparedOption } from './options.ts'
import type { Heard, Match, Reading } from './reading.ts'

/**
 * An option by its place: "the second one", "option two", "the last", "the later one". The later of two moments is later,
 * wherever it stands. "Not the first" of two is the other.
 */
export function byPlace(heard: Heard, options: readonly PreparedOption[]): Reading | undefined {
  const { tokens } = heard
  const said = standing(placesIn(heard, options), tokens)
  const [first] = said
  if (first === undefined || new Set(said.map(({ value }) => value)).size > 1) return undefined
  const isDenied = isTakenBack(tokens, 0, first.from)
  const others = options.filter(({ value }) => value !== first.value)
  const value = isDenied ? (others.length === 1 ? others[0]?.value : undefined) : first.value
  if (value === undefined) return undefined
  const { from, to } = first
  return { state: isDenied ? 'open' : 'closed', value, alternatives: [], from, to, fit: 0.95 }
}

function placesIn({ tokens, lexicon }: Heard, options: readonly PreparedOption[]): Match<string>[] {
  const found: Match<string>[] = []
  for (let i = 0; i < tokens.length; i++) {
    const count = readCount(tokens, i, lexicon)
    const numbered = /^(option|number|opcion|numero|nummer|numer|opcja)$/.test(tokens[i - 1]?.text ?? '')
    if (count && (count.ordinal || numbered)) {
      const option = options[count.value - 1]
      if (option && !isCounted(tokens, count.end)) found.push({ value: option.value, from: i, to: count.end })
      continue
    }
    const option = namedPlace(tokens, i, options)
    if (option) found.push({ value: option.value, from: i, to: i + 1 })
  }
  return found
}

function namedPlace(
  tokens: Heard['tokens'],
  at: number,
  options: readonly PreparedOption[],
): PreparedOption | undefined {
  const token = tokens[at]
  const isMeant =
    tokens.length <= 2 ||
    is(tokens[at + 1], 'one') ||
    [1, 2].some((n) => is(tokens[at - n], 'the') || is(tokens[at - n], 'this'))
  if (!isMeant || isCounted(tokens, at + 1)) return undefined
  if (options.length > 1 && (is(token, 'later') || is(token, 'afterwards'))) return inTime(options).at(-1)
  if (options.length > 1 && (is(token, 'earlier') || is(token, 'beforehand'))) return inTime(options)[0]
  if (is(token, 'final')) return options.at(-1)
  return is(token, 'middle') && options.length === 3 ? options[1] : undefined
}

/** As they come, where they are moments. */
function inTime(options: readonly PreparedOption[]): readonly PreparedOption[] {
  const at = ({ day, clock }: PreparedOption): string => `${day ?? ''} ${clock ?? ''}`
  if (options.some(({ day, clock }) => day === undefined && clock === undefined)) return options
  return options.toSorted((a, b) => (at(a) < at(b) ? -1 : 1))
}

/** "The second of May", "the last week": no place in a list. */
function isCounted(tokens: Heard['tokens'], at: number): boolean {
  const next = is(tokens[at], 'of') ? tokens[at + 1] : tokens[at]
  return (next?.lexeme.month ?? -1) > 0 || is(next, 'week') || is(next, 'month') || is(next, 'year') || is(next, 'day')
}
