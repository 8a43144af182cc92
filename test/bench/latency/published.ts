/** How long something takes, one draw at a time, in milliseconds. */
export type Delay = () => number

/**
 * When the final words of each provider come after the end of speech: published are the 99th percentiles (Deepgram 0.35 s,
 * ElevenLabs 0.41, OpenAI 1.66–2.0, Azure 1.8; of OpenAI's the worse). Their shape is not: a log-normal one of σ 0.5 is assumed.
 */
export const wordsProviders: Readonly<Record<string, { readonly p99Ms: number }>> = {
  Deepgram: { p99Ms: 350 },
  ElevenLabs: { p99Ms: 410 },
  OpenAI: { p99Ms: 2000 },
  Azure: { p99Ms: 1800 },
}

export function wordsDelay({ p99Ms }: { readonly p99Ms: number }, chance: () => number): Delay {
  const sigma = 0.5
  return logNormal(p99Ms / Math.exp(2.326 * sigma), sigma, chance)
}

/** A model's first token: medians of 0.6–0.76 s, p95 of 1.0–1.3, and the worst 2–13 s, which is drawn once in a hundred. */
export function modelDelay(chance: () => number): Delay {
  const [medianMs, p95Ms] = [680, 1150]
  const usual = logNormal(medianMs, Math.log(p95Ms / medianMs) / 1.645, chance)
  return () => (chance() < 0.01 ? 2000 + 11_000 * chance() : usual())
}

/** A booking system's answer. Nobody publishes one: from half a second to four. */
export function toolDelay(chance: () => number): Delay {
  return () => 500 + 3500 * chance()
}

function logNormal(medianMs: number, sigma: number, chance: () => number): Delay {
  return () => medianMs * Math.exp(sigma * Math.sqrt(-2 * Math.log(1 - chance())) * Math.cos(2 * Math.PI * chance()))
}

/** Mulberry32: the same draws with the same seed. */
export function chanceOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
