import { onTestFinished } from 'vitest'
import { createFliteVoice } from '../../src/speech/flite/voice.ts'
import { createOpenAiVoice } from '../../src/speech/openai/voice.ts'
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
