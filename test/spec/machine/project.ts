import { normalise } from '../../../engine/language/normalise.ts'
import { parseYaml } from '../../../engine/language/parse.ts'
import { checkShape } from '../../../engine/language/shape.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { compileFlow, type CompiledFlow } from '../../../engine/machine/compile.ts'
import { Conversation, type Stubs } from '../conversation.ts'

/** A flow in its plain form, written from `start:` on, in English and in London unless it says otherwise. */
function flowOf(name: string, yaml: string): Flow {
  const head = yaml.includes('language:') ? '' : 'language: en-GB\n'
  const zone = yaml.includes('timezone:') ? '' : 'timezone: Europe/London\n'
  const text = `flow: ${name}\n${head}${zone}${yaml}`
  const { source, diagnostics } = parseYaml(text, `${name}.yaml`)
  if (source === null) throw new Error(JSON.stringify(diagnostics))
  const shape = checkShape(source)
  const fault = shape.faults[0]
  if (fault !== undefined) throw new Error(`${name}: ${JSON.stringify(fault)}`)
  return normalise(shape.repaired).flow
}

/** The first of some flows, with the others and the default repairs to run. */
export function projectOf(flows: Readonly<Record<string, string>>): CompiledFlow {
  const [first, ...others] = Object.entries(flows).map(([name, yaml]) => flowOf(name, yaml))
  if (first === undefined) throw new Error('A project needs a flow.')
  const runs = Object.fromEntries(others.map((flow) => [flow.flow, flow]))
  return compileFlow({ ...first, runs })
}

export function aProject(
  flows: Readonly<Record<string, string>>,
  stubs: Stubs = {},
  start: ConstructorParameters<typeof Conversation>[2] = {},
): Conversation {
  return new Conversation(projectOf(flows), stubs, start)
}
