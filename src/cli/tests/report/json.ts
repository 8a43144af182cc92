import { sharesOf } from '../../../../engine/rehearsal/coverage.ts'
import { drawNote } from '../../../../engine/rehearsal/note.ts'
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
                acted: failure.acted,
                state: failure.state,
                transcript: failure.notes.map(drawNote),
              },
            }),
      })),
      diagnostics,
      ...(coverage === null
        ? {}
        : {
            flows: coverage.map(({ flow, file, covered }) => ({
              flow,
              file,
              coverage: sharesOf(covered),
              reached: covered.map(({ kind, name, place, hits }) => ({ kind, name, line: place.line, hits })),
            })),
          }),
    },
    null,
    2,
  )
}
