import { expect, it } from 'vitest'
import { unheardOf } from '../../../engine/hearing/unheard.ts'

it.each([
  ['nothing was heard', 'One. Two.', '', 'One. Two.'],
  ['half of the first sentence', 'One two. Three.', 'One', 'One two. Three.'],
  ['all words of the first sentence, but not its full stop', 'One two. Three.', 'One two', 'Three.'],
  ['the first sentence', 'One two. Three.', 'One two. ', 'Three.'],
  ['half of the last sentence', 'One two. Three four!', 'One two. Three', 'Three four!'],
  ['everything', 'One two. Three.', 'One two. Three.', ''],
  ['one sentence without an end', 'One two three', 'One two', 'One two three'],
  ['nothing was said', '', '', ''],
])('goes on from the sentence: %s', (_, text, heard, left) => {
  expect(unheardOf(text, heard)).toBe(left)
})
