import { describe, expect, test } from 'vitest'
import { readSnapshot } from '../../../src/store/read-snapshot.ts'
import { replay } from '../../../engine/machine/replay.ts'
import { step } from '../../../engine/machine/step.ts'
import { answers } from './a-call.ts'
import { aProject, projectOf } from './project.ts'

const claim = `
start: hello
slots: { day: { type: date } }
states:
  hello: { greeting: Hello., next: first }
  first:
    run: vehicle
    with: { kind: car }
    save: { plate: result.plate, doors: result.doors }
    next: day
    outcomes: { none: bye, error: sorry }
  day: { gather: day, prompt: "Your {{ plate }}: which day was it?", next: bye }
  sorry: { end: Sorry., outcome: failed }
  bye: { end: Goodbye. }
`
const vehicle = `
start: ask
inputs: { kind: { type: text }, most: { type: integer, default: 5 } }
outputs: { plate: slots.plate, doors: slots.doors }
slots: { plate: { type: digits, length: 3 }, doors: { type: integer, max: 9 }, has: { type: boolean } }
states:
  ask: { gather: has, prompt: "Has the {{ inputs.kind }} a number?", next: which }
  which: { branch: [{ when: "!slots.has", to: none }, { else: plate }] }
  plate: { gather: plate, prompt: Its number?, next: done }
  done: { end: Thank you., outcome: known }
  none: { end: "", outcome: none }
`

describe('a flow that is run', () => {
  test('has inputs and slots of its own, says its own words, and gives its outputs', () => {
    const call = aProject({ claim, vehicle })
    expect(call.rest().last).toBe('Has the car a number?')
    expect(call.snapshot.context).toMatchObject({ flow: 'vehicle', inputs: { kind: 'car', most: 5 }, slots: {} })
    expect(call.snapshot.context.stack).toMatchObject([{ flow: 'claim', value: { first: 'away' }, slots: {} }])
    call.says('yes').says('one two three').rest()
    expect(call.transcript.slice(-2)).toEqual(['Thank you.', 'Your 123: which day was it?'])
    expect(call.snapshot.context).toMatchObject({ slots: {}, saved: { plate: '123', doors: null } })
    expect(call.snapshot.context).not.toHaveProperty('stack')
    expect(call.snapshot.context).not.toHaveProperty('flow')
    expect(call.hungUp).toBeNull()
  })

  test('its outcome is a way on, where the run names it', () => {
    const call = aProject({ claim, vehicle }).says('no').rest()
    expect(call.last).toBe('Goodbye.')
    expect(call.hungUp).toBe('completed')
  })

  test('that does not exist is the outcome error, and so is one that is too deep', () => {
    expect(aProject({ claim }).rest().hungUp).toBe('failed')
    const self =
      'start: again\nslots: {}\nstates:\n  again: { run: self, next: bye, outcomes: { error: deep } }\n  deep: { end: Too deep., outcome: error }\n  bye: { end: Bye. }\n'
    const call = aProject({ outer: self.replace('run: self', 'run: self'), self }).rest()
    expect(call.faults).toEqual([])
    expect(call.transcript).toContain('Too deep.')
    expect(call.snapshot.status).toBe('done')
  })

  test('that runs another for ever without listening ends the call spoken', () => {
    const a =
      'start: b\nslots: {}\nstates:\n  b: { run: quick, next: b, outcomes: { error: bye } }\n  bye: { end: "" }\n'
    const quick = 'start: bye\nslots: {}\nstates:\n  bye: { end: "" }\n'
    const call = aProject({ a, quick })
    expect(call.faults).toEqual(['Flows run each other without ever listening.'])
    expect(call.last).toContain('something went wrong')
  })

  test('a caller who hangs up in it has hung up', () => {
    const call = aProject({ claim, vehicle }).rest().hangup()
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'hangup' } })
  })

  test('breaking into its last words is heard by the next question', () => {
    const call = aProject({ claim, vehicle }).says('yes').says('one two three')
    call.interrupts('Thank')
    expect(call.phase).toBe('day.yielding')
    expect(call.speaks('yesterday').last).toBe('Goodbye.')
  })

  test('its snapshots are those of the log, byte for byte, small, and readable by the store', () => {
    const call = aProject({ claim, vehicle }).says('yes').reconnect().says('one two three').says('yesterday')
    let last = ''
    for (const { snapshot } of replay(call.compiled, call.events)) {
      last = JSON.stringify(snapshot)
      expect(readSnapshot(last, 'c')).toEqual(snapshot)
      expect(Buffer.byteLength(last)).toBeLessThan(4096)
    }
    expect(last).toBe(JSON.stringify(call.snapshot))
  })

  test('is part of the content hash', () => {
    const other = vehicle.replace('Its number?', 'What is its number?')
    expect(projectOf({ claim, vehicle }).bundle).not.toBe(projectOf({ claim, vehicle: other }).bundle)
  })

  test('the same tool with the same arguments is another call than the outer one', () => {
    const tool = '{ tool: look, next: bye, outcomes: { error: bye } }'
    const outer = `start: look\nslots: {}\nstates:\n  look: ${tool.replace('bye', 'inner')}\n  inner: { run: other, next: bye, outcomes: { error: bye } }\n  bye: { end: Bye. }\n`
    const other = `start: look\nslots: {}\nstates:\n  look: ${tool}\n  bye: { end: "" }\n`
    const call = aProject({ outer, other }, { tools: { look: answers({}) } }).rest()
    expect(new Set(call.calls.map(({ key }) => key)).size).toBe(2)
  })
})

