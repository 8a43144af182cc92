import { createHash, randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What the example agents write to: a folder of small JSON files for each system ("bookings", "payments"), below
 * `CALLCHART_DATA` (default `.callchart`). A file is named for the write's key, so that a key is written once, whatever is
 * retried and whichever of several servers does it.
 */
export interface Records<T> {
  /**
   * Keeps what `make` gives under this key, and gives back what is kept: of two writes with one key the first stands, and
   * `make` is not called where one is there already. Rejects where the disk does, or `make`; then nothing is kept.
   */
  keepOnce(key: string, make: () => T | Promise<T>): Promise<T>
  /** What is kept under this key; null where nothing is. */
  find(key: string): Promise<T | null>
  /** Everything that is kept, in no particular order. */
  all(): Promise<readonly T[]>
}

/** The records of a system. Nothing is created before the first write. */
export function recordsOf<T>(system: string): Records<T> {
  const folder = (): string => join(process.env['CALLCHART_DATA'] ?? '.callchart', system)
  const fileOf = (key: string): string =>
    join(folder(), `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`)

  async function find(key: string): Promise<T | null> {
    return read<T>(fileOf(key))
  }

  return {
    find,
    async keepOnce(key, make) {
      const kept = await find(key)
      if (kept !== null) return kept
      const record = await make()
      await mkdir(folder(), { recursive: true })
      // A link appears whole or not at all, and never over another: a crash leaves no half a record behind.
      const draft = join(folder(), `.${randomUUID()}`)
      await writeFile(draft, JSON.stringify(record))
      try {
        await link(draft, fileOf(key))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      } finally {
        await rm(draft, { force: true })
      }
      return (await find(key)) ?? record
    },
    async all() {
      const names = await readdir(folder()).catch(() => [])
      const records = await Promise.all(
        names.filter((name) => name.endsWith('.json')).map((name) => read<T>(join(folder(), name))),
      )
      return records.filter((record) => record !== null)
    },
  }
}

async function read<T>(file: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as T
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
