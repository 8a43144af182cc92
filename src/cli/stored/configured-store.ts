import { openSecrecy, openStore, type Secrecy } from '../../server/open-store.ts'
import { readConfig, type ServerConfig } from '../../server/config.ts'
import { StoreError } from '../../store/store-error.ts'
import type { CallStore } from '../../store/store.ts'
import { ProjectError } from '../project/project.ts'

/** What a store was opened with. */
export interface Opened {
  readonly config: ServerConfig
  readonly secrecy: Secrecy
}

/** Does something with the store that the environment names, and closes it. Rejects with ProjectError, whose message is for people. */
export async function withStore<T>(work: (store: CallStore, opened: Opened) => Promise<T>): Promise<T> {
  const read = readConfig(process.env)
  if (!read.ok)
    throw new ProjectError(
      read.problems.map(({ variable, problem, advice }) => `${variable} ${problem}.\n  ${advice}`).join('\n'),
    )
  try {
    const secrecy = await openSecrecy(read.config)
    const store = await openStore(read.config, secrecy)
    try {
      return await work(store, { config: read.config, secrecy })
    } finally {
      await store.close()
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    throw new ProjectError(
      `The store cannot be used: ${error.message}\n  It is named by REDIS_URL, or is the folder CALLCHART_DATA (default .callchart).`,
      { cause: error },
    )
  }
}
