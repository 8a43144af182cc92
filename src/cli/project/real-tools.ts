import { resolve } from 'node:path'
import type { World } from '../../../engine/language/world.ts'
import type { ToolCall } from '../../../engine/machine/effect.ts'
import type { Stub } from '../../../engine/rehearsal/test-step.ts'
import { attempt } from '../../tools/attempt.ts'
import { loadTools } from '../../tools/load-tools.ts'
import { systemClock } from '../../media/clock.ts'
import { manifestOf } from '../../tools/manifest.ts'
import { createRegistry, type ToolRegistry } from '../../tools/registry.ts'
import { settledBy } from '../../tools/tool-result.ts'
import { readProject } from './project.ts'

/** The tools of a project, and what its flows are checked against. */
export interface ProjectTools {
  readonly registry: ToolRegistry
  readonly world: World
}

/** A handler gets so long in real time, whatever its flow says: the call's clock is not the world's. */
const patienceMs = 10_000
/** What a tool takes of the call's time. */
const takesMs = 100
const maxResultBytes = 16_384

/**
 * Loads the tools of a project's folder, or of `module`. Rejects with ToolLoadError or ProjectError where they cannot be
 * had; null where the project has none.
 */
export async function projectTools(folder: string, module?: string): Promise<ProjectTools | null> {
  const config = await readProject(resolve(folder))
  const path = module ?? (config.tools === undefined ? undefined : resolve(folder, config.tools))
  const tools = path === undefined ? [] : await loadTools(path)
  if (tools.length === 0 && config.destinations === undefined) return null
  return {
    registry: createRegistry(tools),
    world: {
      ...(tools.length === 0 ? {} : { tools: manifestOf(tools) }),
      ...(config.destinations === undefined ? {} : { destinations: Object.keys(config.destinations) }),
    },
  }
}

/** Calls tools for a rehearsed call; a write with the same key is made once. */
export class RealTools {
  readonly #registry: ToolRegistry
  readonly #made = new Map<string, Stub>()

  constructor(registry: ToolRegistry) {
    this.#registry = registry
  }

  has(name: string): boolean {
    return this.#registry.get(name) !== undefined
  }

  /** Never rejects: whatever goes wrong is an outcome. */
  async answer(call: ToolCall): Promise<Stub> {
    const known = this.#registry.get(call.tool)
    if (known === undefined) return failure('unavailable', `There is no tool "${call.tool}".`)
    const made = this.#made.get(call.key)
    if (made !== undefined && known.tool.effect === 'write') return made
    const fault = known.checkInput(call.input)
    if (fault !== null) return failure('invalid_input', `The input: ${fault}.`)
    const attempted = await attempt((context) => known.tool.handler(structuredClone(call.input), context), {
      callId: 'rehearsal',
      key: call.key,
      attempt: 1,
      budgetMs: patienceMs,
      abandon: undefined,
      clock: systemClock,
      log: { info() {}, warn() {} },
      onLate() {},
    })
    if (attempted.kind === 'abandoned') return failure('failed', 'It was given up.')
    const stub = { outcome: settledBy(known, attempted, maxResultBytes).outcome, takesMs }
    this.#made.set(call.key, stub)
    return stub
  }
}

function failure(error: string, message: string): Stub {
  return { outcome: { ok: false, error, message }, takesMs }
}
