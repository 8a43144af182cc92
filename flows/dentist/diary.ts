import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A visit in the practice's diary. */
export interface Visit {
  /** The write that made it: the same key is the same visit. */
  readonly key: string
  readonly reference: string
  readonly day: string
  readonly at: string
  readonly caller: string
}

/** Visits begin on the half hour, from 08:30 to 17:00. */
const hours = Array.from({ length: 18 }, (_, index) => clock(8 * 60 + 30 + index * 30))

/** The diary is a file of JSON lines, so that what was booked is there after a restart. */
export function diaryFile(): string {
  return join(process.env['CALLCHART_DATA'] ?? '.callchart', 'diary.jsonl')
}

export async function visits(): Promise<Visit[]> {
  const text = await readFile(diaryFile(), 'utf8').catch(() => '')
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Visit)
}

/** The free time nearest to the one asked for; "" where the day is full. */
export async function nearestFree(day: string, at: string): Promise<string> {
  const taken = new Set((await visits()).filter((visit) => visit.day === day).map((visit) => visit.at))
  const free = hours.filter((hour) => !taken.has(hour))
  const wanted = minutes(at)
  return free.sort((a, b) => Math.abs(minutes(a) - wanted) - Math.abs(minutes(b) - wanted))[0] ?? ''
}

/** The write before this one: between looking and writing nobody else may write. */
let before: Promise<unknown> = Promise.resolve()

/** Writes a visit once for its key, also for two tries at a time. Null where somebody else has that time. */
export function bookOnce(key: string, day: string, at: string, caller: string): Promise<Visit | null> {
  const visit = before.then(() => lookAndBook(key, day, at, caller))
  before = visit.catch(() => undefined)
  return visit
}

async function lookAndBook(key: string, day: string, at: string, caller: string): Promise<Visit | null> {
  const known = await visits()
  const same = known.find((visit) => visit.key === key)
  if (same !== undefined) return same
  if (known.some((visit) => visit.day === day && visit.at === at)) return null
  const visit = { key, reference: `D${100 + known.length}`, day, at, caller }
  await mkdir(join(diaryFile(), '..'), { recursive: true })
  await appendFile(diaryFile(), `${JSON.stringify(visit)}\n`)
  return visit
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

function minutes(at: string): number {
  const [hour = 0, minute = 0] = at.split(':').map(Number)
  return hour * 60 + minute
}
