import { amendment, standingOf, without } from '../amend.ts'
import { clockAt, instant, instantOf } from '../calendar.ts'
import { nothing, type Grammar, type Reading } from '../reading.ts'
import type { Json } from '../../language/json.ts'
import { allDates, date, sceneOf } from './date.ts'
import { allTimes, time } from './time.ts'

/**
 * A day and a time of day as an instant with the zone's offset: "2026-10-09T19:00:00+01:00". Only the one is partial
 * (`{ date }` or `{ time }`) until the next try brings the other; "in two hours" is both. Where only one
 * half of the day still lies ahead, that one is meant. What a correction leaves out is as it stands.
 */
export const datetime: Grammar = (heard, context) => {
  const { nowMs, timezone, earlier } = context
  const fromNow = allTimes(heard).find(
    (said) => said.fromNow !== undefined && heard.tokens[said.from]?.lexeme.roles.includes('now') !== true,
  )
  if (fromNow?.fromNow !== undefined) {
    const clock = clockAt(nowMs + fromNow.fromNow * 60_000, timezone)
    const value = instant(clock, clock.hour * 60 + clock.minute, timezone)
    return { state: 'closed', value, alternatives: [], from: fromNow.from, to: fromNow.to, fit: 1 }
  }
  const stood = standingOf(context)
  const moved = amendment(sceneOf(heard, context), stood)
  const scene = sceneOf(moved === undefined ? heard : without(heard, moved), context)
  const days = allDates(scene)
  const day = days.length > 0 ? date({ ...heard, tokens: scene.tokens }, { ...context, earlier: null }) : nothing
  const rest = {
    ...heard,
    tokens: scene.tokens.map((token, i) =>
      days.some((said) => i >= said.from && i < said.to && !isPartOfDay(token)) ? blank(token) : token,
    ),
  }
  const clock = time(rest, context)
  const left =
    earlier !== null && typeof earlier === 'object' && !Array.isArray(earlier)
      ? (earlier as Readonly<Record<string, Json>>)
      : {}
  const isSaid = day.state !== 'none' || clock.state !== 'none' || moved !== undefined
  if (!isSaid) return nothing
  const ymd = moved?.day ?? given(day) ?? textOf(left['date']) ?? (given(clock) || moved?.time ? stood.day : undefined)
  const hm = moved?.time ?? given(clock) ?? textOf(left['time']) ?? (given(day) || moved?.day ? stood.time : undefined)
  const place = spanOf(
    [day, clock].filter(({ state }) => state !== 'none').concat(moved ? { ...nothing, ...moved } : []),
  )
  if (ymd !== undefined && hm !== undefined) {
    const others = hm === textOf(left['time']) ? left['or'] : clock.alternatives
    const times = [hm, ...(Array.isArray(others) ? others : []).flatMap((other: Json) => textOf(other) ?? [])].map(
      (one) => instantOf(ymd, one, timezone),
    )
    const ahead = times.filter((one) => Date.parse(one) > nowMs)
    const [value = '', ...alternatives] = ahead.length > 0 && ahead.length < times.length ? ahead : times
    const open = day.state === 'open' && clock.state === 'none' ? true : clock.state === 'open'
    return {
      ...place,
      state: open ? 'open' : 'closed',
      value,
      alternatives,
      fit: Math.min(day.fit || 1, clock.fit || 1),
    }
  }
  if (ymd !== undefined)
    return { ...place, state: 'partial', value: null, part: { date: ymd }, alternatives: [], fit: 0.6 }
  if (hm !== undefined)
    return { ...place, state: 'partial', value: null, part: partOf(hm, clock), alternatives: [], fit: 0.6 }
  const part = day.part ?? clock.part
  return part === undefined ? nothing : { ...place, state: 'partial', value: null, part, alternatives: [], fit: 0.3 }
}

/** A time without its day, with what else it may be: morning or afternoon is settled by the day, where that can. */
function partOf(time: string, { alternatives }: Reading): Json {
  return alternatives.length === 0 ? { time } : { time, or: alternatives }
}

function given(reading: Reading): string | undefined {
  return reading.state === 'closed' || reading.state === 'open' ? textOf(reading.value) : undefined
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function spanOf(parts: readonly Pick<Reading, 'from' | 'to'>[]): { readonly from: number; readonly to: number } {
  return { from: Math.min(...parts.map(({ from }) => from)), to: Math.max(...parts.map(({ to }) => to)) }
}

type Token = Parameters<Grammar>[0]['tokens'][number]

function isPartOfDay(token: Token): boolean {
  const { roles } = token.lexeme
  return (
    roles.includes('morning') || roles.includes('afternoon') || roles.includes('evening') || roles.includes('night')
  )
}

/** A word that a date has used says nothing about the time. */
function blank(token: Token): Token {
  return {
    ...token,
    text: '-',
    digits: false,
    ordinal: false,
    lexeme: { ...token.lexeme, number: -1, ordinal: -1, scale: -1, month: -1, weekday: -1, homophone: -1, roles: [] },
  }
}
