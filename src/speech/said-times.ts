/** So much of a text has been said when so many samples of its audio have been heard. */
export interface SaidTime {
  /** Of the text that was asked for, from its beginning. */
  readonly characters: number
  /** At 8 kHz, from the beginning of the audio. */
  readonly samples: number
}

/** Adds a time that has become known. One that lies before others takes their place: that was said again, or not at all. */
export function addTime(times: SaidTime[], time: SaidTime): void {
  while ((times.at(-1)?.samples ?? -1) > time.samples) times.pop()
  times.push(time)
}

/**
 * How many characters have been said after so many samples: between two times as many as fall to the time between them.
 * `end` is where all of it has been said, or where that is thought to be.
 */
export function charactersAt(times: readonly SaidTime[], samples: number, end: SaidTime): number {
  const before = times.findLast((time) => time.samples <= samples) ?? { characters: 0, samples: 0 }
  const after = times.find((time) => time.samples > samples) ?? end
  if (after.samples <= before.samples) return before.characters
  const part = Math.min(1, (samples - before.samples) / (after.samples - before.samples))
  // In a text that is said again from an earlier place nothing is taken back before that.
  return before.characters + Math.max(0, after.characters - before.characters) * part
}

/**
 * Where in a text a place of its plain form (`spokenText` of it) lies. What the plain form leaves out or puts in are marks and
 * spaces: letters and digits are counted.
 */
export function placesIn(text: string, plain: string): (characters: number) => number {
  const inText = countsOf(text)
  const inPlain = countsOf(plain)
  return (characters) => {
    if (characters >= plain.length) return text.length
    const wanted = inPlain[characters] ?? 0
    const place = inText.findIndex((count) => count >= wanted)
    return place === -1 ? text.length : place
  }
}

/** How many letters and digits lie before each place. */
function countsOf(text: string): number[] {
  const counts = [0]
  let count = 0
  for (const unit of text) {
    const isCounted = /[\p{L}\p{N}]/u.test(unit)
    if (isCounted) count += 1
    for (let n = 0; n < unit.length; n++) counts.push(count)
  }
  return counts
}
