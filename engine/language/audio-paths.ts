import { plainPath } from './file-path.ts'
import type { Flow } from './flow.ts'
import type { Prompt } from './prompt.ts'

/**
 * A flow with the recordings of its prompts named from another folder than its own: `folder` is the way from there to the
 * flow's ("dentist"). The flows that it runs are left as they are.
 */
export function withAudioFrom(flow: Flow, folder: string): Flow {
  if (folder === '' || folder === '.') return flow
  const renamed = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') return value
    if (Array.isArray(value)) return value.map(renamed)
    const made = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renamed(item)]))
    return isRecorded(made) ? { ...made, audio: plainPath(`${folder}/${made.audio}`) } : made
  }
  const { runs, ...own } = flow
  return { ...(renamed(own) as Omit<Flow, 'runs'>), runs }
}

function isRecorded(value: object): value is Prompt & { readonly audio: string } {
  return 'variants' in value && 'audio' in value && typeof value.audio === 'string'
}
