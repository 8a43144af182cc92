import type { ToolState } from '../flow.ts'
import { asNumber, asObject, asText, asTexts } from '../reading.ts'
import { defaultFiller, readFiller } from './filler.ts'
import { texts } from './state-reader.ts'
import type { StateReader } from './state-reader.ts'

/** What a tool state has of its own. */
export function readToolCall(
  of: StateReader,
): Pick<ToolState, 'tool' | 'with' | 'save' | 'filler' | 'timeoutMs' | 'retry' | 'again'> {
  const { writer } = of.context
  const retry = asObject(of.option('retry'))
  const errors = retry['errors']
  return {
    tool: asText(of.state['tool']) ?? '',
    with: of.values('with'),
    save: Object.fromEntries(
      Object.entries(texts(of.state['save'])).map(([name, cel]) => [
        name,
        writer.expression(cel, [...of.path, 'save', name]),
      ]),
    ),
    filler: readFiller(of) ?? defaultFiller(of.context),
    timeoutMs: of.duration('timeout', 6000),
    retry: {
      max: asNumber(retry['max']) ?? 0,
      errors: errors === undefined ? ['timeout', 'unavailable'] : asTexts(errors),
    },
    again: of.state['again'] === true,
  }
}
