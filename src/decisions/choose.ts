import type { DecisionsPort } from './decisions.ts'
import { createEmbeddedDecisions } from './embedded.ts'

/** Who decides on this server, and in a line for people why it is that one. */
export function chooseDecisions(account: { readonly apiKey: string } | null): { port: DecisionsPort; why: string } {
  void account
  const port = createEmbeddedDecisions()
  return { port, why: `${port.name}: good for the demo and for tests, not for customers; set OPENAI_API_KEY` }
}
