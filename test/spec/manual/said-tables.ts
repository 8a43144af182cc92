import { parse as parseYamlText } from 'yaml'
import type { AnswerContext } from '../../../engine/answers/answer.ts'
import { readKeys } from '../../../engine/answers/keypad.ts'
import { parse } from '../../../engine/answers/parse.ts'
import type { Slot } from '../../../engine/language/slot.ts'
import { normalise } from '../../../engine/language/normalise.ts'
import type { Json } from '../../../engine/language/json.ts'

/** A Thursday, at one in London. */
const nowMs = Date.parse('2026-10-08T13:00:00+01:00')

const table = /^<!-- (said|keyed) to (\w+) (\{.*\}): (.*?) -->\n[^]*?^<!-- end -->$/gm

/**
 * The page with its tables of what callers say written by the grammars themselves: `<!-- said to guests { type: integer }:
 * four | a couple -->` … `<!-- end -->`; `keyed` for keys of the telephone.
 */
export function withSaidTables(text: string): string {
  return text.replaceAll(table, (_, how: string, name: string, slot: string, words: string) => {
    const context = contextOf(name, slot)
    const rows = words.split(' | ').map((one) => (how === 'said' ? saidRow(one, context) : keyedRow(one, context)))
    const head = how === 'said' ? '| a caller says | value | answer | read back |' : '| keys | value | answer |'
    const rule = how === 'said' ? '|---|---|---|---|' : '|---|---|---|'
    return `<!-- ${how} to ${name} ${slot}: ${words} -->\n${[head, rule, ...rows].join('\n')}\n<!-- end -->`
  })
}

function contextOf(name: string, written: string): AnswerContext {
  const slot = normalise({
    flow: 'demo',
    language: 'en-GB',
    slots: { [name]: parseYamlText(written) as Json },
  }).flow.slots
  return { language: 'en-GB', slot: slot[name] as Slot, nowMs, timezone: 'Europe/London' }
}

function saidRow(text: string, context: AnswerContext): string {
  const { state, value, part, readback } = parse([{ text, confidence: 1 }], context)
  const kept = value === null && part !== undefined ? `so far: ${written(part)}` : value === null ? '' : written(value)
  return `| ${[`"${text}"`, kept, state, readback].join(' | ')} |`
}

function keyedRow(keys: string, context: AnswerContext): string {
  const { state, value } = readKeys(keys, context.slot, context)
  return `| ${[`\`${keys}\``, value === null ? '' : written(value), state].join(' | ')} |`
}

function written(value: Json): string {
  return `\`${JSON.stringify(value)}\``
}
