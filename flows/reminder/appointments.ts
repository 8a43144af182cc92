import { recordsOf } from '../records.ts'

/** What a patient has said about an appointment; the last answer counts. */
export interface Answer {
  readonly appointment: string
  readonly status: 'confirmed' | 'cancelled' | 'moved'
  /** When it is now: ISO 8601 with an offset; "" where it stands or was cancelled. */
  readonly at: string
}

export const answers = recordsOf<Answer>('reminder-answers')

/** Hours of the day, in UTC, at which the surgery sees patients. */
const hours = [8, 9, 13, 15]

/** The next free times of the surgery, at most `count`: on weekdays, from the day after tomorrow. */
export async function freeTimes(count: number, now = new Date()): Promise<readonly string[]> {
  const taken = new Set((await answers.all()).map(({ at }) => at))
  const free: string[] = []
  for (let day = 2; free.length < count && day < 30; day++) {
    const date = new Date(now.getTime() + day * 86_400_000)
    if (date.getUTCDay() === 0 || date.getUTCDay() === 6) continue
    const hour = hours[date.getUTCDate() % hours.length] ?? 9
    const at = `${date.toISOString().slice(0, 10)}T${String(hour).padStart(2, '0')}:30:00Z`
    if (!taken.has(at)) free.push(at)
  }
  return free
}
