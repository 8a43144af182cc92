import type { JsonObject } from '../engine/language/json.ts'

/** The flow that answers a number, and the inputs that this number binds. */
export interface NumberBinding {
  readonly flow: string
  readonly inputs?: JsonObject
}

/** `callchart.config.ts`: what a project says beyond the environment. Every field may be left out. */
export interface CallchartConfig {
  /** Folder of flows (*.yaml, with those below it). Default "flows". */
  readonly flows?: string
  /** Module whose exports are the tools. Default: none. */
  readonly tools?: string
  /** The number that is dialled, E.164, to the flow that answers it; "*" is every other number. A single flow answers all. */
  readonly numbers?: Readonly<Record<string, string | NumberBinding>>
  /** Where `transfer` may go: a name to a number (E.164) or a SIP address. Callers cannot add to it. */
  readonly destinations?: Readonly<Record<string, string>>
}

/** Types a configuration: `export const config = defineConfig({ … })`. */
export function defineConfig(config: CallchartConfig): CallchartConfig {
  return config
}
