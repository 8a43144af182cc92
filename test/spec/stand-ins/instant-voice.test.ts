import { expect, it } from 'vitest'
import { said, voiceContract } from '../../contract/voice.ts'
import { createInstantVoice } from '../../stand-ins/instant-voice.ts'
import { joined, mulawOf, quiet } from '../../stand-ins/speech-samples.ts'

voiceContract('instant', async () => createInstantVoice())

it('the instant voice can be read back, to the last whole character, with the gaps in between', async () => {
  const voice = createInstantVoice()
  const one = await said(voice, { text: 'Hello, John.', language: 'en' })
  const two = await said(voice, { text: 'Ünder way?', language: 'de' })
  const heard = mulawOf(joined(one, quiet(200), two.subarray(0, two.length - 200)))
  const frames = Array.from({ length: Math.ceil(heard.length / 160) }, (_, i) => heard.slice(i * 160, (i + 1) * 160))
  expect(voice.textOf(frames)).toBe('Hello, John. | Ünder way?'.slice(0, -1) + '?')
})
