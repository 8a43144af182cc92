import type { Answered, Endpoint } from './endpoints.ts'
import { chatMessages, openAiChat } from './chat-request.ts'
import { withChoices } from './endpoints.ts'
import type { DecisionPrompt } from './prompt.ts'

/**
 * Each a token of its own in every vocabulary. As many as an answer tells the probabilities of (`top_logprobs`, 20 at most).
 * Not "I": a model that will not choose begins with it.
 */
const letters = 'ABCDEFGHJKLMNOPQRSTU'
export const mostLabels = letters.length
/** A model that would rather have said something else has not chosen. */
const leastShare = 0.01

/**
 * A choice by one token: a letter for each, and how probable the model holds it to be. Quicker than a schema, which takes
 * ten tokens, and its confidence is the model's own and not its word for it. It fills no slots.
 */
export const labelsEndpoint: Endpoint = async (client, prompt, { model, signal, timeoutMs }) => {
  const completion = await client.chat.completions.create(
    {
      model,
      messages: chatMessages('developer', byLetter(prompt), prompt),
      max_completion_tokens: 1,
      logprobs: true,
      top_logprobs: letters.length,
      ...openAiChat(prompt),
    },
    { signal, timeout: timeoutMs, maxRetries: 0 },
  )
  return chosen(completion.choices?.[0], prompt)
}

/** The same with what every server that speaks the interface knows. */
export const compatibleLabelsEndpoint: Endpoint = async (client, prompt, { model, signal, timeoutMs }) => {
  const completion = await client.chat.completions.create(
    {
      model,
      messages: chatMessages('system', byLetter(prompt), prompt),
      max_tokens: 1,
      logprobs: true,
      top_logprobs: letters.length,
    },
    { signal, timeout: timeoutMs, maxRetries: 0 },
  )
  return chosen(completion.choices?.[0], prompt)
}

function byLetter(prompt: DecisionPrompt): string {
  // What the instructions call a choice stays beside its letter.
  const choices = prompt.choices.map(({ value, description }, at) => ({
    value: letters[at] ?? '',
    description: `${value}: ${description}`,
  }))
  return `${withChoices({ ...prompt, choices })}\nAnswer with the letter of your choice, and nothing else.`
}

interface Said {
  readonly finish_reason?: string | null
  readonly message?: { readonly refusal?: string | null }
  readonly logprobs?: {
    readonly content?:
      | readonly { readonly top_logprobs: readonly { readonly token: string; readonly logprob: number }[] }[]
      | null
  } | null
}

/** " A", "a" and "A" are one letter; what is left of the probability is its doubt. */
function chosen(said: Said | undefined, { choices }: DecisionPrompt): Answered {
  if (said?.message?.refusal || said?.finish_reason === 'content_filter') return { kind: 'refusal' }
  const share = choices.map(() => 0)
  for (const { token, logprob } of said?.logprobs?.content?.[0]?.top_logprobs ?? []) {
    const at = letters.indexOf(token.trim().toUpperCase() || '-')
    if (at >= 0 && at < share.length && token.trim().length === 1) share[at] = (share[at] ?? 0) + Math.exp(logprob)
  }
  const best = share.indexOf(Math.max(...share))
  const confidence = Math.min(1, share[best] ?? 0)
  const choice = choices[best]?.value
  if (choice === undefined || !(confidence >= leastShare)) return { kind: 'nonsense' }
  return { kind: 'choice', choice, confidence, values: {} }
}
