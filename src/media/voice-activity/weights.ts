/**
 * The weights of Silero VAD v6 at 8 kHz in our own file: half-precision floats, little-endian, and nothing else. Each
 * layer's matrix lies row by row, then its bias, in the order of `layers`. Half precision changes no decision.
 */
export interface Layer {
  readonly name: string
  readonly rows: number
  readonly columns: number
  /** Zeros in the file would be wasted: the Fourier transform has no bias. */
  readonly bias: boolean
}

/**
 * The columns of a convolution are its moments, each with all of the channels before it. Moments that always lie outside
 * of the window are left out: the first of `third`, the first and last of `fourth`.
 */
export const layers: readonly Layer[] = [
  { name: 'spectrum', rows: 130, columns: 128, bias: false },
  { name: 'first', rows: 128, columns: 3 * 65, bias: true },
  { name: 'second', rows: 64, columns: 3 * 128, bias: true },
  { name: 'third', rows: 64, columns: 2 * 64, bias: true },
  { name: 'fourth', rows: 128, columns: 64, bias: true },
  { name: 'gates', rows: 512, columns: 128 + 128, bias: true },
  { name: 'output', rows: 1, columns: 128, bias: true },
]

export interface LayerWeights {
  readonly layer: Layer
  /** Row by row. */
  readonly matrix: Float32Array
  /** One for each row. */
  readonly bias: Float32Array
}

/** Rounds to half precision. The layers must be those above, in that order. */
export function writeWeights(weights: readonly LayerWeights[]): Uint8Array {
  const numbers = weights.flatMap(({ layer, matrix, bias }) => [...matrix, ...(layer.bias ? bias : [])])
  const file = new DataView(new ArrayBuffer(numbers.length * 2))
  numbers.forEach((number, i) => file.setUint16(i * 2, halfFromFloat(number), true))
  return new Uint8Array(file.buffer)
}

/** Throws if the file is not as long as its layers are. */
export function readWeights(bytes: Uint8Array): readonly LayerWeights[] {
  const file = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const take = (count: number): Float32Array => {
    const numbers = new Float32Array(count)
    for (let i = 0; i < count; i++, at += 2) numbers[i] = floatFromHalf(file.getUint16(at, true))
    return numbers
  }
  const expected = layers.reduce((sum, layer) => sum + layer.rows * layer.columns + (layer.bias ? layer.rows : 0), 0)
  if (bytes.length !== expected * 2) {
    throw new Error(
      `The voice activity weights are ${bytes.length} bytes long instead of ${expected * 2}: build them again.`,
    )
  }
  return layers.map((layer) => ({
    layer,
    matrix: take(layer.rows * layer.columns),
    bias: layer.bias ? take(layer.rows) : new Float32Array(layer.rows),
  }))
}

/**
 * As silero.as.ts wants them: rows in groups of eight, in each group column by column, then the bias. The one row of the
 * output stays as it is. Rows and biases that are missing in a group are zeros.
 */
export function packWeights(weights: readonly LayerWeights[]): Float32Array {
  const packed = new Float32Array(weights.reduce((sum, { layer }) => sum + packedLength(layer), 0))
  let at = 0
  for (const { layer, matrix, bias } of weights) {
    const { rows, columns } = layer
    const together = rows === 1 ? 1 : GROUP
    for (let row = 0; row < rows; row++) {
      const group = Math.floor(row / together)
      const first = at + group * together * columns + (row % together)
      for (let column = 0; column < columns; column++)
        packed[first + column * together] = matrix[row * columns + column]!
    }
    at += packedLength(layer)
    packed.set(bias, at - biasLength(layer))
  }
  return packed
}

/** Rows whose weights lie together: two vectors of four. */
const GROUP = 8

/** A single bias takes a whole vector, so that what follows stays aligned. */
function biasLength({ rows }: Layer): number {
  return rows === 1 ? 4 : Math.ceil(rows / GROUP) * GROUP
}

function packedLength(layer: Layer): number {
  return (layer.rows === 1 ? 1 : biasLength(layer)) * layer.columns + biasLength(layer)
}

/** IEEE 754: a sign, 5 bits of exponent (bias 15), 10 of fraction. */
function floatFromHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** To the nearest, ties to even. Weights are far from the largest half (65,504) and never infinite. */
function halfFromFloat(number: number): number {
  const sign = number < 0 || Object.is(number, -0) ? 0x8000 : 0
  const magnitude = Math.abs(number)
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)))
  const steps = roundToEven(magnitude * 2 ** (10 - exponent))
  // A fraction that was rounded up to a whole carries into the exponent's bits by itself.
  return sign | (steps + ((exponent + 14) << 10))
}

function roundToEven(number: number): number {
  const below = Math.floor(number)
  const rest = number - below
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below
}
