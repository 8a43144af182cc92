import { spokenMs } from '../../../../engine/hearing/heard-text.ts'
import { missOf } from '../../../../engine/rehearsal/expectations.ts'
import type { TestCase, WrittenStep } from '../../../../engine/rehearsal/run-test.ts'
import type { Stage } from '../../../../engine/rehearsal/stage.ts'
import type { Check, Move } from '../../../../engine/rehearsal/test-step.ts'
import type { LineCall } from '../../../line-client/line-call.ts'
import type { AloudCall } from './aloud-call.ts'
import type { SpokenLines } from './caller-voice.ts'

export interface Speaking {
  readonly line: LineCall
  readonly call: AloudCall
  readonly lines: SpokenLines
  readonly stage: Stage
  /** Something from outside happens to the call. */
  readonly tell: (name: string, data: Extract<Move, { move: 'event' }>['data']) => Promise<void>
}

/** After this the agent is taken to have finished. */
const quietMs = 400
const restWithinMs = 60_000
/** From the last sound of a caller until the turn must have ended: recognisers and turn-taking together. */
const heardWithinMs = 15_000
const lookEveryMs = 20

/** It could not be done, or did not come about: a sentence. */
class NotSpoken extends Error {}

/** Speaks a test's lines into a call; what was missed, and at which step, or null. */
export async function speakTest(
  speaking: Speaking,
  test: TestCase,
): Promise<{ readonly message: string; readonly path: WrittenStep['path'] } | null> {
  let path = test.path
  try {
    await until(speaking, 'the call begins', () => speaking.call.hasBegun, heardWithinMs)
    for (const { step, path: written } of test.steps) {
      path = written
      if ('move' in step) await move(speaking, step)
      else if ('change' in step) speaking.stage.set(step)
      else {
        await rest(speaking)
        const miss = missOf(seenOf(step), speaking.call)
        if (miss !== null) return { message: miss.message, path: [...written, ...miss.key] }
      }
    }
    return null
  } catch (error) {
    if (!(error instanceof NotSpoken)) throw error
    return { message: error.message, path }
  }
}

/** A silence is not measured where real audio has one: that is not looked at. */
function seenOf(check: Check): Check {
  if (check.check !== 'expect') return check
  const { longestSilenceMs: _, ...expected } = check.expected
  return { ...check, expected }
}

async function move(speaking: Speaking, step: Move): Promise<void> {
  const { line, call } = speaking
  if (step.move === 'bargein') return breakIn(speaking, step)
  if ('afterMs' in step && step.afterMs > 0) await pause(speaking, step.afterMs)
  else await rest(speaking)
  if (call.ended !== null) throw new NotSpoken(`The call was over before this: it ended as "${call.ended}".`)
  call.journal.nextMove()
  switch (step.move) {
    case 'says':
      return say(speaking, step.hypotheses[0]?.text ?? '')
    case 'presses':
      return press(speaking, step.keys)
    case 'silence':
      call.journal.caller(call.now, `(says nothing for ${step.ms / 1000} s)`)
      return pause(speaking, step.ms + quietMs)
    case 'hangup':
      call.journal.caller(call.now, '(hangs up)')
      line.end()
      return until(speaking, 'the server notices', () => call.ended !== null, heardWithinMs)
    case 'reconnect': {
      call.journal.world(call.now, 'the stream drops')
      const seen = call.events.length
      await line.lose(step.awayMs)
      const isBack = (): boolean => call.events.slice(seen).some(({ type }) => type === 'stream.resumed')
      return until(speaking, 'the stream is back', () => isBack() || call.ended !== null, heardWithinMs)
    }
    case 'event':
      call.journal.world(call.now, `event ${step.name}`)
      return speaking.tell(step.name, step.data)
    default:
      throw new NotSpoken('A crash cannot be made with audio: run this test without --audio.')
  }
}

async function say(speaking: Speaking, text: string, isTurn = true): Promise<void> {
  const { line, call, lines } = speaking
  call.journal.caller(call.now, text === '' ? '(a noise)' : text)
  const seen = call.events.length
  await line.say(lines.get(text) ?? new Uint8Array())
  if (text === '' || !isTurn) return pause(speaking, quietMs)
  const isHeard = (): boolean => call.events.slice(seen).some(({ type }) => type === 'turn.ended')
  await until(
    speaking,
    `"${text}" was said and no turn came of it`,
    () => isHeard() || call.ended !== null,
    heardWithinMs,
  )
}

async function press(speaking: Speaking, keys: string): Promise<void> {
  const { line, call } = speaking
  call.journal.caller(call.now, `(presses ${keys})`)
  for (const key of keys) {
    line.press(key)
    await pause(speaking, 200)
  }
}

async function breakIn(speaking: Speaking, step: Extract<Move, { move: 'bargein' }>): Promise<void> {
  const { call } = speaking
  const { at } = step
  const isSaid = (): string | undefined =>
    call.snapshot.context.speaking === null
      ? undefined
      : call.said.findLast((text) => 'ms' in at || text.toLowerCase().includes(at.after.toLowerCase()))
  await until(speaking, 'something is said to break into', () => isSaid() !== undefined, restWithinMs)
  const text = isSaid() ?? ''
  const intoMs =
    'ms' in at ? at.ms : spokenMs(text.slice(0, text.toLowerCase().indexOf(at.after.toLowerCase()) + at.after.length))
  await pause(speaking, intoMs)
  call.journal.nextMove()
  if (step.keys !== '') return press(speaking, step.keys)
  // what does not break in makes no turn
  return say(speaking, step.hypotheses[0]?.text ?? '', false)
}

/** The agent has said what it has to say, and waits for the caller; or the call is over. */
function rest({ line, call }: Speaking): Promise<void> {
  const isQuiet = (): boolean =>
    call.ended !== null || (call.isAtRest(quietMs) && performance.now() - line.heardAt >= quietMs)
  return until({ line, call }, 'the call comes to rest', isQuiet, restWithinMs)
}

async function pause({ line }: Pick<Speaking, 'line'>, ms: number): Promise<void> {
  await Promise.race([line.over, new Promise((resolve) => setTimeout(resolve, ms))])
}

async function until(
  { line, call }: Pick<Speaking, 'line' | 'call'>,
  what: string,
  holds: () => boolean,
  withinMs: number,
): Promise<void> {
  const deadline = performance.now() + withinMs
  while (!holds()) {
    if (line.problem !== null) throw new NotSpoken(line.problem)
    if (call.problem !== null) throw new NotSpoken(call.problem)
    if (line.isOver && call.ended !== null) throw new NotSpoken(`The call ended as "${call.ended}" before: ${what}.`)
    if (performance.now() > deadline) throw new NotSpoken(`Not within ${withinMs / 1000} s: ${what}.`)
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
}
