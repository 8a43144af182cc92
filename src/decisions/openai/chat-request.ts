import type { DecisionPrompt } from './prompt.ts'

/** What of a chat request only OpenAI knows: nothing kept, nothing thought about, and what is the same for all callers cached. */
export function openAiChat({ cacheKey }: DecisionPrompt) {
  return { reasoning_effort: 'none', store: false, prompt_cache_key: cacheKey } as const
}

/** What the model is told, by whoever is heard before a caller, and then the conversation. */
export function chatMessages<Role extends 'developer' | 'system'>(
  role: Role,
  told: string,
  { input }: DecisionPrompt,
): { role: Role | 'user' | 'assistant'; content: string }[] {
  return [
    { role, content: told },
    ...input.map((message) => ({
      role: message.role === 'developer' ? role : message.role,
      content: message.content,
    })),
  ]
}
