import { describe, expect, test } from 'vitest'
import { withoutEcho } from '../../../engine/turns/echo.ts'

const spoken = 'Would you like a haircut, or a colour? You can say stop at any time.'
const theirs = (heard: string, answers = false, ours = spoken): string =>
  withoutEcho(heard, ours, { answers, always: ['stop'] })

describe('our own voice that comes back', () => {
  test.each([
    ['would you like a haircut or a colour', ''],
    ['Would you like a haircut', ''],
    ['you like a hair cut or a color', ''],
    ['you can say stop at any time', ''],
    ['would you', ''],
    ['haircut or', ''],
    ['would you like a haircut seven please', 'seven please'],
    ['seven please would you like a haircut', 'seven please'],
    ['would you like a haircut no thanks you can say stop at', 'no thanks'],
  ])('of "%s" leaves "%s"', (heard, left) => {
    expect(theirs(heard)).toBe(left)
  })

  test('is misheard in places and still ours', () => {
    expect(theirs('would you bike a haircut for a colour')).toBe('')
  })
})

describe('a caller who speaks while we do', () => {
  test.each(['what time is it', 'I like a haircut very much', 'can you hear me', 'seven', 'no'])(
    'is heard: "%s"',
    (heard) => {
      expect(theirs(heard)).toBe(heard)
    },
  )

  test('may answer in our words, where they are an answer', () => {
    expect(theirs('haircut', true)).toBe('haircut')
    expect(theirs('a colour', true)).toBe('a colour')
  })

  test('may say a word that always stops us, even if we have just said it', () => {
    expect(theirs('stop')).toBe('stop')
    expect(theirs('say stop')).toBe('say stop')
  })

  test('repeats what was said before their voice came on, which is not ours', () => {
    expect(theirs('ten on Saturday', false, 'Would one of those do?')).toBe('ten on Saturday')
  })

  test('is heard as they are where we said nothing', () => {
    expect(theirs('would you like a haircut', false, '')).toBe('would you like a haircut')
    expect(theirs('', false)).toBe('')
  })
})

test('a long text and long words are told apart in good time', () => {
  const ours = 'we open at nine and close at five '.repeat(50)
  const heard = 'mine is blue or green '.repeat(40).trim()
  expect(theirs(heard, false, ours)).toBe(heard)
  expect(theirs(`${heard} at nine and close at`, false, ours)).toBe(heard)
})
