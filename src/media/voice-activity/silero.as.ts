// AssemblyScript, compiled to silero.wasm by build.ts: the forward pass of Silero VAD at 8 kHz, with 128-bit SIMD.
// All numbers are 32-bit floats. One window of 32 ms passes through, in this order:
//
//   samples     [320]      32 of the window before, 256 new ones, 32 reflected at the end
//   spectrum    [4][136]   a windowed Fourier transform at samples 0, 64, 128, 192: 65 real parts, 65 imaginary ones
//   magnitudes  [6][65]    a silent row, the four moments, a silent row
//   first       [5][128]   convolution over three moments; a silent row, then the four moments
//   second      [2][64]    the same with a stride of two
//   third       [64]       the same; of its three moments the first lies before the window and is left out
//   recurrent   [256]      the fourth convolution's 128 features (its middle moment alone), then the last hidden state
//   gates       [512]      input, forget, candidate, output: 128 each of the LSTM cell
//
// Only context, hidden and cell state outlive a window. They are the stream's; everything else is shared by all streams.

const FLOAT: usize = 4
const CONTEXT: usize = 32
const WINDOW: usize = 256
const BINS: usize = 65
const MOMENTS: usize = 4
const HOP: usize = 64
const SPECTRUM_ROWS: usize = 136
const STATE: usize = 128

const samples: usize = memory.data((CONTEXT + WINDOW + CONTEXT) * FLOAT, 16)
const spectrum: usize = memory.data(MOMENTS * SPECTRUM_ROWS * FLOAT, 16)
const magnitudes: usize = memory.data((MOMENTS + 2) * BINS * FLOAT, 16)
const first: usize = memory.data((MOMENTS + 1) * 128 * FLOAT, 16)
const second: usize = memory.data(2 * 64 * FLOAT, 16)
const third: usize = memory.data(64 * FLOAT, 16)
const recurrent: usize = memory.data(2 * STATE * FLOAT, 16)
const gates: usize = memory.data(4 * STATE * FLOAT, 16)

// Each layer's matrix, then its bias. A matrix lies in groups of eight rows: for each column the eight rows' weights
// follow one another, so that two vectors of four rows meet one number of the input. weights.ts writes it in this order.
const SPECTRUM_MATRIX: usize = 0
const SPECTRUM_BIAS: usize = SPECTRUM_MATRIX + SPECTRUM_ROWS * 128
const FIRST_MATRIX: usize = SPECTRUM_BIAS + SPECTRUM_ROWS
const FIRST_BIAS: usize = FIRST_MATRIX + 128 * 195
const SECOND_MATRIX: usize = FIRST_BIAS + 128
const SECOND_BIAS: usize = SECOND_MATRIX + 64 * 384
const THIRD_MATRIX: usize = SECOND_BIAS + 64
const THIRD_BIAS: usize = THIRD_MATRIX + 64 * 128
const FOURTH_MATRIX: usize = THIRD_BIAS + 64
const FOURTH_BIAS: usize = FOURTH_MATRIX + 128 * 64
const GATES_MATRIX: usize = FOURTH_BIAS + 128
const GATES_BIAS: usize = GATES_MATRIX + 512 * 256
const OUTPUT_MATRIX: usize = GATES_BIAS + 512
const OUTPUT_BIAS: usize = OUTPUT_MATRIX + STATE
// A single bias, and three floats after it so that the size stays a multiple of a vector.
const WEIGHTS: usize = OUTPUT_BIAS + 4

const weights: usize = memory.data(WEIGHTS * FLOAT, 16)

/** Where the 256 samples of a window are to be written, between -1 and 1. */
export function windowAddress(): usize {
  return samples + CONTEXT * FLOAT
}

/** Where the weights are to be written, and how many floats they are. */
export function weightsAddress(): usize {
  return weights
}

export function weightsLength(): usize {
  return WEIGHTS
}

/** The first byte that is free for streams. */
export function streamsAddress(): usize {
  return (__heap_base + 15) & ~15
}

/** Bytes of a stream: context, hidden state, cell state. Zeros are a stream that has heard nothing. */
export function streamBytes(): usize {
  return (CONTEXT + STATE + STATE) * FLOAT
}

