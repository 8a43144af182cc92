import type { DecisionsPort } from './decisions.ts'
import { createEmbeddedDecisions } from './embedded.ts'
import { createOpenAiDecisions } from './openai/decisions.ts'

/** Whose key pays; a model that is null is the adapter's own choice. */
export interface DecisionsAccount {
  readonly apiKey: string
  /** Another host that speaks OpenAI's interface; null is OpenAI's own. */
  readonly baseUrl: string | null
  readonly decisionsModel: string | null
}

/** Who decides on this server, and in a line for people why it is that one: OpenAI where there is a key. */
export function chooseDecisions(account: DecisionsAccount | null): { port: DecisionsPort; why: string } {
  if (account === null) {
    const port = createEmbeddedDecisions()
    return { port, why: `${port.name}: good for the demo and for tests, not for customers; set OPENAI_API_KEY` }
  }
  const port = createOpenAiDecisions({ ...account, model: account.decisionsModel })
  return { port, why: `${port.name}, as OPENAI_API_KEY is set` }
}
