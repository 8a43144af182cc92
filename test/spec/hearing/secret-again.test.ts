import { expect, test } from 'vitest'
import { understand } from '../../../engine/hearing/understand.ts'
import type { Slot } from '../../../engine/language/slot.ts'
import type { Listen } from '../../../engine/machine/effect.ts'

const code: Slot = { name: 'code', type: 'digits', length: 4, sensitive: 'pci', reject: [] }
const moment = { nowMs: 0, timezone: 'Europe/London' }

/** A decide, with a filled slot that may be put right there. */
function decideAfter(filled: Slot): Listen {
  return {
    type: 'listen',
    state: 'sort',
    language: 'en-GB',
    slots: [],
    options: { red: { means: 'wants red', examples: ['red'] } },
    bargein: { mode: 'speech', minWords: 0, minMs: 0, ignore: [], always: [] },
    earlier: {},
    besides: { commands: [], interrupts: {}, filled: [filled], knowledge: [] },
  }
}

// Found by exploring random flows: the words went to the model, since nothing secret was asked for just then.
test.each(['no one two three four', 'one two three four'])(
  '"%s", said where it is not asked for, is secret all the same',
  (text) => {
    expect(understand([{ text, confidence: 1 }], decideAfter(code), moment).secret).toBe(true)
  },
)

test('other words there are not, and a code that is no secret is none there either', () => {
  expect(understand([{ text: 'the red one', confidence: 1 }], decideAfter(code), moment).secret).toBeUndefined()
  const { sensitive: _, ...plain } = code
  expect(understand([{ text: 'one two three four', confidence: 1 }], decideAfter(plain), moment).secret).toBeUndefined()
})
