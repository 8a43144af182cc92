import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createMemoryStream, main as compile } from 'assemblyscript/asc'
import type { Tensor } from './onnx-tensors.ts'
import { readOnnxTensors } from './onnx-tensors.ts'
import type { LayerWeights } from './weights.ts'
import { layers, writeWeights } from './weights.ts'

// node src/media/voice-activity/build.ts: writes silero.wasm and silero.weights anew. Both are committed, so that
// neither the compiler nor the model's package is needed to run; a test builds them again and compares.

const SOURCE = 'silero.as.ts'

/** Compiles the forward pass. Throws with the compiler's messages. */
export async function buildWasm(): Promise<Uint8Array> {
  let wasm: Uint8Array | null = null
  const source = readFileSync(new URL(SOURCE, import.meta.url), 'utf8')
  const options = ['--optimizeLevel', '3', '--enable', 'simd', '--runtime', 'stub', '--noAssert', '--use', 'abort=']
  const messages = createMemoryStream()
  const { error } = await compile([SOURCE, '--outFile', 'silero.wasm', ...options], {
    stderr: messages,
    readFile: (name) => (name === SOURCE ? source : null),
    writeFile: (name, contents) => {
      if (name === 'silero.wasm' && typeof contents !== 'string') wasm = contents
    },
    listFiles: () => [],
  })
  if (error !== null || wasm === null)
    throw new Error(`silero.as.ts does not compile.\n${messages.toString()}`, { cause: error })
  return wasm
}

/** The tensors of Silero VAD v6's 8 kHz branch, in full precision, from its ONNX file. Throws if that is another model. */
export function extractLayers(): readonly LayerWeights[] {
  const path = fileURLToPath(import.meta.resolve('@ricky0123/vad-web/dist/silero_vad_v6.onnx'))
  const all = readOnnxTensors(readFileSync(path))

  /** The branch `else` is taken when the sampling rate is not 16 kHz. */
  const find = (name: string, ...dims: number[]): Float32Array => {
    const tensor: Tensor | undefined = all.get(`If_0_else_branch__Inline_0__${name}`)
    if (tensor?.dims.join() !== dims.join()) {
      throw new Error(
        `${path} is not Silero VAD v6: ${name} is [${tensor?.dims.join() ?? 'missing'}], not [${dims.join()}].`,
      )
    }
    return tensor.values
  }

  const convolution = (
    index: number,
    rows: number,
    channels: number,
    moments: readonly number[],
  ): [Float32Array, Float32Array] => {
    const name = `encoder.${index}.reparam_conv`
    const kernel = find(`${name}.weight`, rows, channels, 3)
    const matrix = new Float32Array(rows * moments.length * channels)
    let at = 0
    for (let row = 0; row < rows; row++) {
      for (const moment of moments) {
        for (let channel = 0; channel < channels; channel++)
          matrix[at++] = kernel[(row * channels + channel) * 3 + moment]!
      }
    }
    return [matrix, find(`${name}.bias`, rows)]
  }

  const matrices: readonly [Float32Array, Float32Array][] = [
    [find('stft.forward_basis_buffer', 130, 1, 128), new Float32Array(130)],
    convolution(0, 128, 65, [0, 1, 2]),
    convolution(1, 64, 128, [0, 1, 2]),
    convolution(2, 64, 64, [1, 2]),
    convolution(3, 128, 64, [1]),
    [
      sideBySide(find('decoder.rnn.weight_ih', 512, 128), find('decoder.rnn.weight_hh', 512, 128), 128),
      sum(find('decoder.rnn.bias_ih', 512), find('decoder.rnn.bias_hh', 512)),
    ],
    [find('decoder.decoder.2.weight', 1, 128, 1), find('decoder.decoder.2.bias', 1)],
  ]
  return layers.map((layer, i) => ({ layer, matrix: matrices[i]![0], bias: matrices[i]![1] }))
}

/** Our own file of them. */
export function buildWeights(): Uint8Array {
  return writeWeights(extractLayers())
}

function sideBySide(left: Float32Array, right: Float32Array, columns: number): Float32Array {
  const joined = new Float32Array(left.length + right.length)
  for (let row = 0; row * columns < left.length; row++) {
    joined.set(left.subarray(row * columns, (row + 1) * columns), 2 * row * columns)
    joined.set(right.subarray(row * columns, (row + 1) * columns), (2 * row + 1) * columns)
  }
  return joined
}

function sum(left: Float32Array, right: Float32Array): Float32Array {
  return left.map((value, i) => value + right[i]!)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('silero.wasm', import.meta.url), await buildWasm())
  writeFileSync(new URL('silero.weights', import.meta.url), buildWeights())
}
