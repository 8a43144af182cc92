import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Json } from '../../../engine/language/json.ts'
import { answerRow, type BatchRow } from '../../../src/cli/parse.ts'

/** A measured answer: what was asked and heard, and the true value where it is known. */
interface Row extends BatchRow {
  readonly dialogue: string
  readonly source: string
  readonly role: string
  /** The words that hold the value, where only they are known. */
  readonly span?: string
  readonly expected: Json
}

/** Counts of one kind of answer, in per cent except `turns`. */
export interface Score {
  readonly kind: string
  readonly turns: number
  readonly right: number | null
  readonly wrong: number | null
  /** Of the dialogues that were answered, those whose first value is right. */
  readonly precision: number | null
  readonly f1: number | null
  readonly complete: number
  readonly early: number
}

/**
 * Scores the grammars on rows of real answers (JSON lines, gzipped or not). Right and wrong are per turn; F1 is per
 * dialogue, whose first value counts; complete: a value, and the same one that the span alone gives; early: closed
 * before the last word on another value than in the end.
 */
export function scoresOf(path: string, candidates: ReadonlyMap<string, readonly string[]>): Score[] {
  const raw = readFileSync(path)
  const rows = (path.endsWith('.gz') ? gunzipSync(raw) : raw)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
  const cells = new Map<string, Cell>()
  for (const row of rows) {
    const kind = `${row.source} ${row.language} ${row.role === 'dob' ? 'date of birth' : row.type}`
    const cell = cells.get(kind) ?? new Cell()
    cells.set(kind, cell)
    cell.add(row, candidates)
  }
  return [...cells].sort(([a], [b]) => a.localeCompare(b)).map(([kind, cell]) => cell.score(kind))
}

class Cell {
  #turns = 0
  #right = 0
  #wrong = 0
  #known = 0
  #complete = 0
  #early = 0
  /** Of each dialogue, whether its first value was right; undefined until there is one. */
  readonly #talks = new Map<string, boolean | undefined>()

  add(row: Row, candidates: ReadonlyMap<string, readonly string[]>): void {
    const ask = (text: readonly string[]): { readonly value: Json; readonly state: string } =>
      answerRow({ ...row, hypotheses: text }, candidates, bookedAt)
    const answer = ask(row.hypotheses)
    const given = answer.state === 'closed' || answer.state === 'open'
    const span = row.span !== undefined && row.expected === null ? ask([row.span]) : undefined
    this.#turns++
    if (given && answer.value !== null && (!span || isSame(span.value, answer.value))) this.#complete++
    if (row.expected !== null) {
      const right = given && isRight(row.type, row.expected, answer.value)
      this.#known++
      if (right) this.#right++
      else if (given) this.#wrong++
      const talk = `${row.dialogue}|${row.role}`
      this.#talks.set(talk, this.#talks.get(talk) ?? (given ? right : undefined))
    }
    const words = (row.hypotheses[0] ?? '').split(/\s+/)
    const closesEarly = words.slice(1).some((_, n) => {
      const part = ask([words.slice(0, n + 1).join(' ')])
      return part.state === 'closed' && !isSame(part.value, answer.value)
    })
    if (row.type !== 'name' && closesEarly) this.#early++
  }

  score(kind: string): Score {
    const talks = [...this.#talks.values()]
    const right = talks.filter((talk) => talk === true).length
    const answered = talks.filter((talk) => talk !== undefined).length
    const f1 = answered + talks.length > 0 ? percent(2 * right, answered + talks.length) : null
    const known = this.#known > 0
    return {
      kind,
      turns: this.#turns,
      right: known ? percent(this.#right, this.#known) : null,
      wrong: known ? percent(this.#wrong, this.#known) : null,
      precision: known && answered > 0 ? percent(right, answered) : null,
      f1: known ? f1 : null,
      complete: percent(this.#complete, this.#turns),
      early: percent(this.#early, this.#turns),
    }
  }
}

/** Rows without a time of their own are asked on this day. */
const bookedAt = Date.parse('2026-10-08T12:00:00Z')

function percent(part: number, whole: number): number {
  return Math.round((1000 * part) / whole) / 10
}

function isSame(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

type Parts = Readonly<Record<string, Json>>

function isRight(type: string, expected: Json, value: Json): boolean {
  const parts = (typeof expected === 'object' ? expected : {}) as Parts
  const two = (n: Json | undefined): string => String(typeof n === 'number' ? n : 0).padStart(2, '0')
  const text = typeof value === 'string' ? value : ''
  switch (type) {
    case 'date':
      if (typeof expected === 'string') return text === expected
      return (
        text.endsWith(`${two(parts['month'])}-${two(parts['day'])}`) &&
        (parts['year'] == null || text.startsWith(two(parts['year'])))
      )
    case 'time':
      return text === `${two(parts['hour'])}:${two(parts['minute'])}`
    case 'money':
      return (value as Parts | null)?.['amount'] === parts['amount']
    case 'integer':
      return value === expected
    default:
      return plain(text) === plain(typeof expected === 'string' ? expected : '')
  }
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ł/gi, 'l')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
}
