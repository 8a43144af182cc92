import { describe, expect, it } from 'vitest'
import { checkFlow } from '../../../engine/language/check.ts'

/** A flow that goes by this condition before anything is asked, and what is found in it. */
const found = (cel: string): readonly string[] =>
  checkFlow(
    `flow: demo
timezone: Europe/London
start: branch
slots: { n: { type: integer }, price: { type: number }, name: { type: text } }
states:
  branch: { branch: [{ when: ${JSON.stringify(cel)}, to: bye }, { else: ask }] }
  ask: { gather: [n, price, name], prompt: "How many?", next: bye }
  bye: { end: Goodbye }
`,
    'flow.yaml',
  ).diagnostics.map(({ code, message, advice }) => `${code}: ${message} ${advice ?? ''}`)

describe('a trap of CEL', () => {
  it('a slot that is not filled would throw: it is a fault before the call, unless guarded', () => {
    expect(found('slots.n > 2')[0]).toContain('unfilled-slot: slots.n may not be filled')
    expect(found('filled(slots.n) && slots.n > 2')).toEqual([])
    expect(found('or(slots.n, 0) > 2')).toEqual([])
    expect(found('!filled(slots.n) || slots.n > 2')).toEqual([])
  })
  it('a number slot is compared with whole numbers', () => {
    expect(found('or(slots.price, 0) == 3 && or(slots.n, 1) < 2.5')).toEqual([])
    expect(found('or(slots.price, 0) == "3"')[0]).toContain('expression-type')
  })
  it('matches could take seconds: it is refused, and like is offered', () => {
    expect(found('or(slots.name, "").matches("(a+)+$")')[0]).toMatch(/^unknown-function: .*like/)
    expect(found('like(or(slots.name, ""), "a*")')).toEqual([])
  })
  it('macros in macros multiply: depth and size are bounded', () => {
    const deep = `[1]${'.map(a, [a]'.repeat(30)}${')'.repeat(30)}.size() == 1`
    expect(found(deep)[0]).toContain('expression-syntax')
    expect(found(`"${'a'.repeat(995)}" == "b"`)[0]).toContain('wrong-value')
  })
})
