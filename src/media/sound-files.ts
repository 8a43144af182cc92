import { isAbsolute, relative, resolve } from 'node:path'
import { loadAudioPrompt } from './load-audio.ts'

/** Recorded prompts by the name that a flow has for them, as mu-law. Each is read once. */
export interface SoundFiles {
  /** What has been read; null before, and where it cannot be. */
  find(name: string): Uint8Array | null
  /** Reads it unless it has been. Rejects with what is wrong, and tries again the next time. */
  load(name: string): Promise<Uint8Array>
  /** Reads all that a flow names, and resolves to those that cannot be played: their words are said instead. */
  prepare(names: readonly string[]): Promise<readonly { readonly name: string; readonly error: unknown }[]>
}

/** Files in a folder and below it: a name that leads out of it is refused. */
export function createSoundFiles(folder: string): SoundFiles {
  const root = resolve(folder)
  const read = new Map<string, Uint8Array>()
  const onTheirWay = new Map<string, Promise<Uint8Array>>()

  async function obtain(name: string): Promise<Uint8Array> {
    const file = resolve(root, name)
    const inside = relative(root, file)
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside))
      throw new Error(`The sound file "${name}" lies outside of the flows' folder: move it there.`)
    const audio = await loadAudioPrompt(file)
    read.set(name, audio)
    return audio
  }

  function load(name: string): Promise<Uint8Array> {
    const known = read.get(name)
    if (known !== undefined) return Promise.resolve(known)
    const coming = onTheirWay.get(name) ?? obtain(name).finally(() => onTheirWay.delete(name))
    onTheirWay.set(name, coming)
    return coming
  }

  return {
    find: (name) => read.get(name) ?? null,
    load,
    async prepare(names) {
      const failures: { name: string; error: unknown }[] = []
      for (const name of names) await load(name).catch((error: unknown) => failures.push({ name, error }))
      return failures
    },
  }
}
