import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineCommand } from 'citty'
import { createRecordings } from '../media/recordings.ts'
import { readConfig } from '../server/config.ts'
import { openSecrecy } from '../server/open-store.ts'
import { StoreError } from '../store/store-error.ts'

/** `callchart recording`: a recording that this server has kept, to be heard. */
export const recordingCommand = defineCommand({
  meta: { name: 'recording', description: 'Writes a recording of this server to a WAV file, decrypted.' },
  args: {
    name: { type: 'positional', description: 'Its name, as the flow has it (ref)', valueHint: 'REF', required: true },
    out: { type: 'string', description: 'The file to write', valueHint: 'FILE.wav', required: true },
  },
  /** 0 written, 1 there is none, 2 could not run. */
  async run({ args }) {
    const read = readConfig(process.env)
    if (!read.ok) {
      for (const { variable, problem, advice } of read.problems) console.error(`${variable} ${problem}.\n  ${advice}`)
      return 2
    }
    try {
      const { codec } = await openSecrecy(read.config)
      const folder = join(read.config.dataDir, 'recordings')
      const wav = await createRecordings(folder, codec).open(args.name)
      if (wav === null) {
        console.error(`There is no recording of that name in ${folder}. It lies on the server that took it.`)
        return 1
      }
      // Never over another file: what somebody else has would be gone.
      await writeFile(args.out, wav, { mode: 0o600, flag: 'wx' })
      console.log(`Written to ${args.out}. It holds what was said: handle it so.`)
      return 0
    } catch (error) {
      const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST'
      if (!isThere && !(error instanceof StoreError)) throw error
      console.error(isThere ? `${args.out} is there already: name another file.` : (error as Error).message)
      return 2
    }
  },
})
