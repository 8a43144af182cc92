import { describe, expect, test } from 'vitest'
import { replay } from '../../../engine/machine/replay.ts'
import { Conversation } from '../conversation.ts'
import { dentist, practice, scriptedCall } from './dentist-calls.ts'
import { fails } from './a-call.ts'

describe('the dentist’s front desk', () => {
  test('books what a caller asks for in one breath, and reads it back', () => {
    const call = new Conversation(dentist, practice).says('next tuesday at nine in the morning').says('yes').rest()
    expect(call.calls.map(({ tool, input }) => [tool, input])).toEqual([
      ['free_chairs', { day: '2026-10-13', at: '09:00' }],
      ['book_visit', { day: '2026-10-13', at: '09:00', caller: '+442079460000' }],
    ])
    expect(call.transcript.some((said) => said.includes('Tuesday the 13th of October at nine in the morning'))).toBe(
      true,
    )
    expect(call.hungUp).toBe('completed')
  })

  test('offers another time where that is taken, and books it', () => {
    const call = new Conversation(dentist, practice)
      .says('next tuesday at half past ten')
      .says('yes')
      .says('yes')
      .rest()
    expect(call.calls.at(-1)).toMatchObject({ tool: 'book_visit', input: { at: '11:15' } })
    expect(call.hungUp).toBe('completed')
  })

  test('books once, whatever becomes of the stream while the diary is written', () => {
    const call = new Conversation(dentist, practice).says('next tuesday at nine in the morning').says('yes')
    call.wait(300).reconnect().wait(300).reconnect().rest()
    expect(call.calls.filter(({ tool }) => tool === 'book_visit')).toHaveLength(1)
    expect(call.hungUp).toBe('completed')
  })

  test('puts the caller through where the diary cannot be reached, and says so where nobody is free', () => {
    const call = new Conversation(dentist, {
      tools: { free_chairs: fails('unavailable') },
      transfer: { answer: 'busy' },
    })
    call.says('next tuesday at nine in the morning').rest()
    expect(call.transcript).toContain('I will put you through to a colleague.')
    expect(call.transcript).toContain('Nobody is free just now. Please call again in a few minutes.')
    expect(call.hungUp).toBe('completed')
  })

  test('lets a caller go who says nothing', () => {
    const call = new Conversation(dentist, practice).silence(6000).silence(6000).silence(6000).rest()
    expect(call.hungUp).toBe('completed')
    expect(call.calls).toEqual([])
  })

  test('takes a call through a refusal, a correction and a dropped stream, and folds to the same bytes', () => {
    const call = scriptedCall()
    expect(call.hungUp).toBe('completed')
    expect(call.calls.map(({ tool }) => tool)).toEqual(['free_chairs', 'free_chairs', 'free_chairs', 'book_visit'])
    expect(call.slots).toMatchObject({ day: '2026-10-14', at: '11:00' })
    const end = [...replay(dentist, call.events)].at(-1)?.snapshot
    expect(JSON.stringify(end)).toBe(JSON.stringify(call.snapshot))
  })
})
