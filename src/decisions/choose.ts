import { ProviderError } from '../providers/provider-error.ts'
import { createDecisions, type DecisionsOptions } from './create-decisions.ts'
import type { Decider } from './decider.ts'
import type { DecisionsPort } from './decisions.ts'
import { createEmbeddedDecider } from './embedded.ts'
import { createOpenAiDecider } from './openai/decider.ts'

/**
 * Who decides. `openai`: its decisions endpoint, or a strict schema where that is missing; `openai-schema` and
 * `openai-labels`: a strict schema, or one token with its log-probability; `compatible` and `compatible-labels`: the same at
 * any other server that speaks OpenAI's chat interface; `embedded`: the options' examples, without a model.
 */
export type DecisionsProvider =
  | 'openai'
  | 'openai-schema'
  | 'openai-labels'
  | 'compatible'
  | 'compatible-labels'
  | 'embedded'

/** Whose key pays; a model that is null is the adapter's own choice. */
export interface DecisionsAccount {
  readonly apiKey: string
  /** Another host that speaks OpenAI's interface; null is OpenAI's own. */
  readonly baseUrl: string | null
  readonly decisionsModel: string | null
}

/** A server that speaks OpenAI's chat interface, which has no model of its own choice. */
export interface CompatibleAccount {
  /** Null where the server asks for none. */
  readonly apiKey: string | null
  readonly baseUrl: string
  readonly model: string
}

export interface DecisionsAccounts {
  readonly openai: DecisionsAccount | null
  readonly compatible: CompatibleAccount | null
}

/**
 * Who decides on this server, and in a line for people why it is that one: those that are named, in that order, the next
 * where one fails; where none is named those with a key, or else the embedded one. Throws ProviderError where an account is
 * named and is not there.
 */
export function chooseDecisions(
  accounts: DecisionsAccounts,
  named?: readonly DecisionsProvider[],
  options: DecisionsOptions = {},
): { port: DecisionsPort; why: string } {
  const providers = named ?? withKey(accounts)
  const [first = createEmbeddedDecider(), ...others] = providers.map((provider) =>
    deciderOf(provider, accounts, options),
  )
  const port = createDecisions([first, ...others], options)
  return { port, why: port.name + whyChosen(named !== undefined, providers) }
}

function withKey({ openai, compatible }: DecisionsAccounts): readonly DecisionsProvider[] {
  const providers: DecisionsProvider[] = [
    ...(openai === null ? [] : (['openai'] as const)),
    ...(compatible === null ? [] : (['compatible'] as const)),
  ]
  return providers.length === 0 ? ['embedded'] : providers
}

function whyChosen(isNamed: boolean, providers: readonly DecisionsProvider[]): string {
  if (isNamed) return ', as callchart.config.ts has it'
  if (providers.includes('embedded')) return ': good for the demo and for tests, not for customers; set OPENAI_API_KEY'
  const set = providers.map((provider) => (provider === 'openai' ? 'OPENAI_API_KEY' : 'DECISIONS_BASE_URL'))
  return `, as ${set.join(' and ')} ${set.length === 1 ? 'is' : 'are'} set`
}

function deciderOf(
  provider: DecisionsProvider,
  { openai, compatible }: DecisionsAccounts,
  { onTokens }: DecisionsOptions,
): Decider {
  const told = onTokens === undefined ? {} : { onTokens }
  switch (provider) {
    case 'openai':
    case 'openai-schema':
    case 'openai-labels': {
      if (openai === null) throw missing(provider, 'OPENAI_API_KEY is')
      const by = ({ openai: 'decisions', 'openai-schema': 'schema', 'openai-labels': 'labels' } as const)[provider]
      return createOpenAiDecider({ ...openai, provider, model: openai.decisionsModel, by, ...told })
    }
    case 'compatible':
    case 'compatible-labels':
      if (compatible === null) throw missing(provider, 'DECISIONS_BASE_URL and DECISIONS_MODEL are')
      // The SDK wants a key; a server that asks for none does not look at it.
      return createOpenAiDecider({
        ...compatible,
        apiKey: compatible.apiKey ?? 'none',
        provider,
        by: provider,
        ...told,
      })
    case 'embedded':
      return createEmbeddedDecider()
    default:
      return provider satisfies never
  }
}

function missing(provider: DecisionsProvider, what: string): ProviderError {
  return new ProviderError(
    'refused',
    `decisions in callchart.config.ts names "${provider}", and ${what} not set.\n  Set it, or leave "${provider}" out.`,
  )
}
