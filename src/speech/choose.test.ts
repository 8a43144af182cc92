import { expect, it, onTestFinished } from 'vitest'
import { chooseDecisions } from '../decisions/choose.ts'
import { chooseVoice } from './choose-voice.ts'
import { chooseWords } from './choose-words.ts'
import type { SpeechAccounts } from './providers.ts'

const openai = {
  apiKey: 'sk-none',
  baseUrl: 'http://127.0.0.1:9/v1',
  wordsModel: 'hear-1',
  voiceModel: 'say-1',
  voice: 'cedar',
  decisionsModel: 'choose-1',
}
const none: SpeechAccounts = { openai: null, deepgram: null, elevenLabs: null }
const all: SpeechAccounts = {
  openai,
  deepgram: { apiKey: 'dg', baseUrl: null, fluxModel: null, novaModel: null, voiceModel: null },
  elevenLabs: { apiKey: 'el', baseUrl: null, voiceModel: null, voice: 'Alice' },
}

async function whyOf(
  ...chosen: readonly Promise<{ why: string; port: { close(): Promise<void> } }>[]
): Promise<string[]> {
  const ports = await Promise.all(chosen)
  onTestFinished(async () => void (await Promise.all(ports.map(({ port }) => port.close()))))
  return ports.map(({ why }) => why)
}

it('takes the embedded adapters without a key, and says what they are good for', async () => {
  expect(
    await whyOf(
      chooseWords(none),
      chooseVoice(none),
      Promise.resolve(chooseDecisions({ openai: null, compatible: null })),
    ),
  ).toEqual([
    'pocketsphinx (embedded): good for the demo and for tests, not for customers; set OPENAI_API_KEY',
    'flite slt (embedded): good for the demo and for tests, not for customers; set OPENAI_API_KEY',
    'examples (embedded): good for the demo and for tests, not for customers; set OPENAI_API_KEY',
  ])
})

it('takes OpenAI where there is a key, with the models that are configured', async () => {
  const accounts = { ...none, openai }
  expect(
    await whyOf(
      chooseWords(accounts),
      chooseVoice(accounts),
      Promise.resolve(chooseDecisions({ openai, compatible: null })),
    ),
  ).toEqual([
    'OpenAI hear-1, as OPENAI_API_KEY is set',
    'OpenAI say-1 cedar, as OPENAI_API_KEY is set',
    'OpenAI choose-1, as OPENAI_API_KEY is set',
  ])
})

it('takes all whose keys are set, the quickest first', async () => {
  expect(await whyOf(chooseWords(all), chooseVoice(all))).toEqual([
    'Deepgram flux-general, then Deepgram nova-3, then OpenAI hear-1, as DEEPGRAM_API_KEY and OPENAI_API_KEY are set',
    'ElevenLabs eleven_flash_v2_5 Alice, then Deepgram aura-2-thalia-en, then OpenAI say-1 cedar, as ELEVENLABS_API_KEY and DEEPGRAM_API_KEY and OPENAI_API_KEY are set',
  ])
})

it('takes those that the configuration names, in its order', async () => {
  expect(await whyOf(chooseWords(all, ['openai', 'deepgram-flux']), chooseVoice(all, ['deepgram']))).toEqual([
    'OpenAI hear-1, then Deepgram flux-general, as callchart.config.ts has it',
    'Deepgram aura-2-thalia-en, as callchart.config.ts has it',
  ])
})

it('says which key is missing for one that is named', async () => {
  await expect(chooseWords(none, ['deepgram-flux'])).rejects.toThrow(
    /"deepgram-flux", and DEEPGRAM_API_KEY is not set/u,
  )
  await expect(chooseVoice(none, ['elevenlabs'])).rejects.toThrow(/"elevenlabs", and ELEVENLABS_API_KEY is not set/u)
})
