import { plainText } from '../../../engine/language/plain-text.ts'
import { clock } from '../../../engine/rehearsal/note.ts'
import type { TestOptions } from './run-tests.ts'

/** How far a run is. */
export interface ProgressBar {
  readonly show: (run: number, all: number, name: string) => void
  /** Takes it off the screen. */
  readonly clear: () => void
}

const width = 24
/** Drawn so often at most. */
const everyMs = 50

/** A line that is drawn over itself; nothing at all where nobody watches a terminal. */
export function progressBar(stream: NodeJS.WriteStream = process.stderr, now = () => performance.now()): ProgressBar {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} }
  let drawnAt = -Infinity
  return {
    show: (run, all, name) => {
      if (now() - drawnAt < everyMs) return
      drawnAt = now()
      const done = Math.floor((run / all) * width)
      const bar = '█'.repeat(done) + '░'.repeat(width - done)
      const room = Math.max(0, (stream.columns ?? 80) - width - 14)
      stream.write(`\r\u001B[K${bar} ${run}/${all} ${plainText(name).replaceAll('\n', ' ').slice(0, room)}`)
    },
    clear: () => {
      stream.write('\r\u001B[K')
    },
  }
}

/** To begin and to end a call with a server of its own. */
const besidesMs = 2500

/** Calls with real audio take minutes: how many there are and how long that will take, and each as it ends. `clear` makes room for a line. */
export function spokenProgress(
  clear: () => void,
  write: (line: string) => void = console.error,
): Required<Pick<TestOptions, 'onPlan' | 'onResult'>> {
  return {
    onPlan: (tests, callsMs) => {
      const what = tests === 1 ? '1 test is spoken' : `${tests} tests are spoken, one after the other`
      write(
        `${what}: that takes about ${clock(callsMs + tests * besidesMs).replace(/\.\d+$/, '')} (minutes and seconds).`,
      )
    },
    onResult: ({ name, failure, callMs }) => {
      clear()
      write(`  ${failure === null ? '✓' : '✗'} ${plainText(name).replaceAll('\n', ' ')} (${clock(callMs)})`)
    },
  }
}
