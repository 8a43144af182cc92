import { describe, expect, it } from 'vitest'
import { surely } from '../../../engine/hearing/besides.ts'
import { commandScores } from '../../../engine/hearing/commands.ts'
import { commandNames } from '../../../engine/language/flow.ts'

const commandIn = (text: string): string | null => {
  const scores = commandScores(text, commandNames, 'en-GB')
  const [name, score] = Object.entries(scores).sort(([, a], [, b]) => b - a)[0] ?? ['', 0]
  return score >= surely.command ? name : null
}

describe('a command', () => {
  it.each([
    ['help', 'help'],
    ['sorry can you repeat that', 'repeat'],
    ['what was that again', 'repeat'],
    ['can I talk to a person', 'operator'],
    ['hold on a second please', 'wait'],
    ['stop please', 'cancel'],
    ['never mind', 'cancel'],
    ['please go back', 'goback'],
    ['wait', 'wait'],
    ['could you wait', 'wait'],
    ["I'll check", 'wait'],
    ["I'll talk to an operator", 'operator'],
  ])('is heard in "%s": %s', (text, command) => {
    expect(commandIn(text)).toBe(command)
  })

  it.each([
    'well this van came out of nowhere',
    'we could do the weekend if that helps',
    'I want to stop by on Friday',
    'can you help me with a booking',
    'cancel my order from last week',
    'the postman came',
    'we will wait',
    'they stopped',
    'he can hold on',
    'where would we find her',
  ])('is not what only shares a word with one: "%s"', (text) => {
    expect(commandIn(text)).toBeNull()
  })
})
