import { dirname, resolve } from 'node:path'
import type { World } from '../../../engine/language/world.ts'
import { loadTools } from '../../tools/load-tools.ts'
import { manifestOf } from '../../tools/manifest.ts'
import { ProjectError, readProject } from './project.ts'
import { readManifest } from './read-manifest.ts'

/**
 * What flows are checked against, as `--tools` names it: a manifest (*.json), or the module that exports the tools; with a
 * module, the destinations of the configuration beside it count. Rejects with ProjectError or ToolLoadError.
 */
export async function toolsArgument(file: string): Promise<World> {
  if (/\.json$/i.test(file)) {
    const read = await readManifest(file)
    if (!read.ok) throw new ProjectError(read.problem)
    return read.world
  }
  const tools = manifestOf(await loadTools(file))
  const { destinations } = await readProject(dirname(resolve(file)))
  return { tools, ...(destinations === undefined ? {} : { destinations: Object.keys(destinations) }) }
}
