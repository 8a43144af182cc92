import { drawNote } from '../../../engine/rehearsal/note.ts'
import type { TestResults } from './results.ts'

/** For programs. `version` is of this shape. */
export function json({ tests, diagnostics, coverage }: TestResults): string {
  return JSON.stringify(
    {
      version: 1,
      passed: tests.filter(({ failure }) => failure === null).length,
      failed: tests.filter(({ failure }) => failure !== null).length,
      tests: tests.map(({ failure, ms, ...test }) => ({
        ...test,
        ms: Math.round(ms * 100) / 100,
        passed: failure === null,
        ...(failure === null
          ? {}
          : {
              failure: {
                message: failure.diagnostic.message,
                place: failure.diagnostic.place,
                state: failure.state,
                transcript: failure.notes.map(drawNote),
              },
            }),
      })),
      diagnostics,
      ...(coverage === null ? {} : { coverage }),
    },
    null,
    2,
  )
}
