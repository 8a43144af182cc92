import { checkFlows } from '../../../engine/language/check.ts'
import { drawDiagnostics } from '../../../engine/language/excerpt.ts'
import type { Flow } from '../../../engine/language/flow.ts'
import { didYouMean } from '../../../engine/language/nearest.ts'
import type { World } from '../../../engine/language/world.ts'
import { findFlows, type FoundFlow } from './find-flows.ts'
import { flowsBeside, nameOfFlow } from '../tests/find-tests.ts'
import { ProjectError } from './project.ts'

/** A flow with mistakes: the message draws them. */
export class UnsoundFlow extends Error {
  override readonly name = 'UnsoundFlow'
}

/** The flow that a command's argument means: a file, a folder with one flow, or a name among the flows below `folder`. */
export async function findFlow(argument: string, folder: string): Promise<FoundFlow> {
  const isName = /^[A-Za-z_]\w*$/.test(argument)
  const direct = await findFlows([argument])
  if (direct.problems.length === 0) {
    const [only, ...others] = direct.flows
    if (only !== undefined && others.length === 0) return only
    const names = direct.flows.flatMap(({ text }) => nameOfFlow(text) ?? [])
    throw new ProjectError(`${argument} holds ${direct.flows.length} flows: name one of ${names.join(', ')}.`)
  }
  if (!isName) throw new ProjectError(direct.problems.join('\n'))
  const { flows } = await findFlows([folder])
  const found = flows.find(({ text }) => nameOfFlow(text) === argument)
  if (found !== undefined) return found
  const names = flows.flatMap(({ text }) => nameOfFlow(text) ?? [])
  const advice =
    didYouMean(argument, names) ?? (names.length === 0 ? 'There is none at all.' : `There is ${names.join(', ')}.`)
  throw new ProjectError(`There is no flow "${argument}" below ${folder}. ${advice}`)
}

/** Checks it, with the flows beside it that it may run or import. Rejects with UnsoundFlow where it has an error. */
export async function readFlow(found: FoundFlow, world: World, colours: boolean): Promise<Flow> {
  const { file } = found
  const all = [found, ...(await flowsBeside(file)).filter((other) => other.file !== file)]
  const result = checkFlows(all, world).results.find((one) => one.file === file)
  if (result !== undefined && result.flow !== null) return result.flow
  const texts = new Map(all.map((one) => [one.file, one.text]))
  const drawn = drawDiagnostics(result?.diagnostics ?? [], { textOf: (name) => texts.get(name), colours })
  throw new UnsoundFlow(drawn === '' ? `${file} is no flow, or runs one that is not beside it.` : drawn)
}
