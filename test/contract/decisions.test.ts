import { onTestFinished } from 'vitest'
import { createEmbeddedDecisions } from '../../src/decisions/embedded.ts'
import { createOpenAiDecisions } from '../../src/decisions/openai/decisions.ts'
import { startOpenAi } from '../stand-ins/openai.ts'
import { decisionsContract } from './decisions.ts'

decisionsContract('examples (embedded)', createEmbeddedDecisions)

for (const [name, missing] of [
  ['OpenAI', []],
  ['OpenAI without the decisions endpoint', ['/decisions']],
  ['OpenAI with chat alone', ['/decisions', '/responses']],
] as const)
  decisionsContract(name, async () => {
    const openai = await startOpenAi({ missing: new Set(missing) })
    onTestFinished(() => openai.close())
    return createOpenAiDecisions({ apiKey: openai.apiKey, baseUrl: openai.baseUrl, model: null })
  })
