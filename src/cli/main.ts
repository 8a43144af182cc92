import { defineCommand, runCommand, showUsage, type CommandDef, type Resolvable } from 'citty'
import { didYouMean } from '../../engine/language/nearest.ts'
import { unknownOption } from './unknown-option.ts'

// What citty's own table of commands holds: each has arguments of its own.
// oxlint-disable-next-line typescript/no-explicit-any
type AnyCommand = CommandDef<any>

/** Every command, loaded when it is asked for. */
export const commands: Readonly<Record<string, () => Promise<AnyCommand>>> = {
  init: async () => (await import('./init.ts')).initCommand,
  validate: async () => (await import('./validate.ts')).validateCommand,
  serve: async () => (await import('./serve.ts')).serveCommand,
  test: async () => (await import('./test.ts')).testCommand,
  chat: async () => (await import('./chat.ts')).chatCommand,
  graph: async () => (await import('./graph.ts')).graphCommand,
  call: async () => (await import('./call.ts')).callCommand,
  calls: async () => (await import('./calls.ts')).callsCommand,
  diff: async () => (await import('./diff.ts')).diffCommand,
  replay: async () => (await import('./replay.ts')).replayCommand,
  explain: async () => (await import('./explain.ts')).explainCommand,
  record: async () => (await import('./record.ts')).recordCommand,
  eval: async () => (await import('./eval.ts')).evalCommand,
  types: async () => (await import('./types.ts')).typesCommand,
  recording: async () => (await import('./recording.ts')).recordingCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  erase: async () => (await import('./erase.ts')).eraseCommand,
  parse: async () => (await import('./parse.ts')).parseCommand,
}

const main = defineCommand({
  meta: { name: 'callchart', description: 'Phone conversations as statecharts.' },
  subCommands: { ...commands },
})

/**
 * Runs the command line. A command returns its exit code: 0 fine, 1 found faults, 2 could not run. Anything wrong with the
 * words themselves is 2 as well, with the usage.
 */
export async function runMain(rawArgs: readonly string[]): Promise<void> {
  stopWhenNobodyReads()
  const [name = ''] = rawArgs
  const asked = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (asked === undefined || rawArgs.includes('--help')) {
    await (asked === undefined ? showUsage(main) : showUsage(await asked(), main))
    if (name !== '' && !name.startsWith('-') && asked === undefined)
      console.error(`There is no command "${name}". ${didYouMean(name, Object.keys(commands)) ?? ''}`.trim())
    process.exitCode = asked === undefined && name !== '--help' ? 2 : 0
    return
  }
  try {
    const command = await asked()
    const unknown = unknownOption((await resolved(command.args)) ?? {}, rawArgs.slice(1))
    if (unknown !== null) {
      console.error(unknown)
      process.exitCode = 2
      return
    }
    const { result } = await runCommand(command, { rawArgs: rawArgs.slice(1) })
    process.exitCode = typeof result === 'number' ? result : (process.exitCode ?? 0)
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 2
  }
}

/** `callchart graph FLOW | head`: who reads has gone, and that is no fault. */
function stopWhenNobodyReads(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(process.exitCode ?? 0)
  })
}

async function resolved<T>(value: Resolvable<T>): Promise<T> {
  return typeof value === 'function' ? (value as () => T | Promise<T>)() : value
}
