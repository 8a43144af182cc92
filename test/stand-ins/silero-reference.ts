import type { LayerWeights } from '../../src/media/voice-activity/weights.ts'

/**
 * Silero VAD at 8 kHz in plain arithmetic, double precision, one loop for each sum: slow, and easy to hold against the
 * model's description. `run` takes windows of 256 samples of one stream, in order.
 */
export class SileroReference {
  private readonly layers: readonly LayerWeights[]
  private context = Array.from({ length: 32 }, () => 0)
  private hidden = Array.from({ length: 128 }, () => 0)
  private cell = Array.from({ length: 128 }, () => 0)

  constructor(layers: readonly LayerWeights[]) {
    this.layers = layers
  }

  run(window: ArrayLike<number>): number {
    const samples = [...this.context, ...Array.from(window)]
    this.context = samples.slice(-32)
    for (let i = 0; i < 32; i++) samples.push(samples[286 - i]!)

    const bins = [0, 64, 128, 192].map((start) => {
      const transform = this.apply('spectrum', samples.slice(start, start + 128))
      return transform.slice(0, 65).map((re, bin) => Math.hypot(re, transform[bin + 65]!))
    })
    const silent = (width: number): number[] => Array.from({ length: width }, () => 0)
    const padded = [silent(65), ...bins, silent(65)]
    const first = [0, 1, 2, 3].map((t) => rectify(this.apply('first', padded.slice(t, t + 3).flat())))
    const second = [
      rectify(this.apply('second', [silent(128), first[0]!, first[1]!].flat())),
      rectify(this.apply('second', [first[1]!, first[2]!, first[3]!].flat())),
    ]
    const third = rectify(this.apply('third', second.flat()))
    const features = rectify(this.apply('fourth', third))

    const gates = this.apply('gates', [...features, ...this.hidden])
    this.cell = this.cell.map((old, i) => {
      const taken = sigmoid(gates[i]!) * Math.tanh(gates[256 + i]!)
      return sigmoid(gates[128 + i]!) * old + taken
    })
    this.hidden = this.cell.map((value, i) => sigmoid(gates[384 + i]!) * Math.tanh(value))
    return sigmoid(this.apply('output', rectify(this.hidden))[0]!)
  }

  private apply(name: string, input: readonly number[]): number[] {
    const { layer, matrix, bias } = this.layers.find((candidate) => candidate.layer.name === name)!
    if (input.length !== layer.columns) throw new Error(`${name} takes ${layer.columns} numbers, not ${input.length}`)
    return Array.from(bias, (start, row) => {
      let sum = start
      for (let column = 0; column < layer.columns; column++)
        sum += matrix[row * layer.columns + column]! * input[column]!
      return sum
    })
  }
}

function rectify(values: readonly number[]): number[] {
  return values.map((value) => Math.max(0, value))
}

function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value))
}
