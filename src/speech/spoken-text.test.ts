import { expect, it } from 'vitest'
import { sentences, spokenText } from './spoken-text.ts'

it.each([
  ['<speak>Hello <break time="1s"/> there</speak>', 'Hello there'],
  ['It\u2019s \u201cfine\u201d\u2014really', 'It\'s "fine", really'],
  ['one\u0000two\nthree\u200b', 'one two three'],
  ['Thanks 🎉!', 'Thanks!'],
  ['less < more > enough', 'less < more > enough'],
])('reads %j as %j', (text, spoken) => {
  expect(spokenText(text)).toBe(spoken)
})

it('splits a long text after its sentences, not after a title or a time', () => {
  const first = 'Dr. Smith will see you at 7 p.m. On Friday the ninth of October he is away.'
  const second = 'Please come ten minutes early, and bring a list of the medicines that you take.'
  expect(sentences(`${first} ${second}`)).toEqual([first, second])
})

it('keeps short sentences together and gives nothing for nothing', () => {
  expect(sentences('Thank you. Goodbye.')).toEqual(['Thank you. Goodbye.'])
  expect(sentences('')).toEqual([])
})
