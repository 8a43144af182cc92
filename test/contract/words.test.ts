import { onTestFinished } from 'vitest'
import { createFluxWords } from '../../src/speech/deepgram/flux-words.ts'
import { createNovaWords } from '../../src/speech/deepgram/nova-words.ts'
import { createOpenAiWords } from '../../src/speech/openai/words.ts'
import { startDeepgram } from '../stand-ins/deepgram.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import { writtenFrames, writtenSilence } from '../stand-ins/written-audio.ts'
import { loadFlite } from '../../src/speech/flite/synthesize.ts'
import { encodeMulaw, MULAW_SILENCE } from '../../src/media/mulaw.ts'
import { level, trimSilence } from '../../src/speech/level.ts'
import { createPocketsphinxWords } from '../../src/speech/pocketsphinx/words.ts'
import { wordsContract } from './words.ts'
import type { SpokenWords } from './words.ts'

const flite = await loadFlite()

/** Flite's kal, as the embedded recogniser hears it best. */
const kal: SpokenWords = {
  say(text) {
    const speech = trimSilence(flite(text, 'kal').pcm, 8000, { beforeMs: 0, afterMs: 0 })
    const pcm = new Int16Array(speech.length + 4800)
    pcm.set(level(Int16Array.from(speech), 8000), 2400)
    const mulaw = new Uint8Array(pcm.length)
    encodeMulaw(pcm, mulaw)
    return frames(mulaw)
  },
  silence: (ms) => frames(new Uint8Array(ms * 8).fill(MULAW_SILENCE)),
}

function frames(mulaw: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(mulaw.length / 160) }, (_, i) => mulaw.subarray(i * 160, (i + 1) * 160))
}

wordsContract('pocketsphinx', kal, createPocketsphinxWords)

wordsContract('OpenAI', { say: writtenFrames, silence: writtenSilence }, async () => {
  const openai = await startOpenAi()
  onTestFinished(() => openai.close())
  return createOpenAiWords({
    apiKey: openai.apiKey,
    baseUrl: openai.baseUrl,
    wordsModel: null,
    voiceModel: null,
    voice: null,
  })
})

const written: SpokenWords = { say: writtenFrames, silence: writtenSilence }

async function deepgramAccount() {
  const { account, ...deepgram } = await startDeepgram()
  onTestFinished(() => deepgram.close())
  return account
}

wordsContract('Deepgram Flux', written, async () => createFluxWords(await deepgramAccount()))

wordsContract('Deepgram Nova', written, async () => createNovaWords(await deepgramAccount()))
