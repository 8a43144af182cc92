import { expect, it } from 'vitest'
import type { CallStore, Settled, Step } from '../../../src/store/store.ts'
import type { RecordingControl } from '../../../src/telephony/line.ts'
import { flowOf, Scenario } from './scenario.ts'

const paying = flowOf(`
flow: paying
language: en-GB
timezone: Europe/London
record: call
start: hello
slots:
  card: { type: digits, length: 4, sensitive: pci }
  branch: { type: digits, length: 2 }
  code: { type: digits, length: 3, sensitive: pci }
states:
  hello: { say: Hello., next: ask }
  ask: { gather: card, prompt: Your card number?, keypad: { slot: card }, next: ask_branch }
  ask_branch: { gather: branch, prompt: And the branch?, keypad: { slot: branch }, next: ask_code }
  ask_code: { gather: code, prompt: And the code?, keypad: { slot: code }, next: goodbye }
  goodbye: { end: Goodbye! }
`)

/** A line that records, and what was ordered of it. */
function recordingLine(): RecordingControl & { readonly orders: string[]; now: 'on' | 'paused' | 'none' } {
  const line = {
    orders: [] as string[],
    now: 'none' as 'on' | 'paused' | 'none',
    start: async () => void (line.orders.push('start'), (line.now = 'on')),
    pause: async () => void (line.orders.push('pause'), (line.now = 'paused')),
    resume: async () => void (line.orders.push('resume'), (line.now = 'on')),
    state: async () => line.now,
  }
  return line
}

type Moment =
  | 'once the pause is intended'
  | 'before it is written that it is paused'
  | 'once it is written that it is paused'
  | 'once the question is asked'
  | 'between two digits'

/** A call whose first server dies then, and which another one goes on with. */
async function payingAcross(moment: Moment) {
  const line = recordingLine()
  const never = new Promise<never>(() => {})
  const dies = async (done: Promise<unknown> | null): Promise<never> => {
    await done
    call.crashes()
    return never
  }
  const dyingAt = (store: CallStore): CallStore =>
    new Proxy(store, {
      get(target, name: keyof CallStore) {
        const method = (target[name] as (...args: unknown[]) => Promise<unknown>).bind(target)
        if (name === 'commit')
          return (step: Step) => {
            const isPause = step.intents.some(({ input }) => JSON.stringify(input) === '{"how":"pause"}')
            const isHere = isPause && moment === 'once the pause is intended' && call.desk === first
            return isHere ? dies(method(step)) : method(step)
          }
        if (name !== 'settle') return method
        return (callId: string, key: string, settled: Settled) => {
          const isPaused = line.now === 'paused' && call.desk === first
          if (isPaused && moment === 'before it is written that it is paused') return dies(null)
          const done = method(callId, key, settled)
          return isPaused && moment === 'once it is written that it is paused' ? dies(done) : done
        }
      },
    })
  const call = new Scenario(paying, { recording: line, storeBehind: dyingAt })
  const first = call.desk
  await call.rings()
  await call.connects()
  if (moment === 'once the question is asked' || moment === 'between two digits') {
    await call.hears('Your card number?')
    if (moment === 'between two digits') call.line.press('4')
    await call.wait(500)
    call.crashes()
  }
  await call.until('the first server is gone', () => call.line.isOver)
  call.desk = call.otherServer()
  call.desk.keepWatch()
  return { call, line }
}

it.each<Moment>([
  'once the pause is intended',
  'before it is written that it is paused',
  'once it is written that it is paused',
  'once the question is asked',
  'between two digits',
])('records no digit of a card whose server dies %s', async (moment) => {
  const { call, line } = await payingAcross(moment)
  await call.until('another stream is there', () => !call.line.isOver)
  await call.hears('Your card number?')
  for (const key of '4711') {
    expect(line.now).toBe('paused')
    call.line.press(key)
    await call.wait(300)
  }
  await call.hears('And the branch?')
  expect(line.now).toBe('on')
  expect(line.orders).toEqual(['start', 'pause', 'resume'])
})

it('does not make an order of the recording after a crash that another has overtaken', async () => {
  const line = recordingLine()
  const lost = new Set<string>()
  // That it goes on after the card is never written: the store still calls it intended when the next server comes.
  const losing = (store: CallStore): CallStore =>
    new Proxy(store, {
      get(target, name: keyof CallStore) {
        const method = (target[name] as (...args: unknown[]) => Promise<unknown>).bind(target)
        if (name !== 'settle') return method
        return (callId: string, key: string, settled: Settled) => {
          if (call.desk === first && line.orders.at(-1) === 'resume') lost.add(key)
          return call.desk === first && lost.has(key) ? Promise.reject(new Error('away')) : method(callId, key, settled)
        }
      },
    })
  const call = new Scenario(paying, { recording: line, storeBehind: losing })
  const first = call.desk
  await call.rings()
  await call.connects()
  await call.hears('Your card number?')
  for (const key of '4711') call.line.press(key)
  await call.hears('And the branch?')
  for (const key of '12') call.line.press(key)
  await call.hears('And the code?')
  expect(lost.size).toBe(1)
  call.crashes()
  call.desk = call.otherServer()
  call.desk.keepWatch()
  await call.until('another stream is there', () => !call.line.isOver)
  await call.wait(3000)
  await call.hears('And the code?')
  expect(line.now).toBe('paused')
  expect(line.orders).toEqual(['start', 'pause', 'resume', 'pause'])
})
