import type { AnswerContext } from './answer.ts'
import { fromSerial, isoDay, toSerial, weekdayOf } from './calendar.ts'
import { is } from './lexicon.ts'
import type { PreparedOption } from './options.ts'
import type { Heard, Reading } from './reading.ts'
import type { SaidDate } from './said-date.ts'
import { allDates, sceneOf, settle } from './types/date.ts'
import { allTimes, clockText, halves } from './types/time.ts'

/** What was said of a moment, and whether an option can be meant by it. */
interface Said {
  readonly from: number
  readonly to: number
  readonly fits: (option: PreparedOption) => boolean
  /** A bare number may count something else. */
  readonly loose: boolean
}

/**
 * An option by the day and the time that it is: "Friday" is the Friday that is offered, in whichever week, "the 24th" is of
 * the month that is offered, "the morning one" is before noon. All that was said must fit, and fit one option only.
 */
export function byMoment(
  heard: Heard,
  options: readonly PreparedOption[],
  context: AnswerContext,
): Reading | undefined {
  if (!options.some(({ clock, day }) => clock ?? day)) return undefined
  let left = options
  let from = heard.tokens.length
  let to = 0
  for (const said of [...daysSaid(heard, context), ...timesSaid(heard), ...partsSaid(heard)]) {
    const fitting = left.filter(said.fits)
    if (fitting.length === 0 && said.loose) continue
    ;[left, from, to] = [fitting, Math.min(from, said.from), Math.max(to, said.to)]
  }
  const [only] = left
  if (left.length !== 1 || only === undefined || to === 0) return undefined
  return { state: 'closed', value: only.value, alternatives: [], from, to, fit: 0.95 }
}

function daysSaid(heard: Heard, context: AnswerContext): Said[] {
  const scene = sceneOf(heard, context)
  return allDates(scene).map((said): Said => {
    const { value } = settle(said, scene, context)
    return { ...said, loose: false, fits: ({ day }) => day !== undefined && (day === value || isPartly(said, day)) }
  })
}

/** A bare weekday or day of the month is of whatever week or month is offered. */
function isPartly(said: SaidDate, day: string): boolean {
  const [year = 1970, month = 1, dayOfMonth = 1] = day.split('-').map(Number)
  const serial = toSerial({ year, month, day: dayOfMonth })
  if (isoDay(fromSerial(serial)) !== day) return false
  if (said.serial !== undefined) return said.grows && said.weekday === weekdayOf(serial)
  const isDay = said.day === dayOfMonth && (said.month ?? month) === month && said.year === undefined
  return isDay && (said.weekday ?? weekdayOf(serial)) === weekdayOf(serial)
}

function timesSaid(heard: Heard): Said[] {
  const days = heard.tokens.map((token) => token.ordinal || token.lexeme.ordinal > 0)
  return allTimes(heard)
    .filter(({ fromNow, from, bare }) => fromNow === undefined && !(bare && days[from]))
    .map((said): Said => {
      const clocks = halves(said, heard).map(clockText)
      return { ...said, loose: said.bare, fits: ({ clock }) => clock !== undefined && clocks.includes(clock) }
    })
}

/** "The morning one", "in the afternoon". */
function partsSaid({ tokens }: Heard): Said[] {
  const parts = [
    ['morning', '00:00', '12:00'],
    ['afternoon', '12:00', '18:00'],
    ['evening', '17:00', '24:00'],
    ['night', '18:00', '24:00'],
  ] as const
  return tokens.flatMap((token, at) => {
    const [, earliest, latest] = parts.find(([role]) => is(token, role)) ?? []
    if (earliest === undefined || latest === undefined || (is(token, 'morning') && tokens[at - 1]?.text === 'good'))
      return []
    const fits = ({ clock }: PreparedOption): boolean => clock !== undefined && clock >= earliest && clock < latest
    return [{ from: at, to: at + 1, loose: false, fits }]
  })
}
