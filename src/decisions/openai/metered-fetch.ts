import type { TokensUsed } from '../create-decisions.ts'

/** The same, and tells what each answer says that it has used; an answer that says nothing of it is passed on alike. */
export function metered(send: typeof fetch, onTokens: (used: TokensUsed) => void): typeof fetch {
  return async (input, init) => {
    const response = await send(input, init)
    if (!response.ok) return response
    const text = await response.text()
    const used = usedIn(text)
    if (used !== null) onTokens(used)
    return new Response(text, { status: response.status, headers: response.headers })
  }
}

/** `responses` and `decisions` say input and output, chat says prompt and completion. */
function usedIn(text: string): TokensUsed | null {
  let body: { readonly model?: unknown; readonly usage?: Readonly<Record<string, unknown>> | null } | null
  try {
    body = JSON.parse(text) as typeof body
  } catch {
    return null
  }
  const { model, usage } = body ?? {}
  const input = usage?.['input_tokens'] ?? usage?.['prompt_tokens']
  const output = usage?.['output_tokens'] ?? usage?.['completion_tokens'] ?? 0
  if (typeof model !== 'string' || typeof input !== 'number' || typeof output !== 'number') return null
  return { model, input, output }
}
