import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE_RATE_HZ, decodeMulaw } from './mulaw.ts'
import { writeWav } from './wav.ts'

/** Where recordings are kept: a port. */
export interface Recordings {
  /** Keeps mu-law audio under a name of its own and gives the name back. Rejects where it cannot be kept. */
  keep(id: string, mulaw: Uint8Array): Promise<string>
}

/** In a folder, a WAV file each (8 kHz, 16 bits), readable by nobody but the server's own user. The folder is made when needed. */
export function createRecordings(directory: string): Recordings {
  return {
    async keep(id, mulaw) {
      const name = `${id.replaceAll(/[^\w.-]/g, '_')}.wav`
      const samples = new Int16Array(mulaw.length)
      decodeMulaw(mulaw, samples)
      await mkdir(directory, { recursive: true, mode: 0o700 })
      await writeFile(join(directory, name), writeWav([samples], SAMPLE_RATE_HZ), { mode: 0o600 })
      return name
    },
  }
}
