import type { ListSoFar, Slot } from '../language/slot.ts'
import type { Json } from '../language/json.ts'
import { clockAt, instantOf, isDay, isoDay, toSerial, two, type Day } from './calendar.ts'
import { noAnswer, type Answer, type AnswerContext } from './answer.ts'
import { currencyOf } from './currency.ts'
import type { ListMoves } from './list/list-moves.ts'
import { fieldsOf } from './list/list-slot.ts'
import { readBack } from './readback.ts'
import { fits } from './types/digits.ts'
import { regionOf, valid } from './types/phone.ts'

/**
 * What keys pressed on a telephone mean for a slot. Digits as they are; a date as DDMM or DDMMYYYY (MMDD… in the United
 * States); a time as HHMM, both for a datetime; money in the smallest coin's hundredths ("1250" is 12.50, a star is the point); yes is 1 and
 * no is 2; a choice by its `key`. Keys that cannot be an answer are none; a type without a keypad form always is.
 */
export function readKeys(keys: string, slot: Slot, context: AnswerContext): Answer {
  const pressed = keys.replace(/#.*$/, '')
  if (pressed === '') return noAnswer
  const give = (state: 'closed' | 'open', value: Json): Answer => ({
    state,
    value,
    alternatives: [],
    spans: [],
    confidence: 1,
    readback: readBack(value, { ...context, slot }),
  })
  const partial: Answer = { ...noAnswer, state: 'partial', part: pressed, confidence: 1 }
  switch (slot.type) {
    case 'boolean':
      return pressed === '1' ? give('closed', true) : pressed === '2' ? give('closed', false) : noAnswer
    case 'choice': {
      const chosen = Object.entries(slot.options ?? {}).find(([, option]) => option.key === pressed)
      return chosen ? give('closed', chosen[0]) : noAnswer
    }
    case 'list': {
      if (slot.soFar !== undefined) return keysOfList(pressed, slot, slot.soFar, context)
      const chosen = pressed
        .split('')
        .map((key) => Object.entries(slot.options ?? {}).find(([, option]) => option.key === key)?.[0])
      return chosen.includes(undefined) ? noAnswer : give('open', chosen as string[])
    }
    case 'integer':
    case 'number':
      return whole(pressed, slot, give, partial)
    case 'money':
      return /^\d{1,9}(\*\d{2})?$/.test(pressed)
        ? give(pressed.includes('*') ? 'closed' : 'open', {
            amount: Number(pressed.replace('*', '.')),
            currency: currencyOf(slot, context.language),
          })
        : /^\d+\*\d?$/.test(pressed)
          ? partial
          : noAnswer
    case 'digits': {
      const fit = /^\d+$/.test(pressed) ? fits(pressed, slot) : 'no'
      return fit === 'no' ? noAnswer : fit === 'short' ? partial : give(fit === 'full' ? 'closed' : 'open', pressed)
    }
    case 'phone': {
      const number = valid(pressed, regionOf(slot.region, context.language))
      return number ? give('closed', number) : pressed.length < 15 ? partial : noAnswer
    }
    case 'date':
      return keyedDate(pressed, slot, context, give, partial)
    case 'time':
      return keyedTime(pressed, give, partial)
    case 'postcode':
      return keyedPostcode(pressed, slot, context, give, partial)
    case 'datetime':
      return keyedDatetime(pressed, slot, context, give, partial)
    case 'duration':
    case 'spelled':
    case 'email':
    case 'name':
    case 'text':
    default:
      return noAnswer
  }
}

/** The keys of the field that is asked for; at "anything else?" 1 is yes and 2 is no, or they are the next item's. */
function keysOfList(pressed: string, slot: Slot, { asked, draft }: ListSoFar, context: AnswerContext): Answer {
  const isQuestion = asked === 'more' || asked === 'check'
  const name = asked.startsWith('field:') ? asked.slice('field:'.length) : null
  const field = fieldsOf(slot).find((one) =>
    name === null ? !Object.hasOwn(draft, one.name) && one.default === undefined : one.name === name,
  )
  const read =
    field === undefined || asked === 'drop' ? noAnswer : readKeys(pressed, field, { ...context, slot: field })
  const moves = (state: 'closed' | 'open', value: ListMoves): Answer => ({
    ...noAnswer,
    state,
    value: value as unknown as Json,
    confidence: 1,
  })
  const yes = asked === 'more' ? 'more' : 'yes'
  if (isQuestion && (pressed === '1' || pressed === '2'))
    return moves(read.state === 'none' || asked === 'check' ? 'closed' : 'open', {
      says: pressed === '1' ? yes : asked === 'more' ? 'done' : 'no',
    })
  if (field === undefined || read.value === null || asked === 'check') return read.state === 'partial' ? read : noAnswer
  return moves(read.state === 'closed' ? 'closed' : 'open', { fill: { [field.name]: read.value } })
}

type Give = (state: 'closed' | 'open', value: Json) => Answer

function whole(pressed: string, slot: Slot, give: Give, partial: Answer): Answer {
  if (!/^\d{1,15}$/.test(pressed)) return noAnswer
  const value = Number(pressed)
  const max = slot.max ?? Infinity
  if (value > max) return noAnswer
  if (value < (slot.min ?? -Infinity)) return value * 10 <= max ? partial : noAnswer
  return give(value * 10 > max ? 'closed' : 'open', value)
}

function keyedDate(pressed: string, slot: Slot, context: AnswerContext, give: Give, partial: Answer): Answer {
  if (!/^\d{1,8}$/.test(pressed)) return noAnswer
  const [one, other] = [Number(pressed.slice(0, 2)), Number(pressed.slice(2, 4))]
  const monthFirst = context.language.toLowerCase() === 'en-us'
  const [day, month] = monthFirst ? [other, one] : [one, other]
  const today = clockAt(context.nowMs, context.timezone)
  if (pressed.length === 8) {
    const value: Day = { year: Number(pressed.slice(4)), month, day }
    return isDay(value) && value.year >= 1880 && value.year < 2200 ? give('closed', isoDay(value)) : noAnswer
  }
  if (pressed.length < 4) return partial
  if (!isDay({ year: 2024, month, day })) return noAnswer
  if (pressed.length > 4 || slot.range === 'past')
    return { ...partial, part: pressed.length === 4 ? `--${two(month)}-${two(day)}` : pressed }
  for (const year of [today.year, today.year + 1, today.year + 2, today.year + 3, today.year + 4]) {
    const value = { year, month, day }
    if (isDay(value) && toSerial(value) >= toSerial(today)) return give('open', isoDay(value))
  }
  return noAnswer
}

function keyedTime(pressed: string, give: Give, partial: Answer): Answer {
  if (!/^\d{1,4}$/.test(pressed)) return noAnswer
  const hour = Number(pressed.slice(0, -2))
  const minute = Number(pressed.slice(-2))
  if (pressed.length < 3) return Number(pressed) > 24 && pressed.length === 2 && minute > 59 ? noAnswer : partial
  if (hour > 23 || minute > 59) return pressed.length === 3 ? partial : noAnswer
  return pressed.length === 4 ? give('closed', `${two(hour)}:${two(minute)}`) : partial
}

/** DDMM and HHMM, one after the other. */
function keyedDatetime(pressed: string, slot: Slot, context: AnswerContext, give: Give, partial: Answer): Answer {
  if (!/^\d{1,8}$/.test(pressed)) return noAnswer
  if (pressed.length < 8) return partial
  const day = keyedDate(pressed.slice(0, 4), slot, context, give, partial).value
  const time = keyedTime(pressed.slice(4), give, partial).value
  if (typeof day !== 'string' || typeof time !== 'string') return noAnswer
  return give('closed', instantOf(day, time, context.timezone))
}

/** Postcodes of five digits can be keyed; those with letters cannot. */
function keyedPostcode(pressed: string, slot: Slot, context: AnswerContext, give: Give, partial: Answer): Answer {
  const region = regionOf(slot.region, context.language)
  if (!/^\d+$/.test(pressed) || !['US', 'PL', 'DE', 'FR', 'ES'].includes(region)) return noAnswer
  if (pressed.length < 5) return partial
  if (pressed.length > 5) return noAnswer
  return give('closed', region === 'PL' ? `${pressed.slice(0, 2)}-${pressed.slice(2)}` : pressed)
}
