import { parseDuration } from '../duration.ts'
import type { Filler, Prompt } from '../prompt.ts'
import type { Json } from '../json.ts'
import { asObject, asText } from '../reading.ts'
import { builtIn, silence } from './prompt.ts'
import type { StateContext, StateReader } from './state-reader.ts'

/** What covers a wait that a flow says nothing of: within the silence that it allows. */
export function defaultFiller(context: StateContext): Filler {
  return {
    afterMs: Math.min(800, context.silenceLimitMs),
    say: defaultWords(context),
    everyMs: Math.min(1500, context.silenceLimitMs),
  }
}

/** The filler that a state or the flow's `defaults` name, if any. A list in `say` is a sequence. */
export function readFiller(of: StateReader): Filler | undefined {
  const found = of.found('filler')
  if (found === undefined) return undefined
  const filler = asObject(found.value)
  const said = filler['say']
  const path = [...found.path, 'say']
  const say = Array.isArray(said)
    ? (said as readonly Json[]).map((item, index) => of.promptAt(item, [...path, index]) ?? silence)
    : said === undefined
      ? []
      : [of.promptAt(said, path) ?? silence]
  const { afterMs, everyMs } = defaultFiller(of.context)
  return {
    afterMs: parseDuration(asText(filler['after']) ?? '') ?? afterMs,
    say: say.length === 0 ? defaultWords(of.context) : say,
    everyMs: parseDuration(asText(filler['every']) ?? '') ?? everyMs,
  }
}

function defaultWords(context: StateContext): readonly Prompt[] {
  return [builtIn(context, ({ filler }) => filler[0]), builtIn(context, ({ filler }) => filler[1])]
}
