import { longestTransferMs } from '../../../engine/states/transfer-progress.ts'
import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { compileFlow } from '../../../engine/machine/compile.ts'
import type { Effect } from '../../../engine/machine/effect.ts'
import type { CallEvent } from '../../../engine/machine/event.ts'
import type { Snapshot } from '../../../engine/machine/snapshot.ts'
import { step } from '../../../engine/machine/step.ts'

const { flow } = checkFlow(
  `
flow: table
start: ask
slots: { guests: { type: integer } }
states:
  ask: { gather: guests, prompt: How many?, nomatch: [{ to: bye }], noinput: [{ to: bye }], next: book }
  book: { tool: book, with: { guests: =slots.guests }, next: bye, outcomes: { error: bye, uncertain: bye } }
  bye: { end: Goodbye! }
`,
  'table.yaml',
)
if (flow === null) throw new Error('The flow has a mistake.')
const compiled = compileFlow(flow)

/** A call that is told one event after the other; `at` goes on by a second each. */
class Told {
  snapshot: Snapshot
  effects: readonly Effect[] = []
  #at = 1000
  constructor() {
    const call = { id: 'c', lineId: 'CA', from: '', to: '', direction: 'inbound' } as const
    this.snapshot = step(compiled, null, { type: 'call.started', at: this.#at, call, inputs: {}, seed: 1 }).snapshot
  }
  tell(event: CallEvent extends infer E ? (E extends CallEvent ? Omit<E, 'at'> : never) : never): this {
    const stepped = step(compiled, this.snapshot, { ...event, at: (this.#at += 1000) })
    this.snapshot = stepped.snapshot
    this.effects = stepped.effects
    return this
  }
}

const handed = { type: 'operator.transferred', by: 'night shift', destination: 'front_desk' } as const
const idOf = ({ snapshot }: Told): string => {
  const { awaiting } = snapshot.context
  return awaiting?.type === 'transfer' ? awaiting.id : ''
}

describe('an operator', () => {
  test('ends a call at once, in whatever state it is', () => {
    const call = new Told().tell({ type: 'operator.ended', by: 'night shift' })
    expect(call.effects).toEqual([{ type: 'clear' }, { type: 'hangup', outcome: 'operator' }])
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'operator' } })
  })

  test('hands a call over: what is said stops, nobody listens, and the wait is bounded', () => {
    const call = new Told().tell(handed)
    expect(call.effects.map(({ type }) => type)).toEqual(['deafen', 'clear', 'transfer', 'timer.set'])
    expect(call.snapshot.value).toBe('$handover')
    expect(call.snapshot.context.timers).toEqual({ transfer: 2000 + longestTransferMs })
  })

  test('and the call is over for us once the other side has it', () => {
    const call = new Told().tell(handed)
    call.tell({ type: 'transfer.finished', id: idOf(call), outcome: 'completed' })
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'transferred' } })
  })

  test('or the caller is asked again where they were', () => {
    const call = new Told().tell(handed)
    call.tell({ type: 'transfer.finished', id: idOf(call), outcome: 'busy' })
    expect(call.snapshot.value).toEqual({ ask: 'asking' })
    expect(call.effects).toContainEqual(expect.objectContaining({ type: 'say', text: 'How many?' }))
    expect(call.snapshot.context).toMatchObject({ awaiting: null, handedFrom: null })
  })

  test('also where nothing is ever heard of it', () => {
    const call = new Told().tell(handed)
    call.tell({ type: 'timer.fired', timer: 'transfer', due: 2000 + longestTransferMs })
    expect(call.snapshot.value).toEqual({ ask: 'asking' })
  })

  test('twice is once', () => {
    const call = new Told().tell(handed)
    const id = idOf(call)
    call.tell(handed)
    expect(call.effects).toEqual([])
    expect(idOf(call)).toBe(id)
  })

  test('during a write does not make it be made again', () => {
    const call = new Told()
    const answer = { state: 'closed', value: 4, alternatives: [], spans: [], confidence: 1, readback: 'four' } as const
    call.tell({ type: 'speech.played', id: 'u1' })
    call.tell({
      type: 'turn.ended',
      hypotheses: [{ text: 'four', confidence: 1 }],
      readings: { guests: answer },
      matches: {},
    })
    const key = (call.effects.find(({ type }) => type === 'tool.call') as { readonly key: string }).key
    call.tell(handed)
    call.tell({ type: 'transfer.finished', id: idOf(call), outcome: 'noanswer' })
    expect(call.effects.find(({ type }) => type === 'tool.call')).toMatchObject({ key })
  })
})
