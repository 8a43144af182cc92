import type { Note } from '../../../engine/rehearsal/note.ts'
import type { TestCase } from '../../../engine/rehearsal/run-test.ts'

/** A test that was spoken. */
export interface Spoken {
  readonly failure: { readonly message: string; readonly path: TestCase['path'] } | null
  readonly notes: readonly Note[]
  readonly state: string
  readonly phase: string
  readonly callMs: number
}

/** What of a test cannot be had with audio; null where all can. */
export function unspeakable({
  steps,
  setting,
}: TestCase): { readonly what: string; readonly path: TestCase['path'] | null } | null {
  if (setting.startAt !== null) return { what: 'start_at', path: null }
  const found = steps.find(
    ({ step }) => ('move' in step && step.move === 'crash') || ('change' in step && step.change === 'records'),
  )
  if (found === undefined) return null
  return { what: 'move' in found.step ? found.step.move : 'records', path: found.path }
}
