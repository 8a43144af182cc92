import { describe, expect, test } from 'vitest'
import type { Stub, Stubs } from '../conversation.ts'
import type { ToolOutcome } from '../../../engine/machine/event.ts'
import { aCall, answers, fails } from './a-call.ts'

const flow = (more = ''): string => `
start: look
slots: { n: { type: integer, default: 4 } }
states:
  look:
    tool: look
    with: { guests: =slots.n, place: Soho, each: [1, "=slots.n + 1"] }
    save: { found: result.found }
    filler: { after: 800ms, say: [One moment., Still looking.], every: 1500ms }
    timeout: 6s
    ${more}
    next: [{ when: "found == 'all'", to: all }, { else: some }]
    outcomes: { full: full, timeout: late, error: sorry }
  all: { end: All of it. }
  some: { end: Some of it. }
  full: { end: It is full. }
  late: { end: That takes too long. }
  sorry: { end: Sorry. }
`
const looks = (look: Stub<ToolOutcome>): Stubs => ({ tools: { look } })
const oneMoment = 'One moment.'.length * 60
const stillLooking = 'Still looking.'.length * 60

describe('a tool', () => {
  test('is called with what the flow says, and has a deadline', () => {
    const call = aCall(flow(), looks(answers({ found: 'all' })))
    expect(call.did()).toEqual([
      'listen for nothing',
      'call look {"guests":4,"place":"Soho","each":[1,5]}',
      'timer tool in 6500',
      'timer filler in 800',
    ])
    expect(call.calls[0]).toMatchObject({ deadline: call.now + 6000, retry: { max: 0 } })
  })

  test('that answers soon is not talked about', () => {
    expect(aCall(flow(), looks(answers({ found: 'all' }, 700))).rest().transcript).toEqual(['All of it.'])
  })

  test('saves what it found, and the first way whose condition holds is taken', () => {
    const call = aCall(flow(), looks(answers({ found: 'two' }))).rest()
    expect(call.snapshot.context.saved).toEqual({ found: 'two' })
    expect(call.last).toBe('Some of it.')
  })

  test.each([
    [fails('full'), 'It is full.'],
    [fails('timeout'), 'That takes too long.'],
    [fails('unavailable'), 'Sorry.'],
    [fails('invalid_output'), 'Sorry.'],
    [fails('toString'), 'Sorry.'],
  ])('that fails comes out by its code, or by error: %j', (stub, said) => {
    const call = aCall(flow(), looks(stub)).rest()
    expect(call.last).toBe(said)
    expect(call.snapshot.context.saved).toEqual({})
  })
})

describe('the filler', () => {
  test('comes after, then every so long after the one before it has ended; the last goes on', () => {
    const call = aCall(flow('').replace('timeout: 6s', 'timeout: 60s'), looks(answers({ found: 'all' }, null)))
    const at: number[] = []
    const start = call.now
    for (let said = 0; call.now - start < 12_000; call.wait(10))
      if (call.transcript.length > said) {
        said = call.transcript.length
        at.push(Math.round((call.now - start) / 10) * 10)
      }
    const first = 800
    const second = first + oneMoment + 1500
    const third = second + stillLooking + 1500
    const fourth = third + stillLooking + 1500
    const fifth = fourth + stillLooking + 1500
    expect(at).toEqual([first, second, third, fourth, fifth].filter((ms) => ms < 12_000))
    expect(call.transcript.slice(0, 4)).toEqual(['One moment.', 'Still looking.', 'Still looking.', 'Still looking.'])
  })

  test('is said to its end before the answer', () => {
    const call = aCall(flow(), looks(answers({ found: 'all' }, 1000))).wait(1000)
    expect(call.phase).toBe('look.finishing')
    expect(call.wait(oneMoment - 201).transcript).toEqual(['One moment.'])
    expect(call.wait(1).transcript).toEqual(['One moment.', 'All of it.'])
  })

  test('that is broken into gives way, and the answer still comes', () => {
    const call = aCall(flow(), looks(answers({ found: 'all' }, 1000)))
    call.wait(900).interrupts('One')
    expect(call.wait(99).transcript).toEqual(['One moment.'])
    expect(call.wait(1).last).toBe('All of it.')
  })

  test('is broken into after the answer: the answer comes at once', () => {
    const call = aCall(flow(), looks(answers({ found: 'all' }, 1000)))
      .wait(1100)
      .interrupts('One')
    expect(call.last).toBe('All of it.')
  })
})

describe('a tool that takes too long', () => {
  test('is given up half a second after its own time-out, and once the phrase is said', () => {
    const call = aCall(flow(), looks(answers({ found: 'all' }, null))).wait(6499)
    expect(call.phase).toMatch(/^look\.calling/)
    expect(call.wait(1).rest().last).toBe('That takes too long.')
  })

  test('changes nothing when it answers after all', () => {
    const call = aCall(
      flow()
        .replace('late: { end: That takes too long. }', 'late: { gather: n2, prompt: How many?, next: sorry }')
        .replace('slots: {', 'slots: { n2: { type: integer },'),
      looks(answers({ found: 'all' }, 20_000)),
    )
    call.wait(9000)
    expect(call.state).toBe('late')
    const before = call.snapshot
    call.did()
    call.wait(11_000 - 1)
    const timers = call.snapshot.context.timers
    call.wait(1)
    expect(call.events.at(-1)).toMatchObject({ type: 'tool.finished' })
    expect(call.snapshot.context.saved).toEqual({})
    expect(call.snapshot.context.timers).toEqual(timers)
    expect(before.context.saved).toEqual({})
  })

  test('does not answer for another call of it', () => {
    const call = aCall(flow(), looks(answers({ found: 'all' }, null)))
    call.take({ type: 'tool.finished', at: call.now, key: 'another', outcome: { ok: true, result: { found: 'all' } } })
    expect(call.phase).toBe('look.calling.quiet')
  })
})

describe('the key of a call', () => {
  const twice = (more: string, change = 'seen: true'): string[] => {
    const call = aCall(
      `
start: look
slots: { n: { type: integer, default: 4 }, more: { type: boolean } }
states:
  look: { tool: look, with: { guests: =slots.n }, ${more} next: ask, outcomes: { error: ask } }
  ask: { gather: more, prompt: Once more?, next: [{ when: slots.more, to: again }, { else: bye }] }
  bye: { end: Bye. }
  again: { set: { ${change} }, clear: [more], next: look }
`,
      looks(answers({})),
    )
    return call
      .says('yes')
      .rest()
      .calls.map(({ key }) => key)
  }
  test('is the same for the same state and arguments', () => {
    const [first, second] = twice('')
    expect(first).toBe(second)
    expect(first).toMatch(/^c-test:[0-9a-f]{32}$/)
  })

  test('is another for other arguments', () => {
    expect(new Set(twice('', 'slots.n: 5')).size).toBe(2)
  })

  test('is another for each visit where the flow says again', () => {
    expect(new Set(twice('again: true,')).size).toBe(2)
  })
})

test('a failure that no outcome names is a spoken way out', () => {
  const call = aCall(
    `
start: look
states:
  look: { tool: look, next: bye, outcomes: { full: bye } }
  bye: { end: Bye. }
`,
    looks(fails('unavailable')),
  )
  expect(call.rest().last).toContain('something went wrong')
  expect(call.hungUp).toBe('failed')
})
