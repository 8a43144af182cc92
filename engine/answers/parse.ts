import type { Slot, SlotType } from '../language/slot.ts'
import type { Json } from '../language/json.ts'
import { noAnswer, type Answer, type AnswerContext, type Hypothesis } from './answer.ts'
import { knownCode } from './known-code.ts'
import { knownName } from './known-name.ts'
import { lexiconOf } from './lexicon.ts'
import { readMoves } from './list/read-moves.ts'
import { led, type Grammar, type Heard } from './reading.ts'
import { agreedBirth, agreedPostcode } from './doubt.ts'
import { isGiven, type Ranked } from './ranked.ts'
import { readBack } from './readback.ts'
import { tokenize } from './tokens.ts'
import { boolean } from './types/boolean.ts'
import { choice } from './types/choice.ts'
import { date, isBirth } from './types/date.ts'
import { datetime } from './types/datetime.ts'
import { digits } from './types/digits.ts'
import { duration } from './types/duration.ts'
import { email } from './types/email.ts'
import { integer } from './types/integer.ts'
import { list } from './types/list.ts'
import { money } from './types/money.ts'
import { name } from './types/name.ts'
import { number } from './types/number.ts'
import { phone } from './types/phone.ts'
import { postcode } from './types/postcode.ts'
import { spelled } from './types/spelled.ts'
import { text } from './types/text.ts'
import { time } from './types/time.ts'

const grammars: Readonly<Record<SlotType, Grammar>> = {
  boolean,
  choice,
  integer,
  number,
  digits,
  spelled,
  date,
  time,
  datetime,
  duration,
  phone,
  email,
  money,
  name,
  postcode,
  text,
  list,
}

/** Of a list that is being filled, what the words do to it. */
function grammarFor({ type, soFar }: Slot): Grammar {
  if (soFar === undefined) return grammars[type]
  return (heard, context) => readMoves(heard, context, (field) => grammars[field])
}

/** A recogniser's list is rarely longer, and what lies below is noise. */
const hypothesesUsed = 16

/**
 * What the caller answered, as a value of the slot's type. Total: any words give an answer, and nothing is thrown. Pure:
 * the same hypotheses and context give the same answer. Linear in the words. The first hypothesis that holds a value
 * wins, unless a later one fits clearly better.
 */
export function parse(hypotheses: readonly Hypothesis[], context: AnswerContext): Answer {
  const lexicon = lexiconOf(context.language)
  const grammar = grammarFor(context.slot)
  const heard = hypotheses
    .slice(0, hypothesesUsed)
    .map(({ text }): Heard => ({ text, tokens: tokenize(text, lexicon), lexicon }))
  if (context.candidates && context.candidates.length > 0) {
    const known = knownOf(heard, context)
    if (known) return answerOf(known, context)
  }
  const readings = heard.map((one, rank): Ranked => ({
    reading: grammar(one, context),
    heard: one,
    rank,
    confidence: clamp(hypotheses[rank]?.confidence ?? 1),
  }))
  const chosen = choose(readings)
  const best = chosen && believed(chosen, readings, context)
  if (!best) return noAnswer
  return answerOf(best, context)
}

function knownOf(heard: readonly Heard[], context: AnswerContext): Ranked | undefined {
  switch (context.slot.type) {
    case 'postcode':
    case 'spelled':
    case 'digits':
      return knownCode(heard, context)
    case 'name':
      return knownName(heard, context)
    default:
      return undefined
  }
}

function believed(chosen: Ranked, readings: readonly Ranked[], context: AnswerContext): Ranked {
  if (context.slot.type === 'postcode') return agreedPostcode(chosen, readings, context)
  return isBirth(context.slot) ? agreedBirth(chosen, readings, context) : chosen
}

/**
 * The best reading: a value before a partial one, a better fit before a better rank. A value that only some hypothesis
 * far down the list holds is not believed: it becomes partial, so that the caller is asked again.
 */
function choose(readings: readonly Ranked[]): Ranked | undefined {
  let best: Ranked | undefined
  let score = -Infinity
  for (const one of readings) {
    if (one.reading.state === 'none') continue
    const own = weight[one.reading.state] + one.reading.fit - one.rank * 0.05
    if (own > score + 0.01) [best, score] = [one, own]
  }
  if (!best || !isGiven(best.reading) || best.rank === 0) return best
  const value = JSON.stringify(best.reading.value)
  let support = 0
  let all = 0
  for (const { reading, rank } of readings) {
    all += 1 / (1 + rank)
    if (isGiven(reading) && JSON.stringify(reading.value) === value) support += 1 / (1 + rank)
  }
  if (best.rank < 3 && support / all >= leastSupport) return best
  const first = readings.find(({ reading }) => reading.state === 'partial')
  return (
    first ?? { ...best, reading: { ...best.reading, state: 'none', value: null, alternatives: [best.reading.value] } }
  )
}

/** Measured on dates of birth: a value with less of the recogniser's list behind it is wrong more often than right. */
const leastSupport = 0.1

const weight = { closed: 2, open: 2, partial: 0, none: -9 } as const

function answerOf({ reading, heard, rank, confidence }: Ranked, context: AnswerContext): Answer {
  const given = isGiven(reading)
  const sure = confidence * reading.fit * (1 - Math.min(rank, 5) * 0.05)
  const from = onTheClock.has(context.slot.type) ? led(heard.tokens, reading.from) : reading.from
  const first = heard.tokens[from]?.word ?? 0
  const last = heard.tokens[Math.max(reading.to - 1, reading.from)]?.lastWord ?? first
  const alternatives: readonly Json[] = reading.alternatives
  return {
    state: reading.state,
    value: given ? reading.value : null,
    ...(reading.part === undefined ? {} : { part: reading.part }),
    alternatives,
    spans: [[first, last + 1]],
    confidence: Math.round(sure * 1000) / 1000,
    readback: given ? readBack(reading.value, context) : '',
  }
}

/** Told by the words before it: "at eight" is a time, and "eight" may be anything. */
const onTheClock: ReadonlySet<SlotType> = new Set(['date', 'time', 'datetime'])

function clamp(confidence: number): number {
  return confidence >= 0 && confidence <= 1 ? confidence : 1
}
