import type { Vendor } from '../vendor-fault.ts'

/** Whose key pays, and which models; a model that is null is the adapter's own choice. */
export interface DeepgramAccount {
  readonly apiKey: string
  /** Another host that speaks Deepgram's interface; null is Deepgram's own. */
  readonly baseUrl: string | null
  readonly fluxModel: string | null
  readonly novaModel: string | null
  /** Deepgram's models are voices: "aura-2-thalia-en". */
  readonly voiceModel: string | null
}

export const deepgram: Vendor = { name: 'Deepgram', keyVariable: 'DEEPGRAM_API_KEY' }

/** https://developers.deepgram.com/reference/authentication */
export function deepgramHeaders({ apiKey }: DeepgramAccount): { readonly Authorization: string } {
  return { Authorization: `Token ${apiKey}` }
}

/** An address of Deepgram's, as a web page or (`isSocket`) as a socket. */
export function deepgramUrl({ baseUrl }: DeepgramAccount, path: string, isSocket: boolean): URL {
  const url = new URL((baseUrl ?? 'https://api.deepgram.com') + path)
  if (isSocket) url.protocol = url.protocol === 'http:' ? 'ws:' : 'wss:'
  return url
}
