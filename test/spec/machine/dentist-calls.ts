import { readFileSync } from 'node:fs'
import { compileFlow } from '../../../src/compile-flow.ts'
import type { JsonObject } from '../../../engine/language/json.ts'
import { Conversation, type Stubs } from '../conversation.ts'
import { answers } from './a-call.ts'

export const dentist = compileFlow(
  readFileSync(new URL('../../../flows/dentist/dentist.yaml', import.meta.url), 'utf8'),
  'dentist.yaml',
)

/** A practice where every time is free but half past ten, and the diary is slow. */
export const practice: Stubs = {
  tools: {
    free_chairs: (input) => {
      const { at } = input as JsonObject
      return answers({ offer: at === '10:30' ? '11:15' : (at ?? null) }, 2500)
    },
    book_visit: answers({ reference: 'B12' }, 1500),
  },
}

/** The call of the demo, in words: a time that is taken, a correction, a stream that drops, a booking. */
export function scriptedCall(): Conversation {
  const call = new Conversation(dentist, practice)
  call.says('next tuesday at half past ten').wait(900).interrupts('One').wait(200)
  call.says('no thank you').says('erm').says('next wednesday at nine in the morning')
  call.wait(400).reconnect().rest()
  return call.says('no at eleven in the morning').says('yes').rest()
}
