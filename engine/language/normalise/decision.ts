import type { DecideOption, DecideState } from '../flow.ts'
import { asNumber, asObject, asText, asTexts, asWord, defined, isObject } from '../reading.ts'
import { defaultFiller, readFiller } from './filler.ts'
import type { StateReader } from './state-reader.ts'

type Decision = Pick<
  DecideState,
  'question' | 'prompt' | 'options' | 'unsure' | 'confidence' | 'budgetMs' | 'instructions' | 'context' | 'filler'
>

/** What a decide has of its own. */
export function readDecision(of: StateReader): Decision {
  const shown = asObject(of.state['context'])
  const budgetMs = of.duration('budget', 1200)
  const filler = readFiller(of)
  // A wait within the limit needs none: any phrase would be longer than the wait.
  const needed = budgetMs >= of.context.silenceLimitMs ? defaultFiller(of.context) : undefined
  return {
    question: asText(of.state['decide']) ?? '',
    ...defined({
      prompt: of.prompt('prompt'),
      instructions: asText(of.state['instructions']),
      filler: filler ?? needed,
    }),
    options: readOptions(of),
    unsure: asText(of.state['unsure']) ?? '',
    confidence: asNumber(of.option('confidence')) ?? 0.7,
    budgetMs,
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
