import { readFileSync } from 'node:fs'
import type { AnswerContext } from '../../engine/answers/answer.ts'
import { parse } from '../../engine/answers/parse.ts'
import type { SlotType } from '../../engine/language/slot.ts'
import { columnsOf } from '../../src/cli/orders/csv.ts'
import { scoresOf } from './answers/scores.ts'
import { judged } from './answers/targets.ts'

/**
 * `npm run bench -- answers [DATA [CANDIDATES.csv]]`: how long a parse takes, by type, on phrases of our own; with rows
 * of real answers also how often the grammars are right. Aim: a median of at most 30 µs.
 */
const phrases: readonly (readonly [type: SlotType, language: string, ...said: string[]])[] = [
  ['boolean', 'en-GB', 'yes please', "no that's not right", 'um yeah'],
  ['choice', 'en-GB', 'the second one', 'um i think the cleaning please', 'filing'],
  ['integer', 'en-GB', 'four', 'me and my wife and three kids', 'a table for four on friday at seven'],
  ['number', 'en-GB', 'two point five', 'three and a half'],
  ['digits', 'en-GB', 'double five nine oh', '4111 1111 1111 1111'],
  ['spelled', 'en-GB', 'a as in alpha double five t for tommy'],
  [
    'date',
    'en-GB',
    'the twenty third of november',
    'a week on friday',
    'i would like to come on the 12th of october please',
  ],
  ['date', 'pl-PL', 'dwudziestego trzeciego września tysiąc dziewięćset siedemdziesiątego dziewiątego roku'],
  ['date', 'de-DE', 'dreiundzwanzigster neunter neunzehnhundertneunundsiebzig'],
  ['time', 'en-GB', 'half past four', 'could we do quarter to five in the afternoon', '16:45'],
  ['time', 'es-ES', 'las cinco menos cuarto de la tarde'],
  ['datetime', 'en-GB', 'tomorrow at half past four', 'friday the ninth at seven in the evening'],
  ['duration', 'en-GB', 'an hour and a half'],
  ['phone', 'en-GB', 'oh seven four double oh one two three four five six'],
  ['email', 'en-GB', 'john dot smith at gmail dot com'],
  ['money', 'en-GB', 'twelve pounds and fifty pence', 'i paid $41.55 last week'],
  ['name', 'en-GB', "it's katie marshall"],
  ['postcode', 'en-GB', 'whiskey two oh alpha bravo', 'k t 3 3 7 g you'],
  ['list', 'en-GB', 'a filling and the cleaning'],
  ['text', 'en-GB', 'the tap in the kitchen is dripping and i cannot close it'],
]

const options = {
  check_up: { synonyms: ['checkup'] },
  filling: { synonyms: ['tooth repair'] },
  hygienist: { synonyms: ['cleaning'] },
}
const nowMs = Date.parse('2026-10-08T12:00:00Z')
const rounds = 400

/** Microseconds of one parse, the median of `rounds`. */
function microsOf(said: string, context: AnswerContext): number {
  const hypotheses = [{ text: said, confidence: 0.9 }]
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint()
    for (let n = 0; n < 10; n++) parse(hypotheses, context)
    times.push(Number(process.hrtime.bigint() - start) / 10_000)
  }
  return quantile(times, 0.5)
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

function measure(): void {
  const all: number[] = []
  const rows = phrases.map(([type, language, ...said]) => {
    const slot = { name: type, type, reject: [], ...(type === 'choice' || type === 'list' ? { options } : {}) }
    const context: AnswerContext = { language, timezone: 'Europe/London', nowMs, slot }
    const micros = said.map((one) => microsOf(one, context))
    all.push(...micros)
    return { type, language, 'median µs': round(quantile(micros, 0.5)), 'slowest µs': round(Math.max(...micros)) }
  })
  console.table(rows)
  const median = quantile(all, 0.5)
  console.log(`one parse: median ${round(median)} µs, 95th percentile ${round(quantile(all, 0.95))} µs`)
  console.log(`aim 30 µs: ${median <= 30 ? 'kept' : 'missed'} (${round(median / 30)} of it)`)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

const [data, candidates] = process.argv.slice(2).filter((arg) => arg !== 'answers')
measure()
if (data) {
  const alone = scoresOf(data, new Map())
  const known = candidates === undefined ? null : scoresOf(data, columnsOf(readFileSync(candidates, 'utf8')))
  console.table(alone)
  if (known !== null) console.table(known.filter(({ kind }) => / (postcode|name)$/.test(kind)))
  console.table(judged(alone, known))
} else console.log('Real answers are measured where there are some: bench -- answers DATA.jsonl[.gz] [CANDIDATES.csv]')
