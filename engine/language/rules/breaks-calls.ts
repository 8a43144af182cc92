import type { Flow } from '../flow.ts'
import type { Slot } from '../slot.ts'
import type { State } from '../state.ts'
import type { Finding, Rule } from '../rule.ts'

/** What a call in progress holds or stands in, and would no longer find. Paths are of the newer flow. */
export function* whatBreaks(old: Flow, now: Flow): Iterable<Finding> {
  for (const { name, kind } of Object.values(old.states)) {
    const state: State | undefined = now.states[name]
    if (state === undefined)
      yield {
        path: ['states'],
        part: 'key',
        message: `A call may stand in "${name}", and that state is gone.`,
        advice: `Keep "${name}" until those calls have ended, with a way on.`,
      }
    else if (state.kind !== kind)
      yield {
        path: ['states', name],
        part: 'key',
        message: `A call may stand in "${name}", and that was a "${kind}" and is a "${state.kind}".`,
        advice: 'Give the new state another name.',
      }
  }
  for (const { name, type, of, item } of Object.values(old.slots)) {
    const slot = now.slots[name]
    if (slot === undefined)
      yield {
        path: ['slots'],
        part: 'key',
        message: `A call may hold the slot "${name}", and that is gone.`,
        advice: `Keep "${name}" until those calls have ended.`,
      }
    else if (slot.type !== type || shapeOf({ of, item }) !== shapeOf(slot))
      yield {
        path: ['slots', name, 'type'],
        message: `A call may hold "${name}" as ${type}, and now it is ${slot.type}${slot.type === type ? ' of other fields' : ''}.`,
        advice: 'Give the new slot another name.',
      }
  }
  for (const [name, { type, default: byDefault }] of Object.entries(now.inputs)) {
    const before = old.inputs[name]
    if (before === undefined && byDefault === undefined)
      yield {
        path: ['inputs', name],
        part: 'key',
        message: `A call that began before has no "${name}", and it has no default.`,
        advice: 'Give it a default.',
      }
    else if (before !== undefined && before.type !== type)
      yield {
        path: ['inputs', name, 'type'],
        message: `A call may hold "${name}" as ${before.type}, and now it is ${type}.`,
        advice: 'Give the new input another name.',
      }
  }
  const saved = savedNames(now)
  for (const name of savedNames(old))
    if (!saved.has(name))
      yield {
        path: ['states'],
        part: 'key',
        message: `A call may hold "${name}", and nothing saves that any more.`,
        advice: `Keep "${name}" until those calls have ended.`,
      }
}

function savedNames({ states }: Flow): ReadonlySet<string> {
  return new Set(
    Object.values(states).flatMap((state) =>
      'save' in state && state.save !== undefined
        ? typeof state.save === 'string'
          ? [state.save]
          : Object.keys(state.save)
        : [],
    ),
  )
}

export const breaksCalls: Rule = {
  code: 'breaks-calls',
  severity: 'error',
  needs: 'flow',
  about: 'A change that a call in progress could not survive.',
  why: 'Calls end on the version that they began with; one that is moved to the new version would not find what it holds.',
  base: `
    flow: demo
    start: ask
    slots: { n: { type: integer } }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: Goodbye }
  `,
  bad: `
    flow: demo
    start: ask
    slots: { n: { type: text } }
    states:
      ask: { gather: n, prompt: "How many?", next: bye }
      bye: { end: Goodbye }
  `,
  good: `
    flow: demo
    start: ask
    slots: { n: { type: integer }, name: { type: text } }
    states:
      ask: { gather: n, prompt: "How many?", next: who }
      who: { gather: name, prompt: "Your name?", next: bye }
      bye: { end: Goodbye }
  `,
  *check({ flow, base }) {
    if (base !== null) yield* whatBreaks(base, flow)
  },
}

/** What the items of a list are. */
function shapeOf({
  of = {},
  item,
}: {
  readonly of?: Slot['of'] | undefined
  readonly item?: Slot | undefined
}): string {
  const fields = Object.values(of).map(({ name, type }) => [name, type])
  // A list without fields was one of texts before it could be anything else.
  return JSON.stringify([fields, item?.type ?? 'text'])
}
