import { describe, expect, it } from 'vitest'
import { surely } from '../../../engine/hearing/besides.ts'
import { commandScores } from '../../../engine/hearing/commands.ts'
import { commandNames } from '../../../engine/language/flow.ts'
import { commandWords } from '../../../engine/patterns/command-words.ts'

const commandIn = (text: string): string | null => {
  const scores = commandScores(text, commandNames, 'en-GB')
  const [name, score] = Object.entries(scores).sort(([, a], [, b]) => b - a)[0] ?? ['', 0]
  return score >= surely.command ? name : null
}

describe('a command', () => {
  it.each(['en', 'de', 'es', 'fr', 'pl'])('is heard in its own examples, in %s', (language) => {
    for (const [name, { examples }] of Object.entries(commandWords(language)))
      for (const text of examples) {
        const scores = commandScores(text, commandNames, language)
        expect(scores, text).toHaveProperty(name, 1)
      }
  })

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
    ['if you could wait', 'wait'],
    ['speed it up', 'faster'],
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
    'let us look at the blue one',
    'could you find a cheaper one',
    'you would have to come again',
  ])('is not what only shares a word with one: "%s"', (text) => {
    expect(commandIn(text)).toBeNull()
  })
})
