import { stringify } from 'yaml'
import type { Json, JsonObject } from '../language/json.ts'
import type { CompiledFlow } from '../machine/compile.ts'
import type { RehearsalStart } from '../rehearsal/call-under-way.ts'
import { toolsCalled } from '../language/tools-called.ts'
import type { Course } from './course.ts'
import type { Leg } from './spot.ts'

/** An explored call, to be written as a test. */
export interface Conversation {
  /** A sentence about the caller. */
  readonly name: string
  readonly leg: Leg
  /** What is wrong in it; absent where it only shows the way. */
  readonly about?: string
  /** What is expected at its end, instead of what is. */
  readonly expect?: Readonly<Record<string, unknown>>
}

/** Legs from the beginning of the call. */
export function legsTo(leg: Leg): readonly Leg[] {
  const legs: Leg[] = []
  for (let one: Leg | null = leg; one !== null; one = one.from.leg) legs.unshift(one)
  return legs
}

export function startOf(leg: Leg): RehearsalStart {
  return leg.course.start
}

/**
 * A test file of these calls, which must begin alike. Between two moves it expects the state in which the call came to rest,
 * so that a test goes the way that was explored, or fails where it leaves it.
 */
export function writeConversations(compiled: CompiledFlow, conversations: readonly Conversation[]): string {
  const start = conversations[0] === undefined ? { at: 0 } : startOf(conversations[0].leg)
  const tools = [compiled.flow, ...Object.values(compiled.flow.runs)].flatMap(toolsCalled)
  const head = {
    flow: compiled.flow.flow,
    clock: new Date(start.at).toISOString().replace('.000Z', 'Z'),
    from: start.from ?? '',
    ...(start.to === undefined ? {} : { to: start.to }),
    ...(start.language === undefined ? {} : { language: start.language }),
    ...(Object.keys(start.inputs ?? {}).length === 0 ? {} : { inputs: start.inputs }),
    ...(start.seed === undefined || start.seed === 1 ? {} : { seed: start.seed }),
    ...(tools.length === 0 ? {} : { stubs: Object.fromEntries(tools.map((tool) => [tool, { fails: 'unavailable' }])) }),
  }
  const taken = new Set<string>()
  const tests = conversations.map((conversation) => {
    let name = conversation.name
    for (let n = 2; taken.has(name); n++) name = `${conversation.name} (${n})`
    taken.add(name)
    const comments = conversation.about === undefined ? '' : `  # ${conversation.about}\n`
    const steps = indented(plain({ [name]: stepsOf(conversation) }))
    return `${comments}${steps}`
  })
  return `${plain(head)}tests:\n${tests.join('')}`
}

/** As an editor and `callchart test` read it: YAML 1.1 quotes what looks like a boolean or a time. */
function plain(value: unknown): string {
  return stringify(value, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false })
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')
}

function stepsOf({ leg, expect }: Conversation): readonly Json[] {
  const legs = legsTo(leg)
  const steps = legs.flatMap(({ acts, oracle, course, to }, index): readonly Json[] => {
    const moves = Math.max(1, acts.length)
    const told = Array.from({ length: moves }, (_, at) => [
      ...(oracle.said[at]?.steps ?? []),
      ...(acts[at] === undefined ? [] : [acts[at].step]),
    ])
    const isLast = index === legs.length - 1
    const isOver = acts.some(({ kind }) => kind === 'hangup')
    const after = isLast && expect !== undefined ? (expect as JsonObject) : restOf(course)
    return [...told.flat(), ...(to === null && !isOver && isLast ? [] : [{ expect: after }])]
  })
  return steps
}

function restOf(course: Course): JsonObject {
  if (course.ended !== null) return { ended: course.ended }
  const { flow, state } = course.place
  return flow === course.compiled.flow.flow && Object.hasOwn(course.compiled.flow.states, state)
    ? { state }
    : { ended: false }
}