describe('a flow that is run, whose caller says nothing until its built-in ladder ends', () => {
  const unheard = (outer: string) => {
    const call = aProject({ claim: outer, vehicle }).rest()
    for (let times = 0; times < 3; times++) call.silence(6000).rest()
    return call
  }

  test('is the outcome error, and nobody is told goodbye by a call that goes on', () => {
    const call = unheard(claim)
    expect(call.transcript.join(' ')).not.toMatch(/Goodbye|call again/)
    expect(call.last).toBe('Sorry.')
    expect(call.hungUp).toBe('failed')
  })

  test('is the outcome of that name, where the run has one', () => {
    const call = unheard(claim.replace('error: sorry', 'unheard: bye, error: sorry'))
    expect(call.last).toBe('Goodbye.')
    expect(call.hungUp).toBe('completed')
  })

  test('ends the call, where the run knows of neither', () => {
    const call = unheard(claim.replace(', error: sorry', ''))
    expect(call.last).toMatch(/goodbye/i)
    expect(call.hungUp).toBe('unheard')
    expect(call.snapshot).toMatchObject({ status: 'done', context: { outcome: 'unheard' } })
  })
})

describe('goto_flow', () => {
  const front = `
start: ask
inputs: { branch: { type: text, default: Soho } }
slots: { people: { type: integer }, day: { type: date } }
states:
  ask: { gather: people, prompt: How many?, next: over }
  over: { goto_flow: booking, with: { note: from the front } }
`
  const booking = `
start: ask
inputs: { people: { type: integer }, day: { type: text, default: none }, note: { type: text }, branch: { type: text } }
slots: { at: { type: time } }
states:
  ask: { gather: at, prompt: "{{ inputs.people }} in {{ inputs.branch }}, when?", next: bye }
  bye: { end: "Done, {{ inputs.note }}.", outcome: booked }
`
  test('hands over what both know by the same name and type, and does not come back', () => {
    const call = aProject({ front, booking }).says('four').rest()
    expect(call.last).toBe('4 in Soho, when?')
    expect(call.snapshot.context).toMatchObject({ flow: 'booking', slots: {}, inputs: { people: 4, day: 'none' } })
    expect(call.snapshot.context).not.toHaveProperty('stack')
    call.says('eight pm').rest()
    expect(call.last).toBe('Done, from the front.')
    expect(call.hungUp).toBe('booked')
  })

  test('in a flow that was run, the end comes back to whoever ran it', () => {
    const outer =
      'start: r\nslots: {}\nstates:\n  r: { run: front, next: bye, outcomes: { error: bye } }\n  bye: { end: All done. }\n'
    const call = aProject({ outer, front, booking }).says('four').says('eight pm').rest()
    expect(call.transcript.slice(-2)).toEqual(['Done, from the front.', 'All done.'])
    expect(call.hungUp).toBe('completed')
  })
})

test('a snapshot of the version before, without a stack, is read and goes on', () => {
  const call = aProject({ claim, vehicle })
  const { context } = call.snapshot
  expect(Object.keys(context)).not.toEqual(expect.arrayContaining(['stack', 'flow', 'origins']))
  const old = readSnapshot(JSON.stringify(call.snapshot), 'c')
  const played = { type: 'speech.played', at: call.now, id: context.speaking ?? '' } as const
  expect(step(call.compiled, old, played).snapshot.context.flow).toBe('vehicle')
})
