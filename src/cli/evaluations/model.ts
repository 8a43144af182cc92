import { believed, type ModelAnswer } from '../../../engine/decide/model-answer.ts'
import type { Decide } from '../../../engine/machine/effect.ts'
import type { DecisionOutcome } from '../../../engine/machine/event.ts'
import type { DecisionsProvider } from '../../decisions/choose.ts'
import { chooseDecisions } from '../../decisions/choose.ts'
import type { TokensUsed } from '../../decisions/create-decisions.ts'
import type { ClosedQuestion } from '../../decisions/decisions.ts'
import { createEmbeddedDecisions } from '../../decisions/embedded.ts'
import { readConfig } from '../../server/config.ts'
import type { EvaluationConfig } from '../../define-config.ts'
import { readCassette, type Kept } from './cassette.ts'
import { ProjectError } from '../project/project.ts'

/** What a model said to one question, and what that took. */
export interface Asked {
  readonly outcome: DecisionOutcome
  readonly ms: number
  /** null where no price is known. */
  readonly cost: number | null
}

/** Whoever decides in an evaluation. */
export interface EvalModel {
  readonly name: string
  ask(decide: Decide): Promise<Asked>
  close(): Promise<void>
}

export interface ModelOptions {
  readonly prices: EvaluationConfig['prices']
  /** The order of the configuration, for "configured". */
  readonly decisions: readonly DecisionsProvider[] | undefined
  /** Kept of each answer, to be written to a cassette. */
  readonly keep?: (kept: Kept) => void
}

const providers: readonly DecisionsProvider[] = [
  'openai',
  'openai-schema',
  'openai-labels',
  'compatible',
  'compatible-labels',
]

/**
 * The model that a word names: "configured" (what the server would ask), "none" (examples alone), a provider of the
 * configuration, or a cassette's file. Rejects with ProjectError where there is none.
 */
export async function evalModel(named: string, options: ModelOptions): Promise<EvalModel> {
  if (named === 'none' || named === 'embedded') return live(createEmbeddedDecisions(), new Meter(options, true))
  if (/\.jsonl?$/.test(named)) return fromCassette(named, options)
  const provider = providers.find((one) => one === named)
  if (named !== 'configured' && provider === undefined)
    throw new ProjectError(
      `There is no model "${named}": write configured, none, ${providers.join(', ')}, or the file of a cassette (*.jsonl).`,
    )
  const read = readConfig(process.env)
  if (!read.ok)
    throw new ProjectError(
      read.problems.map(({ variable, problem, advice }) => `${variable} ${problem}.\n  ${advice}`).join('\n'),
    )
  const meter = new Meter(options)
  const order = provider === undefined ? options.decisions : [provider]
  return live(chooseDecisions(read.config, order, { onTokens: (used) => meter.add(used) }).port, meter)
}

/** What the answers since the last question have used. */
class Meter {
  readonly #prices: EvaluationConfig['prices']
  readonly keep: ModelOptions['keep']
  /** Nobody is paid. */
  readonly #isFree: boolean
  #used: TokensUsed[] = []

  constructor({ prices, keep }: Pick<ModelOptions, 'prices' | 'keep'>, isFree = false) {
    this.#isFree = isFree
    this.#prices = prices
    this.keep = keep
  }

  add(used: TokensUsed): void {
    this.#used.push(used)
  }

  take(): readonly TokensUsed[] {
    const used = this.#used
    this.#used = []
    return used
  }

  cost(used: readonly TokensUsed[]): number | null {
    if (this.#isFree) return 0
    const costs = used.map(({ model, input, output }) => {
      const price = this.#prices?.[model]
      return price === undefined ? null : (input * price.input + output * price.output) / 1_000_000
    })
    return costs.length === 0 || costs.includes(null) ? null : costs.reduce<number>((sum, one) => sum + (one ?? 0), 0)
  }
}

function live(port: ReturnType<typeof createEmbeddedDecisions>, meter: Meter): EvalModel {
  return {
    name: port.name,
    async ask(decide) {
      const question = questionOf(decide)
      const budgetMs = Math.max(1, decide.deadline - nowOf(decide))
      const began = performance.now()
      const answer = await port.decide(question, { signal: AbortSignal.timeout(budgetMs), budgetMs })
      const ms = performance.now() - began
      const used = meter.take()
      meter.keep?.({ question, answer, ms, used })
      return { outcome: believed(answer, decide), ms, cost: meter.cost(used) }
    },
    close: () => port.close(),
  }
}

async function fromCassette(file: string, options: ModelOptions): Promise<EvalModel> {
  const cassette = await readCassette(file)
  const meter = new Meter(options)
  return {
    name: `cassette ${file}`,
    async ask(decide) {
      const kept: { readonly answer: ModelAnswer; readonly ms: number; readonly used: readonly TokensUsed[] } | null =
        cassette(questionOf(decide))
      if (kept === null)
        throw new ProjectError(
          `${file} has no answer to "${decide.utterance}" (${decide.question}): the flow or the evaluation has changed since.\n  Record it again, with the model's key set: callchart eval --record ${file}`,
        )
      return { outcome: believed(kept.answer, decide), ms: kept.ms, cost: meter.cost(kept.used) }
    },
    close: async () => {},
  }
}

/** As a call would ask it after its first turn: nothing was said before. */
function questionOf({ question, instructions, utterance, language, options, fills, slots }: Decide): ClosedQuestion {
  return {
    question,
    instructions,
    utterance,
    language,
    options,
    slots,
    turns: [],
    ...(fills === undefined ? {} : { fills }),
  }
}

/** The deadline is the state's budget from when it was asked; a call's clock stands still here. */
function nowOf({ deadline, fills }: Decide): number {
  return fills?.nowMs ?? deadline - usualBudgetMs
}

const usualBudgetMs = 1500
