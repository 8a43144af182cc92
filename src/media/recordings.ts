import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_RATE_HZ, decodeMulaw } from './mulaw.ts'
import { writeWav } from './wav.ts'

/** Where recordings are kept: a port. */
export interface Recordings {
  /** Keeps mu-law audio under a name of its own and gives the name back. Rejects where it cannot be kept. */
  keep(id: string, mulaw: Uint8Array): Promise<string>
}

/** The recordings that are kept, for operators and for the end of their time. */
export interface KeptRecordings extends Recordings {
  /** The WAV file of that name; null where there is none. Rejects where it was sealed with a key that is not here. */
  open(name: string): Promise<Uint8Array | null>
  /** Removes those of a call, and says how many. */
  erase(callId: string): Promise<number>
  /** Removes those that are older, and says how many. */
  eraseOlderThan(atMs: number): Promise<number>
}

/** How a file of a call is written down; see the store's codec. */
export interface FileCodec {
  sealBytes(callId: string, about: string, bytes: Uint8Array): Uint8Array
  openBytes(callId: string, about: string, stored: Uint8Array): Uint8Array
}

/**
 * In a folder, a WAV file each (8 kHz, 16 bits), sealed with the codec, readable by nobody but the server's own user. The
 * folder is made when needed. A recording's id begins with its call's: "c-7f…-r3".
 */
export function createRecordings(directory: string, codec: FileCodec): KeptRecordings {
  const names = async (): Promise<readonly string[]> => {
    try {
      return await readdir(directory)
    } catch (error) {
      if (isMissing(error)) return []
      throw error
    }
  }
  return {
    async keep(id, mulaw) {
      const name = `${safe(id)}.wav`
      const samples = new Int16Array(mulaw.length)
      decodeMulaw(mulaw, samples)
      await mkdir(directory, { recursive: true, mode: 0o700 })
      const wav = codec.sealBytes(name, 'recording', writeWav([samples], SAMPLE_RATE_HZ))
      await writeFile(join(directory, name), wav, { mode: 0o600 })
      return name
    },

    async open(name) {
      try {
        return codec.openBytes(name, 'recording', await readFile(join(directory, safe(name))))
      } catch (error) {
        if (isMissing(error)) return null
        throw error
      }
    },

    async erase(callId) {
      const ours = `${safe(callId)}-r`
      const found = (await names()).filter(
        (name) => name.startsWith(ours) && /^\d+\.wav$/.test(name.slice(ours.length)),
      )
      for (const name of found) await rm(join(directory, name), { force: true })
      return found.length
    },

    async eraseOlderThan(atMs) {
      let count = 0
      for (const name of await names()) {
        const file = join(directory, name)
        const age = await stat(file).catch(() => null)
        if (age === null || !name.endsWith('.wav') || age.mtimeMs >= atMs) continue
        await rm(file, { force: true })
        count += 1
      }
      return count
    },
  }
}

function safe(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '_')
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
