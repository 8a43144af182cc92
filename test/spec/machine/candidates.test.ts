import { expect, test } from 'vitest'
import { aCall } from './a-call.ts'

const flow = (bargein = ''): string => `
start: who
slots:
  postcode: { type: postcode, region: GB, candidates: { tool: customers, from: customers, label: postcode } }
  name: { type: name, candidates: { tool: residents, with: { postcode: =slots.postcode }, from: names } }
states:
  who: { gather: [postcode, name], prompt: Who is it?, ${bargein} next: bye }
  bye: { end: Bye. }
`

test('known values are looked up before the question is asked, and nothing waits for them', () => {
  expect(aCall(flow()).did()).toEqual(['look up customers {}', 'listen postcode name', 'say "Who is it?"'])
})

test('they are looked up while what may not be interrupted is said', () => {
  expect(aCall(flow('bargein: false,')).did()).toEqual(['look up customers {}', 'deafen', 'say "Who is it?"'])
})

test('what is needed to look them up is waited for, and asked again where it changes', () => {
  const call = aCall(flow())
  call.did()
  call.says('w two oh a b')
  const lines = call.did().filter((line) => line.startsWith('look up'))
  expect(lines).toEqual(['look up residents {"postcode":"W2 0AB"}'])
  expect(call.listening?.known).toHaveProperty('name')
})

test('nothing of them is in the snapshot', () => {
  const call = aCall(flow())
  expect(JSON.stringify(call.snapshot)).not.toContain('customers')
})
