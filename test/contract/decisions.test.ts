import { onTestFinished } from 'vitest'
import { chooseDecisions } from '../../src/decisions/choose.ts'
import { createEmbeddedDecisions } from '../../src/decisions/embedded.ts'
import { createOpenAiDecisions } from '../../src/decisions/openai/decisions.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import { decisionsContract } from './decisions.ts'

decisionsContract('examples (embedded)', createEmbeddedDecisions, { reads: false })

for (const [name, missing] of [
  ['OpenAI', []],
  ['OpenAI without the decisions endpoint', ['/decisions']],
  ['OpenAI with chat alone', ['/decisions', '/responses']],
] as const)
  decisionsContract(
    name,
    async () => {
      const openai = await startOpenAi({ missing: new Set(missing), fill, decide: byWords })
      onTestFinished(() => openai.close())
      return createOpenAiDecisions({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, model: null })
    },
    { reads: true },
  )

for (const by of ['schema', 'labels', 'compatible', 'compatible-labels'] as const)
  decisionsContract(
    `OpenAI by ${by}`,
    async () => {
      const openai = await startOpenAi({ fill, decide: byWords })
      onTestFinished(() => openai.close())
      return createOpenAiDecisions({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, model: 'gpt-test', by })
    },
    { reads: true },
  )

decisionsContract(
  'OpenAI, then another',
  async () => {
    const [openai, other] = await Promise.all([
      startOpenAi({ failing: new Map(['/decisions', '/responses'].map((path) => [path, 500])) }),
      startOpenAi({ fill, decide: byWords }),
    ])
    onTestFinished(async () => void (await Promise.all([openai.close(), other.close()])))
    const accounts = {
      openai: { apiKey: openai.apiKey, baseUrl: openai.baseUrl, decisionsModel: null },
      compatible: { apiKey: other.apiKey, baseUrl: other.baseUrl, model: 'gpt-test' },
    }
    return chooseDecisions(accounts, ['openai', 'compatible']).port
  },
  { reads: true },
)

/** A model that knows two phrases; the others it makes up, as one would that does not obey. */
function fill(slot: string, words: string): unknown {
  if (slot === 'at' && words.includes('pubs')) return { quote: 'when the pubs shut', value: '23:00' }
  if (slot === 'room' && words.includes('outside')) return { quote: 'outside', value: 'garden' }
  if (slot === 'guests') return { quote: 'a party of four', value: 4 }
  return null
}

function byWords(choices: readonly { value: string; description: string }[], words: string): string {
  const found = choices.filter(({ description }) => description.toLowerCase().includes(words.toLowerCase()))
  if (found.length === 1) return found[0]!.value
  const answers = choices.find(({ value }) => value === 'gives-the-answer')
  return answers !== undefined && words.includes('pubs') ? answers.value : choices.at(-1)!.value
}
