import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { defineCommand } from 'citty'
import type { Answer, AnswerContext } from '../../engine/answers/answer.ts'
import { speaks } from '../../engine/answers/lexicon.ts'
import { parse } from '../../engine/answers/parse.ts'
import { slotTypes, type Slot, type SlotType } from '../../engine/language/slot.ts'
import { columnsOf } from './orders/csv.ts'

/** A question of `--batch`: one JSON line. */
export interface BatchRow {
  readonly id: string
  readonly type: SlotType
  readonly language: string
  /** What is asked for, as a slot would be named: "dob", "date_from", "kids". */
  readonly role?: string
  readonly hypotheses: readonly string[]
  /** ISO 8601 instant. */
  readonly now?: string
  readonly timezone?: string
  readonly options?: Readonly<Record<string, readonly string[]>>
}

/** What one batch row is answered with. */
export interface BatchAnswer extends Answer {
  readonly id: string
}

/** Parses one row as `parse` would for a slot named as the row's role, with the known values of that role. */
export function answerRow(
  row: BatchRow,
  candidates: ReadonlyMap<string, readonly string[]>,
  nowMs: number,
): BatchAnswer {
  const known = candidates.get(row.role ?? '')
  const context: AnswerContext = {
    language: row.language,
    slot: slotFor(row.role ?? row.type, row.type, row.language, row.options),
    nowMs: row.now ? Date.parse(row.now) : nowMs,
    timezone: row.timezone ?? zoneOf(row.language),
    ...(known ? { candidates: known } : {}),
  }
  return {
    id: row.id,
    ...parse(
      row.hypotheses.map((text) => ({ text, confidence: 1 })),
      context,
    ),
  }
}

/** A slot as a flow would declare it, with no bounds. The same one each time, so that what is prepared for it is kept. */
function slotFor(name: string, type: SlotType, language: string, options?: BatchRow['options']): Slot {
  const key = `${type} ${name} ${language} ${options ? JSON.stringify(options) : ''}`
  const known = slots.get(key)
  if (known) return known
  const region = language.split('-')[1]
  const slot: Slot = {
    name,
    type,
    reject: [],
    ...(region ? { region } : {}),
    ...(options
      ? { options: Object.fromEntries(Object.entries(options).map(([value, synonyms]) => [value, { synonyms }])) }
      : {}),
  }
  slots.set(key, slot)
  return slot
}

const slots = new Map<string, Slot>()

function zoneOf(language: string): string {
  return zones[language.toLowerCase()] ?? 'UTC'
}

const zones: Readonly<Record<string, string>> = {
  'en-gb': 'Europe/London',
  'en-us': 'America/New_York',
  'es-es': 'Europe/Madrid',
  'de-de': 'Europe/Berlin',
  'fr-fr': 'Europe/Paris',
  'pl-pl': 'Europe/Warsaw',
}

/** `callchart parse`: what a caller's words mean as a slot's value; for trying grammars and for measuring them. */
export const parseCommand = defineCommand({
  meta: { name: 'parse', description: 'Read a spoken answer as a value: what did the caller say?' },
  args: {
    text: {
      type: 'positional',
      required: false,
      description: 'What was said. Several hypotheses are separated by " | ".',
    },
    type: { type: 'string', description: `Type of the answer: ${slotTypes.join(', ')}.` },
    language: {
      type: 'string',
      default: 'en-GB',
      description: 'Language of the caller: en-GB, en-US, es, de, fr, pl.',
    },
    name: { type: 'string', description: "The slot's name, which may say more: date_of_birth, check_in, kids." },
    options: { type: 'string', description: 'For choice and list: the options, separated by commas.' },
    batch: {
      type: 'boolean',
      description: 'Read JSON lines {id, type, language, role, hypotheses, now?} and answer each with one.',
    },
    candidates: { type: 'string', description: "CSV whose column named as a row's role holds the known values." },
  },
  async run({ args }) {
    const candidates =
      args.candidates === undefined ? new Map<string, readonly string[]>() : readCandidates(args.candidates)
    if (candidates === undefined) {
      complain(
        `callchart parse: cannot read ${args.candidates}. Give --candidates a CSV file with a line of column names.`,
      )
      return 2
    }
    if (args.batch) return await batch(candidates)
    const type = slotTypes.find((known) => known === args.type)
    if (!type || args.text === undefined) {
      complain(
        `callchart parse: ${type ? 'give the words after the options, in quotes' : `--type must be one of ${slotTypes.join(', ')}`}.`,
      )
      return 2
    }
    if (!speaks(args.language)) {
      complain(`callchart parse: no table for ${args.language}; there are en-GB, en-US, es, de, fr and pl.`)
      return 2
    }
    const options = args.options
      ? { options: Object.fromEntries(args.options.split(',').map((option) => [option.trim(), []])) }
      : {}
    const hypotheses = args.text.split(' | ')
    const row: BatchRow = { id: '', type, language: args.language, role: args.name ?? type, hypotheses, ...options }
    const { id: _, ...answer } = answerRow(row, candidates, Date.now())
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`)
    return 0
  },
})

async function batch(candidates: ReadonlyMap<string, readonly string[]>): Promise<number> {
  const nowMs = Date.now()
  let line = 0
  let bad = 0
  for await (const text of createInterface({ input: process.stdin })) {
    line++
    if (text.trim() === '') continue
    const row = readRow(text)
    if (row) process.stdout.write(`${JSON.stringify(answerRow(row, candidates, nowMs))}\n`)
    else {
      complain(`callchart parse: line ${line} is not a question. Each needs id, type, language and hypotheses.`)
      bad++
    }
  }
  return bad > 0 ? 1 : 0
}

function complain(message: string): void {
  process.stderr.write(`${message}\n`)
}

function readRow(text: string): BatchRow | undefined {
  try {
    const row = JSON.parse(text) as Partial<BatchRow>
    const isQuestion =
      typeof row.id === 'string' &&
      Array.isArray(row.hypotheses) &&
      row.hypotheses.every((one) => typeof one === 'string')
    const isTyped = slotTypes.some((type) => type === row.type) && typeof row.language === 'string'
    const isDated = row.now === undefined || !Number.isNaN(Date.parse(row.now))
    return isQuestion && isTyped && isDated ? (row as BatchRow) : undefined
  } catch {
    return undefined
  }
}

function readCandidates(path: string): Map<string, readonly string[]> | undefined {
  try {
    return columnsOf(readFileSync(path, 'utf8'))
  } catch {
    return undefined
  }
}
