import { compileFlow } from '../../../src/compile-flow.ts'
import type { ToolOutcome } from '../../../engine/machine/event.ts'
import type { Json } from '../../../engine/language/json.ts'
import { Conversation, type Stub, type Stubs } from '../conversation.ts'

/** A call of a flow that is written from `start:` on; Thursday the 8th of October 2026, one o'clock in London. */
export function aCall(
  yaml: string,
  stubs: Stubs = {},
  start: ConstructorParameters<typeof Conversation>[2] = {},
): Conversation {
  return new Conversation(
    compileFlow(`flow: test\nlanguage: en-GB\ntimezone: Europe/London\n${yaml}`, 'test.yaml'),
    stubs,
    start,
  )
}

export function answers(result: Json, takesMs: number | null = 100): Stub<ToolOutcome> {
  return { takesMs, answer: { ok: true, result } }
}

export function fails(error: string, takesMs = 100): Stub<ToolOutcome> {
  return { takesMs, answer: { ok: false, error, message: '' } }
}
