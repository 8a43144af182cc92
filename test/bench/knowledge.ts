import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isQuestion } from '../../engine/knowledge/question.ts'
import { createKnowledge, type Askable } from '../../engine/knowledge/knowledge.ts'

/**
 * `npm run bench -- knowledge`: what callers ask in passing, on questions written for this project: is the entry among the
 * twelve that a model chooses from, how many are answered without one, and how many of those rightly. Aim: at least 97 % of
 * what is answered is right.
 */
interface Data {
  readonly entries: readonly { id: string; questions: readonly string[]; answer: string; held: readonly string[] }[]
  /** Asked, and no entry answers it. */
  readonly outside: readonly string[]
  /** Not asked at all. */
  readonly answers: readonly string[]
}

const dataOf = (file: string): Data =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'knowledge', file), 'utf8')) as Data

function askable({ entries }: Data): Askable[] {
  return entries.map(({ id, questions, answer }) => ({ id, questions, answer: { variants: [[answer]] } }))
}

/** `half` null: all of it. */
function row(name: string, data: Data, half: 0 | 1 | null): Record<string, string | number> {
  const mine = (_: string, place: number): boolean => half === null || place % 2 === half
  const knowledge = createKnowledge(askable(data), 'en-GB')
  const asked = data.entries.flatMap(({ id, held }) => held.filter(mine).map((words) => ({ id, words })))
  const places = asked.map(({ id, words }) => knowledge.retrieve(words, 12).findIndex((found) => found.id === id))
  const given = asked.map(({ id, words }) => ({ id, answer: knowledge.answer(words) }))
  const answered = given.filter(({ answer }) => typeof answer === 'object')
  const right = answered.filter(({ id, answer }) => typeof answer === 'object' && answer.id === id).length
  const outside = data.outside.filter(mine)
  const answers = data.answers.filter(mine)
  const taken = [...outside, ...answers].filter((words) => typeof knowledge.answer(words) === 'object').length
  return {
    data: name,
    entries: data.entries.length,
    asked: asked.length,
    'first is right %': percent(places.filter((place) => place === 0).length, asked.length),
    'in the five %': percent(places.filter((place) => place !== -1 && place < 5).length, asked.length),
    'in the twelve %': percent(places.filter((place) => place !== -1).length, asked.length),
    'answered %': percent(answered.length, asked.length),
    'right of answered %': percent(right, answered.length),
    'right, with outside %': percent(right, answered.length + taken),
    outside: outside.length + answers.length,
    'outside answered': taken,
    'a question, seen %': percent(asked.filter(({ words }) => isQuestion(words, 'en')).length, asked.length),
    'no question, seen %': percent(answers.filter((words) => !isQuestion(words, 'en')).length, answers.length),
  }
}

function micros(data: Data): Record<string, string | number> {
  const entries = askable(data)
  const words = data.entries.flatMap(({ held }) => held)
  const builds = Array.from({ length: 9 }, () => time(() => createKnowledge(entries, 'en-GB'))).sort((a, b) => a - b)
  const knowledge = createKnowledge(entries, 'en-GB')
  const each = Array.from({ length: 30 }, () => time(() => words.forEach((one) => knowledge.answer(one)))).sort(
    (a, b) => a - b,
  )
  return {
    entries: entries.length,
    'µs to read them once': Math.round(builds[4] ?? 0),
    'µs an utterance': Math.round((10 * (each[15] ?? 0)) / words.length) / 10,
  }
}

function time(work: () => void): number {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start) / 1000
}

function percent(part: number, whole: number): number {
  return whole === 0 ? 100 : Math.round((1000 * part) / whole) / 10
}

const hotel = dataOf('hotel.json')
const energy = dataOf('energy.json')
const vet = dataOf('vet.json')
console.table([
  row('hotel, development', hotel, 0),
  row('hotel, test', hotel, 1),
  row('energy, test: never used', energy, null),
  row('vet, test: never used, and mostly in other words than the entries have', vet, null),
])
console.table([micros(hotel), micros(energy)])
