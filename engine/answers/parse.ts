import type { SlotType } from '../language/flow.ts'
import type { Json } from '../language/json.ts'
import { noAnswer, type Answer, type AnswerContext, type Hypothesis } from './answer.ts'
import { lexiconOf } from './lexicon.ts'
import type { Grammar, Heard, Reading } from './reading.ts'
import { readBack } from './readback.ts'
import { tokenize } from './tokens.ts'
import { boolean } from './types/boolean.ts'
import { choice } from './types/choice.ts'
import { date } from './types/date.ts'
import { digits } from './types/digits.ts'
import { integer } from './types/integer.ts'
import { name } from './types/name.ts'
import { phone } from './types/phone.ts'
import { text } from './types/text.ts'
import { time } from './types/time.ts'

const grammars: Readonly<Record<SlotType, Grammar>> = {
  boolean,
  choice,
  integer,
  number: integer,
  digits,
  spelled: text,
  date,
  time,
  datetime: date,
  duration: text,
  phone,
  email: text,
  money: text,
  name,
  postcode: text,
  text,
  list: text,
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
  const grammar = grammars[context.slot.type]
  let best: { reading: Reading; heard: Heard; score: number; confidence: number } | undefined
  for (const [rank, hypothesis] of hypotheses.slice(0, hypothesesUsed).entries()) {
    const heard: Heard = { text: hypothesis.text, tokens: tokenize(hypothesis.text, lexicon), lexicon }
    const reading = grammar(heard, context)
    if (reading.state === 'none') continue
    const score = weight[reading.state] + reading.fit - rank * 0.05
    if (!best || score > best.score + 0.01) {
      best = {
        reading,
        heard,
        score,
        confidence: clamp(hypothesis.confidence) * reading.fit * (1 - Math.min(rank, 5) * 0.05),
      }
    }
    if (best.reading.state === 'closed' || best.reading.state === 'open') if (best.reading.fit >= 0.9) break
  }
  if (!best) return noAnswer
  return answerOf(best.reading, best.heard, best.confidence, context)
}

const weight = { closed: 2, open: 2, partial: 0, none: -9 } as const

function answerOf(reading: Reading, heard: Heard, confidence: number, context: AnswerContext): Answer {
  const given = reading.state === 'closed' || reading.state === 'open'
  const first = heard.tokens[reading.from]?.word ?? 0
  const last = heard.tokens[Math.max(reading.to - 1, reading.from)]?.word ?? first
  const alternatives: readonly Json[] = reading.alternatives
  return {
    state: reading.state,
    value: given ? reading.value : null,
    ...(reading.part === undefined ? {} : { part: reading.part }),
    alternatives,
    spans: [[first, last + 1]],
    confidence: Math.round(confidence * 1000) / 1000,
    readback: given ? readBack(reading.value, context) : '',
  }
}

function clamp(confidence: number): number {
  return confidence >= 0 && confidence <= 1 ? confidence : 1
}