/** The probability that the window at `windowAddress` has voice in it. Moves the stream's state on. */
export function speechProbability(stream: usize): f32 {
  const hidden = stream + CONTEXT * FLOAT
  const cell = hidden + STATE * FLOAT
  memory.copy(samples, stream, CONTEXT * FLOAT)
  memory.copy(stream, samples + WINDOW * FLOAT, CONTEXT * FLOAT)
  reflectEnd()

  multiplyFour(SPECTRUM_MATRIX, SPECTRUM_BIAS, samples, HOP, spectrum, SPECTRUM_ROWS, SPECTRUM_ROWS, 128)
  takeMagnitudes()
  multiplyFour(FIRST_MATRIX, FIRST_BIAS, magnitudes, BINS, first + 128 * FLOAT, 128, 128, 195)
  dropNegatives(first + 128 * FLOAT, MOMENTS * 128)
  multiply(SECOND_MATRIX, SECOND_BIAS, first, second, 64, 384)
  multiply(SECOND_MATRIX, SECOND_BIAS, first + 2 * 128 * FLOAT, second + 64 * FLOAT, 64, 384)
  dropNegatives(second, 2 * 64)
  multiply(THIRD_MATRIX, THIRD_BIAS, second, third, 64, 128)
  dropNegatives(third, 64)
  multiply(FOURTH_MATRIX, FOURTH_BIAS, third, recurrent, 128, 64)
  dropNegatives(recurrent, 128)
  memory.copy(recurrent + STATE * FLOAT, hidden, STATE * FLOAT)
  multiply(GATES_MATRIX, GATES_BIAS, recurrent, gates, 512, 256)
  return advanceState(hidden, cell)
}

/** The 32 samples after the window mirror those before its last one. */
function reflectEnd(): void {
  const end = samples + (CONTEXT + WINDOW) * FLOAT
  for (let i: usize = 0; i < CONTEXT; i++) store<f32>(end + i * FLOAT, load<f32>(end - (i + 2) * FLOAT))
}

/** output = matrix · input + bias. The number of rows is a multiple of eight, that of columns of two. */
function multiply(matrix: usize, bias: usize, input: usize, output: usize, rows: usize, columns: usize): void {
  let weight = weights + matrix * FLOAT
  const inputEnd = input + columns * FLOAT
  for (let row: usize = 0; row < rows; row += 8) {
    // Two sums for each four rows: a sum that waits for the one before it would take twice as long.
    let lowEven = v128.load(weights + (bias + row) * FLOAT)
    let highEven = v128.load(weights + (bias + row) * FLOAT, 16)
    let lowOdd = f32x4.splat(0)
    let highOdd = f32x4.splat(0)
    for (let at = input; at < inputEnd; at += 2 * FLOAT) {
      const even = v128.load32_splat(at)
      const odd = v128.load32_splat(at, 4)
      lowEven = f32x4.add(lowEven, f32x4.mul(v128.load(weight), even))
      highEven = f32x4.add(highEven, f32x4.mul(v128.load(weight, 16), even))
      lowOdd = f32x4.add(lowOdd, f32x4.mul(v128.load(weight, 32), odd))
      highOdd = f32x4.add(highOdd, f32x4.mul(v128.load(weight, 48), odd))
      weight += 64
    }
    v128.store(output + row * FLOAT, f32x4.add(lowEven, lowOdd))
    v128.store(output + row * FLOAT, f32x4.add(highEven, highOdd), 16)
  }
}

/** The same for four inputs at once, so that each weight is loaded once for all. Steps are in floats. */
function multiplyFour(
  matrix: usize,
  bias: usize,
  input: usize,
  inputStep: usize,
  output: usize,
  outputStep: usize,
  rows: usize,
  columns: usize,
): void {
  let weight = weights + matrix * FLOAT
  const inputBytes = inputStep * FLOAT
  const outputBytes = outputStep * FLOAT
  for (let row: usize = 0; row < rows; row += 8) {
    let low0 = v128.load(weights + (bias + row) * FLOAT)
    let high0 = v128.load(weights + (bias + row) * FLOAT, 16)
    let low1 = low0
    let high1 = high0
    let low2 = low0
    let high2 = high0
    let low3 = low0
    let high3 = high0
    let input0 = input
    const inputEnd = input + columns * FLOAT
    while (input0 < inputEnd) {
      const low = v128.load(weight)
      const high = v128.load(weight, 16)
      const input1 = input0 + inputBytes
      const input2 = input1 + inputBytes
      const at0 = v128.load32_splat(input0)
      low0 = f32x4.add(low0, f32x4.mul(low, at0))
      high0 = f32x4.add(high0, f32x4.mul(high, at0))
      const at1 = v128.load32_splat(input1)
      low1 = f32x4.add(low1, f32x4.mul(low, at1))
      high1 = f32x4.add(high1, f32x4.mul(high, at1))
      const at2 = v128.load32_splat(input2)
      low2 = f32x4.add(low2, f32x4.mul(low, at2))
      high2 = f32x4.add(high2, f32x4.mul(high, at2))
      const at3 = v128.load32_splat(input2 + inputBytes)
      low3 = f32x4.add(low3, f32x4.mul(low, at3))
      high3 = f32x4.add(high3, f32x4.mul(high, at3))
      weight += 32
      input0 += FLOAT
    }
    let to = output + row * FLOAT
    v128.store(to, low0)
    v128.store(to, high0, 16)
    to += outputBytes
    v128.store(to, low1)
    v128.store(to, high1, 16)
    to += outputBytes
    v128.store(to, low2)
    v128.store(to, high2, 16)
    to += outputBytes
    v128.store(to, low3)
    v128.store(to, high3, 16)
  }
}

