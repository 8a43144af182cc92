import { readFile } from 'node:fs/promises'
import type { Manifest, World } from '../../../engine/language/world.ts'

export type ReadManifest =
  | { readonly ok: true; readonly world: World }
  | { readonly ok: false; readonly problem: string }

/** Reads `{ "tools": { name: { input, output, … } }, "destinations": [ name ] }`, either part of which may be missing. */
export async function readManifest(file: string): Promise<ReadManifest> {
  try {
    return parseManifest(await readFile(file, 'utf8'), file)
  } catch (error) {
    return { ok: false, problem: `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}` }
  }
}

/** The same from its text. `file` names it in the problem. */
export function parseManifest(text: string, file: string): ReadManifest {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch (error) {
    return { ok: false, problem: `${file} is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (!isRecord(data)) return { ok: false, problem: `${file} must hold { "tools": { … } }.` }
  const { tools, destinations } = data
  if (tools !== undefined && !(isRecord(tools) && Object.values(tools).every(isRecord))) {
    return { ok: false, problem: `In ${file} "tools" must be an object of tools by name.` }
  }
  if (
    destinations !== undefined &&
    !(Array.isArray(destinations) && destinations.every((name) => typeof name === 'string'))
  ) {
    return { ok: false, problem: `In ${file} "destinations" must be a list of names.` }
  }
  return {
    ok: true,
    world: {
      ...(tools === undefined ? {} : { tools: tools as Manifest }),
      ...(destinations === undefined ? {} : { destinations }),
    },
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
