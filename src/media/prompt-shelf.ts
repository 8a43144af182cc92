import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Keeps rendered prompts from one start to the next. Never rejects: without it, they are only rendered again. */
export interface PromptShelf {
  read(key: string): Promise<Uint8Array | null>
  write(key: string, audio: Uint8Array): Promise<void>
  /**
   * Says that this server is about to render it, so that no other does; where another one has said so, resolves when that
   * one is done, or has taken too long. Absent: nobody else writes here.
   */
  claim?(key: string): Promise<PromptClaim>
}

/** Whose it is to render a prompt. */
export interface PromptClaim {
  /** False: another server was at it, and it may be on the shelf now. */
  readonly isOurs: boolean
  /** It is on the shelf, or has failed. */
  release(): Promise<void>
}

export interface PromptShelfOptions {
  /** Made when it is first written to. */
  readonly directory: string
  /** Told once when the directory cannot be read or written. */
  readonly onUnusable?: (error: Error) => void
}

/** A directory with one file of raw mu-law for each prompt, named by its hash. Several servers may share it. */
export function createPromptShelf({ directory, onUnusable }: PromptShelfOptions): PromptShelf {
  let reported = false
  const pathOf = (key: string): string => join(directory, `${key}.ulaw`)

  function unusable(error: unknown): void {
    if (reported) return
    reported = true
    onUnusable?.(new Error(`Rendered prompts cannot be kept in ${directory}.`, { cause: error }))
  }

  return {
    async read(key) {
      try {
        const audio = await readFile(pathOf(key))
        return audio.length === 0 ? null : audio
      } catch (error) {
        if (!isMissing(error)) unusable(error)
        return null
      }
    },
    async write(key, audio) {
      try {
        await mkdir(directory, { recursive: true })
        // Renamed into place, so that nobody reads half a prompt, whoever crashes.
        const unfinished = `${pathOf(key)}.${randomUUID()}`
        await writeFile(unfinished, audio)
        await rename(unfinished, pathOf(key))
      } catch (error) {
        unusable(error)
      }
    },
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
