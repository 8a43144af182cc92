import { describe, expect, test } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'
import { aCall } from './a-call.ts'

/** `press` as it is written in the flow, with what stands behind it. */
const flow = (press: string) => `
start: menu
slots: { n: { type: digits, default: "4711" }, mobile: { type: phone, region: GB, default: "+447700900123" } }
states:
  menu: { say: { press: ${press} }, next: bye }
  bye: { end: Goodbye }
`

describe('keys that a flow presses', () => {
  test.each([
    ['as they are written', '"1ww2*#AD"', '1ww2*#AD'],
    ['of a value', '=slots.n', '4711'],
    ['of a value among others', '"2w{{ slots.n }}#"', '2w4711#'],
    ['of a value with more than keys in it', '=slots.mobile', '447700900123'],
  ])('are sent %s, and nothing breaks into them', (_, press, sent) => {
    const call = aCall(flow(press))
    expect(call.did()).toContain(`press ${sent}`)
    expect(call.snapshot.context.uninterruptible).toBe('u1')
  })

  test.each([
    ['no key', '"1x2"', 'wrong-value'],
    ['a number of YAML', '12', 'wrong-type'],
    ['nothing', '""', 'wrong-value'],
    ['an unknown slot', '=slots.m', 'unknown-slot'],
    ['words as well', '"1", text: Hello', 'wrong-value'],
  ])('are checked: %s', (_, press, code) => {
    const head = 'flow: test\nlanguage: en-GB\ntimezone: Europe/London\n'
    const { diagnostics } = checkFlow(head + flow(press), 'test.yaml')
    expect(diagnostics.map((one) => one.code).join()).toContain(code)
  })

  test('never are payment data', () => {
    const text = `flow: test\nlanguage: en-GB\ntimezone: Europe/London\n${flow('=slots.n').replace('digits,', 'digits, sensitive: pci,')}`
    const { diagnostics } = checkFlow(text, 'test.yaml')
    expect(diagnostics.map(({ code }) => code)).toContain('pci-spoken')
  })
})
