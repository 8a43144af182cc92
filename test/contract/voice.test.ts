import { onTestFinished } from 'vitest'
import { createDeepgramVoice } from '../../src/speech/deepgram/voice.ts'
import { createElevenLabsVoice } from '../../src/speech/elevenlabs/voice.ts'
import { createFliteVoice } from '../../src/speech/flite/voice.ts'
import { createOpenAiVoice } from '../../src/speech/openai/voice.ts'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import { startElevenLabs } from '../stand-ins/elevenlabs.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import { voiceContract } from './voice.ts'

for (const voice of ['slt', 'kal'] as const) voiceContract(`flite ${voice}`, () => createFliteVoice({ voice }))

voiceContract('OpenAI', async () => {
  const openai = await startOpenAi()
  onTestFinished(() => openai.close())
  return createOpenAiVoice({
    apiKey: openai.apiKey,
    baseUrl: openai.baseUrl,
    wordsModel: null,
    voiceModel: null,
    voice: null,
  })
})

voiceContract('Deepgram', async () => {
  const { account, ...deepgram } = await startDeepgram()
  onTestFinished(() => deepgram.close())
  return createDeepgramVoice(account)
})

voiceContract('ElevenLabs', async () => {
  const { account, ...elevenLabs } = await startElevenLabs()
  onTestFinished(() => elevenLabs.close())
  return createElevenLabsVoice(account)
})
