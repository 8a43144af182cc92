import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { matchExamples, type Described } from '../../engine/decide/match.ts'

/**
 * `npm run bench -- decide`: what the examples decide without a model, on callers' words written for this project: how
 * many are decided, how many of those rightly, and how long it takes. An utterance is decided as a flow decides it: the
 * best option from 0.7 on, 0.1 ahead of the next. Aim: at least 97 % of what is decided is right.
 */
type Options = Record<string, Described & { readonly held: readonly string[] }>

interface Question {
  readonly options: Options
  readonly outside: readonly string[]
}

interface Case {
  readonly utterance: string
  readonly options: Options
  /** null: none of them. */
  readonly meant: string | null
}

const leastSure = 0.7
const margin = 0.1

const read = (file: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, 'decide', file), 'utf8'))
const bank = read('bank.json') as Question
const small = Object.values((read('small.json') as { questions: Record<string, Question> }).questions)

/** Even places are for development, odd ones for the test. */
function casesOf({ options, outside }: Question, half: 0 | 1): Case[] {
  const mine = (_: string, place: number): boolean => place % 2 === half
  return [
    ...Object.entries(options).flatMap(([meant, { held }]) =>
      held.filter(mine).map((utterance) => ({ utterance, options, meant })),
    ),
    ...outside.filter(mine).map((utterance) => ({ utterance, options, meant: null })),
  ]
}

function decided({ utterance, options }: Case, sure = leastSure): string | null {
  const [best, second] = Object.entries(matchExamples(utterance, options)).sort(([, a], [, b]) => b - a)
  if (best === undefined || best[1] < sure) return null
  return second !== undefined && best[1] < 1 && best[1] - second[1] < margin ? null : best[0]
}

function row(name: string, cases: readonly Case[]): Record<string, string | number> {
  const inside = cases.filter(({ meant }) => meant !== null)
  const outside = cases.filter(({ meant }) => meant === null)
  const right = inside.filter((one) => decided(one) === one.meant).length
  const wrong = inside.filter((one) => ![one.meant, null].includes(decided(one))).length
  const taken = outside.filter((one) => decided(one) !== null).length
  const first = inside.filter((one) => decided(one, 0.001) === one.meant).length
  return {
    data: name,
    'of an option': inside.length,
    outside: outside.length,
    'decided %': percent(right + wrong, inside.length),
    'right of decided %': percent(right, right + wrong),
    'right, with outside %': percent(right, right + wrong + taken),
    'wrong %': percent(wrong, inside.length),
    'unsure %': percent(inside.length - right - wrong, inside.length),
    'outside taken %': percent(taken, outside.length),
    'best is right %': percent(first, inside.length),
  }
}

function microsOf(cases: readonly Case[]): number {
  const rounds = 60
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint()
    for (const { utterance, options } of cases) matchExamples(utterance, options)
    times.push(Number(process.hrtime.bigint() - start) / 1000 / cases.length)
  }
  return times.sort((a, b) => a - b)[rounds >> 1] ?? 0
}

/** What the first utterance of a call costs more: the options are read then. */
function preparationMicros({ options }: Question): number {
  const times: number[] = []
  for (let round = 0; round < 20; round++) {
    const fresh = Object.fromEntries(
      Object.entries(options).map(([name, option]) => [name, { ...option, means: `${option.means} ${round}` }]),
    )
    const start = process.hrtime.bigint()
    matchExamples('hello', fresh)
    times.push(Number(process.hrtime.bigint() - start) / 1000)
  }
  return times.sort((a, b) => a - b)[10] ?? 0
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((1000 * part) / whole) / 10
}

const halves = [
  ['development', 0],
  ['test', 1],
] as const
console.table(
  halves.flatMap(([name, half]) => [
    row(`bank, ${name}`, casesOf(bank, half)),
    row(
      `small, ${name}`,
      small.flatMap((question) => casesOf(question, half)),
    ),
  ]),
)
console.table([
  {
    data: 'bank',
    options: Object.keys(bank.options).length,
    'µs a decision': Math.round(10 * microsOf([...casesOf(bank, 0), ...casesOf(bank, 1)])) / 10,
    'µs to read the options once': Math.round(preparationMicros(bank)),
  },
  {
    data: 'small',
    options: '2–4',
    'µs a decision': Math.round(10 * microsOf(small.flatMap((one) => casesOf(one, 0)))) / 10,
    'µs to read the options once': Math.round(preparationMicros(small[1]!)),
  },
])
const all = [bank, ...small].flatMap((question) => casesOf(question, 1))
const right = all.filter((one) => one.meant !== null && decided(one) === one.meant).length
const wrong = all.filter((one) => decided(one) !== null && decided(one) !== one.meant).length
const precision = percent(right, right + wrong)
console.log(`aim 97 % of what is decided is right, on the test half, with what is outside: ${precision} %`)
