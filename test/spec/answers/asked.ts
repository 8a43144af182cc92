import type { Answer, AnswerContext } from '../../../engine/answers/answer.ts'
import { parse } from '../../../engine/answers/parse.ts'
import type { Slot, SlotType } from '../../../engine/language/slot.ts'

/** Thursday, 8 October 2026, one in the afternoon in London. */
export const thursday = Date.parse('2026-10-08T13:00:00+01:00')

export type Asked = Partial<Omit<Slot, 'type' | 'candidates'>> &
  Pick<Partial<AnswerContext>, 'language' | 'candidates' | 'earlier' | 'stands' | 'timezone'>

/** What the engine makes of words when a slot of this type is asked for. Hypotheses are separated by " | ". */
export function heard(type: SlotType, words: string, asked: Asked = {}): Answer {
  const hypotheses = words.split(' | ').map((text) => ({ text, confidence: 1 }))
  return parse(hypotheses, contextFor(type, asked))
}

export function contextFor(type: SlotType, asked: Asked = {}): AnswerContext {
  const { language = 'en-GB', candidates, earlier, stands, timezone = 'Europe/London', ...slot } = asked
  return {
    language,
    timezone,
    nowMs: thursday,
    slot: { name: type, type, reject: [], ...slot },
    ...(candidates ? { candidates } : {}),
    ...(earlier === undefined ? {} : { earlier }),
    ...(stands === undefined ? {} : { stands }),
  }
}

/** State and value in one text, for tables: `closed "16:30"`. */
export function gist(answer: Answer): string {
  return answer.state === 'closed' || answer.state === 'open'
    ? `${answer.state} ${JSON.stringify(answer.value)}`
    : answer.part === undefined
      ? answer.state
      : `${answer.state} ${JSON.stringify(answer.part)}`
}
