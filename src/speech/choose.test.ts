import { expect, it, onTestFinished } from 'vitest'
import { chooseDecisions } from '../decisions/choose.ts'
import { chooseVoice } from './choose-voice.ts'
import { chooseWords } from './choose-words.ts'

const account = {
  apiKey: 'sk-none',
  baseUrl: 'http://127.0.0.1:9/v1',
  wordsModel: 'hear-1',
  voiceModel: 'say-1',
  voice: 'cedar',
  decisionsModel: 'choose-1',
}

it('takes the embedded adapters without a key, and says what they are good for', async () => {
  const chosen = [await chooseWords(null), await chooseVoice(null), chooseDecisions(null)]
  onTestFinished(async () => void (await Promise.all(chosen.map(({ port }) => port.close()))))
  expect(chosen.map(({ why }) => why)).toEqual([
    'pocketsphinx (embedded): good for the demo and for tests, not for customers; set OPENAI_API_KEY',
    'flite slt (embedded): good for the demo and for tests, not for customers; set OPENAI_API_KEY',
    'examples (embedded): good for the demo and for tests, not for customers; set OPENAI_API_KEY',
  ])
})

it('takes OpenAI where there is a key, with the models that are configured', async () => {
  const chosen = [await chooseWords(account), await chooseVoice(account), chooseDecisions(account)]
  onTestFinished(async () => void (await Promise.all(chosen.map(({ port }) => port.close()))))
  expect(chosen.map(({ why }) => why)).toEqual([
    'OpenAI hear-1, as OPENAI_API_KEY is set',
    'OpenAI say-1 cedar, as OPENAI_API_KEY is set',
    'OpenAI choose-1, as OPENAI_API_KEY is set',
  ])
})
