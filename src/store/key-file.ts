import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { formatKey, type Key, keyAdvice, parseKey } from './key.ts'
import { StoreError } from './store-error.ts'

/**
 * The keys in a file, one a line, the first seals; where there is no file, a new key in a new one that only its owner can
 * read. Several processes that start at once end with the same key. StoreError `refused` where the file holds no keys, or
 * cannot be read or written: a new key would leave every call of before unreadable.
 */
export async function keysInFile(file: string): Promise<readonly [Key, ...Key[]]> {
  try {
    const text = (await readIfThere(file)) ?? (await makeFile(file))
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    const keys = lines.flatMap((line) => parseKey(line) ?? [])
    const [first, ...others] = keys
    if (first !== undefined && keys.length === lines.length) return [first, ...others]
  } catch (cause) {
    throw new StoreError('refused', `The keys in ${file} cannot be used: ${(cause as Error).message}`, { cause })
  }
  throw new StoreError(
    'refused',
    `${file} does not hold keys, one a line. Bring the file back from a backup. ${keyAdvice}`,
  )
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function makeFile(file: string): Promise<string> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.${randomUUID()}`
  await writeFile(fresh, `${formatKey({ id: 'local', secret: randomBytes(32) })}\n`, { mode: 0o600, flush: true })
  try {
    // A link is made whole or not at all, and never over another's.
    await link(fresh, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await rm(fresh)
  }
  return readFile(file, 'utf8')
}
