/** −20 dBFS, where a telephone's speech usually lies. */
const targetRms = 32768 * 10 ** (-20 / 20)
/** −1 dBFS: mu-law clips just below full scale. */
const peakLimit = 32768 * 10 ** (-1 / 20)
/** −48 dBFS: flite's silence is exact zeros to a few units of dither; its quietest fricative lies above. */
const silencePeak = 128
/** The loudness of speech is that of its sounding parts: windows of 20 ms above this count. −40 dBFS. */
const soundingRms = 32768 * 10 ** (-40 / 20)

/**
 * Without the silence before the first sound (all but `keepMs` of it) and after the last. A view, not a copy; empty where
 * all is silent.
 */
export function trimSilence(
  pcm: Int16Array,
  rateHz: number,
  keep: { readonly beforeMs: number; readonly afterMs: number },
): Int16Array {
  const first = pcm.findIndex(isSound)
  if (first === -1) return pcm.subarray(0, 0)
  const last = pcm.findLastIndex(isSound)
  const before = Math.round((keep.beforeMs * rateHz) / 1000)
  const after = Math.round((keep.afterMs * rateHz) / 1000)
  return pcm.subarray(Math.max(0, first - before), Math.min(pcm.length, last + 1 + after))
}

/** Louder than any silence. */
export function isSound(sample: number): boolean {
  return Math.abs(sample) > silencePeak
}

/**
 * What brings speech to −20 dBFS RMS over its sounding parts, or as near as its loudest peak allows below −1 dBFS.
 * `soundingMs` is how much speech that was judged by; without any the gain is 1.
 */
export function gainFor(pcm: Int16Array, rateHz: number): { readonly gain: number; readonly soundingMs: number } {
  const window = Math.round(rateHz / 50)
  let peak = 0
  let energy = 0
  let counted = 0
  for (let from = 0; from + window <= pcm.length; from += window) {
    let sum = 0
    for (let i = from; i < from + window; i++) {
      const sample = pcm[i] ?? 0
      sum += sample * sample
      peak = Math.max(peak, Math.abs(sample))
    }
    if (sum < soundingRms * soundingRms * window) continue
    energy += sum
    counted += window
  }
  if (counted === 0) return { gain: 1, soundingMs: 0 }
  const gain = Math.min(targetRms / Math.sqrt(energy / counted), peakLimit / peak)
  return { gain, soundingMs: (counted * 1000) / rateHz }
}

/** Louder or softer, in place; what would pass −1 dBFS is cut there. */
export function amplify(pcm: Int16Array, gain: number): Int16Array {
  for (let i = 0; i < pcm.length; i++)
    pcm[i] = Math.max(-peakLimit, Math.min(peakLimit, Math.round((pcm[i] ?? 0) * gain)))
  return pcm
}

/** A whole recording, in place, at the level that the telephone wants. */
export function level(pcm: Int16Array, rateHz: number): Int16Array {
  return amplify(pcm, gainFor(pcm, rateHz).gain)
}
