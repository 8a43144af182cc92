/** Whose key pays, and which models; a model that is null is the adapter's own choice. */
export interface OpenAiAccount {
  readonly apiKey: string
  /** Another host that speaks OpenAI's interface; null is OpenAI's own. */
  readonly baseUrl: string | null
  readonly wordsModel: string | null
  readonly voiceModel: string | null
  readonly voice: string | null
}
