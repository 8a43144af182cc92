import type { Flow } from './flow.ts'
import type { Json, JsonObject } from './json.ts'
import { isObject } from './reading.ts'
import type { Path, Source } from './source.ts'

/** Every `next` that was written as a list, as it was written. */
export function routeLists(
  source: Source,
  flow: Flow,
): readonly { readonly path: Path; readonly routes: readonly JsonObject[] }[] {
  const paths: Path[] = Object.values(flow.states).flatMap((state) => {
    const at: Path = ['states', state.name]
    const options =
      state.kind === 'decide' ? Object.keys(state.options).map((name): Path => [...at, 'options', name, 'next']) : []
    return [[...at, state.kind === 'branch' ? 'branch' : 'next'], ...options]
  })
  return paths.flatMap((path) => {
    const data = source.node(path)?.data
    return Array.isArray(data) ? [{ path, routes: (data as readonly Json[]).filter(isObject) }] : []
  })
}
