import type { ToolState } from '../state.ts'
import { asNumber, asObject, asText, asTexts, defined } from '../reading.ts'
import { defaultFiller, readFiller } from './filler.ts'
import type { StateReader } from './state-reader.ts'

/** What a tool state has of its own. */
export function readToolCall(
  of: StateReader,
): Pick<ToolState, 'tool' | 'with' | 'save' | 'filler' | 'timeoutMs' | 'retry' | 'again' | 'dedupeOn' | 'undo'> {
  const retry = asObject(of.option('retry'))
  const errors = retry['errors']
  return {
    tool: asText(of.state['tool']) ?? '',
    with: of.values('with'),
    save: of.expressions('save'),
    filler: readFiller(of) ?? defaultFiller(of.context),
    timeoutMs: of.duration('timeout', 6000),
    retry: {
      max: asNumber(retry['max']) ?? 0,
      errors: errors === undefined ? ['timeout', 'unavailable'] : asTexts(errors),
    },
    again: of.state['again'] === true,
    ...defined({
      dedupeOn: of.state['dedupe_on'] === undefined ? undefined : asTexts(of.state['dedupe_on']),
      undo: asText(of.state['undo']),
    }),
  }
}
