import { dirname, resolve } from 'node:path'
import type { SourceFile } from '../../../engine/language/source-library.ts'
import type { ToolCall } from '../../../engine/machine/effect.ts'
import type { Stub } from '../../../engine/rehearsal/test-step.ts'
import { findFlows, type FoundFlow } from '../project/find-flows.ts'
import { FixtureFiles, flowsBeside } from './find-tests.ts'
import { projectOf } from '../project/project.ts'
import type { ProjectTools } from '../project/real-tools.ts'
import type { TestWorld } from './run-tests.ts'
import type { TestRunArguments } from './test-run.ts'

/** What the tests of these files are run with. Rejects with ProjectError or ToolLoadError where tools cannot be had. */
export async function worldOf(
  files: readonly FoundFlow[],
  { tools: module, paths, audio, server }: TestRunArguments,
): Promise<TestWorld> {
  const tools = await toolsFor(files, module)
  const flows = await flowsFor(files, paths)
  const fixtures = await fixturesFor(files)
  const real = tools === null ? null : new (await import('../project/real-tools.ts')).RealTools(tools.registry)
  return {
    flowsFor: (file) => flows.get(file) ?? [],
    fixturesFor: (file) => fixtures.get(file) ?? [],
    world: tools?.world ?? {},
    realTool: real === null ? null : (call: ToolCall): Promise<Stub> => real.answer(call),
    ...(audio ? { aloud: await speaker(module, server), isElsewhere: server !== null } : {}),
  }
}

/** A whole server is loaded only where one is spoken to. */
async function speaker(module: string | null, server: string | null): Promise<NonNullable<TestWorld['aloud']>> {
  if (server !== null) {
    const { remoteServer, runRemote } = await import('./aloud/run-remote.ts')
    const there = remoteServer(server, process.env)
    return (compiled, test) => runRemote(compiled, test, there)
  }
  const { runAloud } = await import('./aloud/run-aloud.ts')
  const { projectTools } = await import('../project/real-tools.ts')
  return async (compiled, test, { file, all }) => {
    const folder = projectOf(file)
    const tools =
      module !== null ? await projectTools('.', resolve(module)) : folder === null ? null : await projectTools(folder)
    const own = all.find((one) => one.file === file)
    const beside = all.filter((one) => one.file !== file)
    return runAloud(compiled, test, {
      flows: own === undefined ? [] : [{ ...own, beside }],
      tools: tools?.registry.tools ?? [],
      destinations: tools?.world.destinations ?? [],
    })
  }
}

/** Tools are loaded only where a file asks for them, or a module is named: loading runs code. */
async function toolsFor(files: readonly FoundFlow[], module: string | null): Promise<ProjectTools | null> {
  const toolsOf = async (folder: string, named?: string): Promise<ProjectTools | null> =>
    (await import('../project/real-tools.ts')).projectTools(folder, named)
  if (module !== null) return toolsOf('.', resolve(module))
  const asking = files.find(({ text }) => /^tools:\s*["']?real\b/m.test(text))
  const folder = asking === undefined ? null : projectOf(asking.file)
  return folder === null ? null : toolsOf(folder)
}

/** Beside each test first, then in the folders that were named. */
async function flowsFor(
  files: readonly FoundFlow[],
  paths: readonly string[],
): Promise<ReadonlyMap<string, readonly FoundFlow[]>> {
  const named = (await findFlows(paths.filter((path) => !/\.ya?ml$/.test(path)))).flows
  const beside = new Map<string, Promise<readonly FoundFlow[]>>()
  const found = new Map<string, readonly FoundFlow[]>()
  for (const { file } of files) {
    const flows = beside.get(dirname(file)) ?? flowsBeside(file)
    beside.set(dirname(file), flows)
    found.set(file, [...(await flows), ...named])
  }
  return found
}

async function fixturesFor(files: readonly FoundFlow[]): Promise<ReadonlyMap<string, readonly SourceFile[]>> {
  const shared = new FixtureFiles()
  const found = new Map<string, readonly SourceFile[]>()
  for (const { file } of files) found.set(file, await shared.of(file))
  return found
}
