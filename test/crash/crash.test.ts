import { expect, it } from 'vitest'
import { judge, reportOf } from './report.ts'
import { playAll } from './stages.ts'

it(
  'no call is lost and nothing is done twice: sockets cut, a server killed, a host gone',
  { timeout: 180_000 },
  async () => {
    const notes: string[] = []
    const played = await playAll({ seed: 1, only: '', short: true, note: (line) => void notes.push(line) })
    const judged = judge(played)
    expect(judged.broken, `${notes.join('\n')}\n${reportOf(judged)}`).toEqual([])
    expect(judged.faults).toBe(3)
  },
)
