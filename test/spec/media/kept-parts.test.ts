import { expect, it } from 'vitest'
import { sentencesWithoutValues } from '../../../engine/prompts/whole-sentences.ts'
import { keptParts } from '../../../src/media/kept-parts.ts'
import { createPromptCache } from '../../../src/media/prompt-cache.ts'
import { createScriptedVoice } from '../../stand-ins/scripted-voice.ts'
import { VirtualClock } from '../../stand-ins/virtual-clock.ts'

it.each([
  [['Thank you, ', null, '. Shall I book it?'], ['Shall I book it?']],
  [
    ['Right. Your table is for ', null, '. Goodbye now. Until then.'],
    ['Right.', 'Goodbye now. Until then.'],
  ],
  [['Welcome back. You are ', null, ' today.'], ['Welcome back.']],
  [['Welcome back.'], []],
  [[null], []],
])('finds in %j the sentences without values', (template, sentences) => {
  expect(sentencesWithoutValues(template)).toEqual(sentences)
})

it('plays the sentences that are kept, and has the rest said in one', async () => {
  const prompts = createPromptCache({ voice: createScriptedVoice(new VirtualClock()) })
  const language = 'en-GB'
  const text = 'Welcome back. The table is booked. It is for seven people. Anything else?'
  const [first, last] = await Promise.all([
    prompts.render({ text: 'Welcome back.', language }),
    prompts.render({ text: 'Anything else?', language }),
  ])
  expect(keptParts({ text, language }, prompts)).toEqual([
    { text: 'Welcome back.', kept: first, times: [] },
    { text: 'The table is booked. It is for seven people.', kept: null, times: [] },
    { text: 'Anything else?', kept: last, times: [] },
  ])
  expect(keptParts({ text, language: 'de-DE' }, prompts)).toEqual([{ text, kept: null, times: [] }])
  expect(keptParts({ text, language, slower: true }, prompts)).toEqual([{ text, kept: null, times: [] }])
})
