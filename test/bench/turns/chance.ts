/** Numbers by chance, the same ones for the same seed. */
export class Chance {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** 0 ≤ x < 1 (mulberry32). */
  uniform(): number {
    this.#state = (this.#state + 0x6d_2b_79_f5) >>> 0
    let t = this.#state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  exponential(mean: number): number {
    return -mean * Math.log(1 - this.uniform())
  }

  /** Mean `mean`; the larger `shape`, the less it varies (standard deviation: mean / √shape). Shape is a whole number. */
  gamma(mean: number, shape: number): number {
    let sum = 0
    for (let n = 0; n < shape; n++) sum += this.exponential(mean / shape)
    return sum
  }
}

/** A seed of a text, so that a row sounds the same whatever stands before it (FNV-1a). */
export function seedOf(text: string): number {
  let hash = 0x81_1c_9d_c5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01_00_01_93)
  return hash >>> 0
}
