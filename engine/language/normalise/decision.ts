import type { DecideOption, DecideState, ModelUse } from '../state.ts'
import { asNumber, asObject, asText, asTexts, asWord, defined, isObject } from '../reading.ts'
import { defaultFiller, readFiller } from './filler.ts'
import type { StateReader } from './state-reader.ts'

/** What a decide has of its own. */
export function readDecision(
  of: StateReader,
): Pick<DecideState, 'question' | 'prompt' | 'options' | 'unsure'> & ModelUse {
  return {
    question: asText(of.state['decide']) ?? '',
    ...defined({ prompt: of.prompt('prompt') }),
    options: readOptions(of),
    unsure: asText(of.state['unsure']) ?? '',
    ...readModelUse(of),
  }
}

/** How a state asks the model. Only a decide has a filler of its own wording; any wait beyond the limit has one. */
export function readModelUse(of: StateReader): ModelUse {
  const shown = asObject(of.state['context'])
  const budgetMs = of.duration('budget', 1200)
  const filler = readFiller(of)
  // A wait within the limit needs none: any phrase would be longer than the wait.
  const isLong = budgetMs >= of.context.silenceLimitMs
  const covered = of.kind === 'decide' || isLong ? filler : undefined
  return {
    confidence: asNumber(of.option('confidence')) ?? 0.7,
    budgetMs,
    ...defined({
      instructions: asText(of.state['instructions']),
      filler: covered ?? (isLong ? defaultFiller(of.context) : undefined),
    }),
    context: { turns: asNumber(shown['turns']) ?? 0, slots: asTexts(shown['slots']) },
  }
}

function readOptions(of: StateReader): Record<string, DecideOption> {
  const { writer } = of.context
  const entries = Object.entries(asObject(of.state['options'])).flatMap(([name, value]) => {
    if (!isObject(value)) return []
    const path = [...of.path, 'options', name]
    const key = value['key']
    const option: DecideOption = {
      means: asText(value['means']) ?? '',
      examples: asTexts(value['examples']),
      ...defined({ key: asWord(key) }),
      next: writer.routes(value['next'], [...path, 'next']),
      set: of.valuesAt(value['set'], [...path, 'set']),
      clear: asTexts(value['clear']),
      slots: asTexts(value['slots']),
    }
    return [[name, option] as const]
  })
  return Object.fromEntries(entries)
}
