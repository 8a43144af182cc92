import type { Note } from '../../../../engine/rehearsal/note.ts'
import type { TestCase } from '../../../../engine/rehearsal/run-test.ts'

/** A test that was spoken. */
export interface Spoken {
  readonly failure: { readonly message: string; readonly path: TestCase['path'] } | null
  readonly notes: readonly Note[]
  readonly state: string
  readonly phase: string
  readonly callMs: number
}

/** What of a test cannot be had with audio, or, where `isElsewhere`, on a server whose world is its own; null where all can. */
export function unspeakable(
  { steps, setting }: TestCase,
  isElsewhere = false,
): { readonly what: string; readonly path: TestCase['path'] | null } | null {
  if (setting.startAt !== null) return { what: 'start_at', path: null }
  for (const { step, path } of steps) {
    const what = 'move' in step ? step.move : 'change' in step ? step.change : null
    if (what === 'crash' || what === 'records') return { what, path }
    const isOfTheWorld = what === 'stub' || what === 'decides' || what === 'transfers'
    if (isElsewhere && (isOfTheWorld || what === 'event' || what === 'bargein')) return { what, path }
  }
  return null
}