/** How strong each of the 65 bins is at each moment. The rows before and after the four stay zero. */
function takeMagnitudes(): void {
  for (let moment: usize = 0; moment < MOMENTS; moment++) {
    const real = spectrum + moment * SPECTRUM_ROWS * FLOAT
    const imaginary = real + BINS * FLOAT
    const magnitude = magnitudes + (moment + 1) * BINS * FLOAT
    // Four bins at a time, and the last one alone: 65 is no multiple of four, and the next row's first bin is not ours.
    for (let at: usize = 0; at < (BINS - 1) * FLOAT; at += 16) {
      const re = v128.load(real + at)
      const im = v128.load(imaginary + at)
      v128.store(magnitude + at, f32x4.sqrt(f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im))))
    }
    const lastRe = load<f32>(real + (BINS - 1) * FLOAT)
    const lastIm = load<f32>(imaginary + (BINS - 1) * FLOAT)
    store<f32>(magnitude + (BINS - 1) * FLOAT, sqrt<f32>(lastRe * lastRe + lastIm * lastIm))
  }
}

/** The rectifier between the layers. A NaN stays one, so that it is noticed at the end. */
function dropNegatives(values: usize, count: usize): void {
  const end = values + count * FLOAT
  for (let at = values; at < end; at += 16) v128.store(at, f32x4.max(v128.load(at), f32x4.splat(0)))
}

/** The LSTM cell, and from its new hidden state the answer. */
function advanceState(hidden: usize, cell: usize): f32 {
  const inputGate = gates
  const forgetGate = inputGate + STATE * FLOAT
  const candidate = forgetGate + STATE * FLOAT
  const outputGate = candidate + STATE * FLOAT
  let sums = f32x4.splat(0)
  for (let at: usize = 0; at < STATE * FLOAT; at += 16) {
    const kept = f32x4.mul(sigmoid(v128.load(forgetGate + at)), v128.load(cell + at))
    const taken = f32x4.mul(sigmoid(v128.load(inputGate + at)), tanh(v128.load(candidate + at)))
    const nextCell = f32x4.add(kept, taken)
    const nextHidden = f32x4.mul(sigmoid(v128.load(outputGate + at)), tanh(nextCell))
    v128.store(cell + at, nextCell)
    v128.store(hidden + at, nextHidden)
    const rectified = f32x4.max(nextHidden, f32x4.splat(0))
    sums = f32x4.add(sums, f32x4.mul(rectified, v128.load(weights + OUTPUT_MATRIX * FLOAT + at)))
  }
  const sum =
    f32x4.extract_lane(sums, 0) +
    f32x4.extract_lane(sums, 1) +
    f32x4.extract_lane(sums, 2) +
    f32x4.extract_lane(sums, 3) +
    load<f32>(weights + OUTPUT_BIAS * FLOAT)
  return f32x4.extract_lane(sigmoid(f32x4.splat(sum)), 0)
}

// @ts-ignore: decorator
@inline
function sigmoid(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exponential(f32x4.neg(x))))
}

// @ts-ignore: decorator
@inline
function tanh(x: v128): v128 {
  const twice = exponential(f32x4.mul(x, f32x4.splat(-2)))
  return f32x4.sub(f32x4.div(f32x4.splat(2), f32x4.add(f32x4.splat(1), twice)), f32x4.splat(1))
}

/**
 * e^x to about 1e-7 of it: x = n·ln 2 + r with |r| ≤ ln 2 / 2, then 2^n (put into the exponent's bits) times a polynomial
 * for e^r (the single-precision one of Cephes). ln 2 is taken off in two parts, so that r keeps its last bits.
 */
// @ts-ignore: decorator
@inline
function exponential(x: v128): v128 {
  // Beyond 87 a single float overflows; the gates are flat there anyhow.
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(87))
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504)))
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let sum = f32x4.splat(1.98756915e-4)
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.3981999507e-3))
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(8.3334519073e-3))
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(4.1665795894e-2))
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(1.6666665459e-1))
  sum = f32x4.add(f32x4.mul(sum, r), f32x4.splat(5.0000001201e-1))
  sum = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(sum, r), r), r), f32x4.splat(1))
  const powerOfTwo = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(sum, powerOfTwo)
}
