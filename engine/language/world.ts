import type { Json } from './json.ts'

/** What a flow is checked against besides itself. What is absent is not checked. */
export interface World {
  /** Tools by name. */
  readonly tools?: Manifest
  /** Destinations of transfers, as the configuration names them. */
  readonly destinations?: readonly string[]
  /** Whether a recording is there, by the path that its flow and it give together. */
  readonly isSound?: (path: string) => boolean
}

export type Manifest = Readonly<Record<string, ToolManifest>>

export interface ToolManifest {
  readonly description?: string
  readonly effect?: 'read' | 'write'
  /** Whether it can tell after a crash if a write has happened. */
  readonly reconciles?: boolean
  /** JSON Schemas. */
  readonly input?: Json
  readonly output?: Json
  /** Errors of its own, besides those that every tool can end with. */
  readonly errors?: readonly string[]
}

/** What every tool can end with besides success. */
export const commonErrors: readonly string[] = [
  'timeout',
  'unavailable',
  'invalid_input',
  'invalid_output',
  'uncertain',
  'error',
]
