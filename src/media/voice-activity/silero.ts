import { readFile } from 'node:fs/promises'
import { packWeights, readWeights } from './weights.ts'

/** Samples in a window: 32 ms. */
export const WINDOW_SAMPLES = 256

/** The first 32 numbers of a stream are the last samples of the window before. */
const CONTEXT_SAMPLES = 32

const PAGE_BYTES = 65_536

/** Where a stream's state lies in the model's memory. */
export type StreamAddress = number & { readonly brand: 'StreamAddress' }

/** Silero VAD v6 at 8 kHz: one instance for all streams of the process, 1,152 bytes for each of them. */
export interface Silero {
  /** State of a stream that has heard nothing. Memory grows as it is needed and is used again after `close`. */
  open(): StreamAddress
  close(stream: StreamAddress): void
  /** 256 samples between −1 and 1 are written here before `probability`. Asked for each time: it moves when memory grows. */
  readonly window: Float32Array
  /**
   * The probability, 0 to 1, that the window has voice in it, given what its stream has heard before. A NaN would stay in
   * the state for ever: then the stream starts afresh, and the answer is 0.
   */
  probability(stream: StreamAddress): number
  /** What the window before ended on was silence. */
  forgetContext(stream: StreamAddress): void
  /** As if it had heard nothing. */
  reset(stream: StreamAddress): void
}

interface Exports {
  readonly memory: WebAssembly.Memory
  windowAddress(): number
  weightsAddress(): number
  weightsLength(): number
  streamsAddress(): number
  streamBytes(): number
  speechProbability(stream: number): number
}

/** Takes about 20 ms. Rejects if the files beside this one are missing or not what they should be. */
export async function loadSilero(): Promise<Silero> {
  const [wasm, file] = await Promise.all(
    ['silero.wasm', 'silero.weights'].map((name) => readFile(new URL(name, import.meta.url))),
  )
  const instance = await WebAssembly.instantiate(await WebAssembly.compile(wasm!))
  return createSilero(instance.exports as unknown as Exports, packWeights(readWeights(file!)))
}

function createSilero(model: Exports, weights: Float32Array): Silero {
  if (weights.length !== model.weightsLength()) {
    throw new Error('The voice activity weights do not fit the model: build them again.')
  }
  const { memory } = model
  const streamBytes = model.streamBytes()
  const windowAt = model.windowAddress()
  const free: StreamAddress[] = []
  let end = model.streamsAddress()
  let window = viewWindow()
  new Float32Array(memory.buffer, model.weightsAddress(), weights.length).set(weights)

  function viewWindow(): Float32Array {
    return new Float32Array(memory.buffer, windowAt, WINDOW_SAMPLES)
  }

  function stateOf(stream: StreamAddress): Float32Array {
    return new Float32Array(memory.buffer, stream, streamBytes / Float32Array.BYTES_PER_ELEMENT)
  }

  function allocate(): StreamAddress {
    const stream = end as StreamAddress
    end += streamBytes
    const missing = end - memory.buffer.byteLength
    if (missing > 0) {
      memory.grow(Math.ceil(missing / PAGE_BYTES))
      window = viewWindow()
    }
    return stream
  }

  function reset(stream: StreamAddress): void {
    stateOf(stream).fill(0)
  }

  return {
    open() {
      const stream = free.pop() ?? allocate()
      reset(stream)
      return stream
    },
    close(stream) {
      free.push(stream)
    },
    get window() {
      return window
    },
    probability(stream) {
      const probability = model.speechProbability(stream)
      if (!Number.isNaN(probability)) return probability
      reset(stream)
      return 0
    },
    forgetContext(stream) {
      stateOf(stream).fill(0, 0, CONTEXT_SAMPLES)
    },
    reset,
  }
}
