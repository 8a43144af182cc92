import type { Json } from '../../engine/language/json.ts'
import type { Settled } from '../store/store.ts'
import type { Attempted } from './attempt.ts'
import type { RegisteredTool } from './registry.ts'

export function done(result: Json): Settled {
  return { state: 'done', outcome: { ok: true, result } }
}

/** It did not happen. */
export function failed(error: string, message: string): Settled {
  return { state: 'failed', outcome: { ok: false, error, message } }
}

/** Nobody knows whether it happened. */
export function uncertain(error: string, message: string): Settled {
  return { state: 'uncertain', outcome: { ok: false, error, message } }
}

/**
 * An attempt as the ledger has it. A write is `failed` only on its handler's word (a ToolError); a time-out, any other
 * throw, and a result that cannot be read leave it `uncertain`, whatever the flow is told.
 */
export function settledBy(
  { tool, checkOutput }: RegisteredTool,
  attempted: Exclude<Attempted, { kind: 'abandoned' }>,
  maxBytes: number,
): Settled {
  const unknown = tool.effect === 'write' ? uncertain : failed
  if (attempted.kind === 'error') {
    return (attempted.happened === 'no' ? failed : unknown)(attempted.code, attempted.message)
  }
  const { value } = attempted
  const invalid = (message: string): Settled => unknown('invalid_output', message)
  let text: string
  try {
    // Of undefined, JSON.stringify makes undefined, whatever its type says.
    text = value === undefined ? 'null' : JSON.stringify(value)
  } catch (error) {
    return invalid(`The result is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const bytes = Buffer.byteLength(text)
  if (bytes > maxBytes) {
    return invalid(`The result has ${bytes} bytes, over the limit of ${maxBytes}: return only what the flow needs.`)
  }
  // What JSON makes of it: a Date becomes its text, and nothing becomes null.
  const json = JSON.parse(text) as Json
  const fault = checkOutput(json)
  // A tool that returns nothing has an output of Type.Void, which null is not.
  if (fault !== null && !(value === undefined && checkOutput(undefined) === null))
    return invalid(`The result: ${fault}.`)
  return done(json)
}
