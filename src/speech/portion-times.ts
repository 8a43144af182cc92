import { placesIn } from './said-times.ts'
import type { SaidTime } from './said-times.ts'

/** A portion of a text on its way through a voice that takes only so much at a time. */
export interface TimedPortion {
  readonly portion: string
  /** A time within the portion and its audio. */
  readonly tell: (time: SaidTime) => void
  /** The portion's audio as it comes; its end is told as a time, too. */
  readonly said: (audio: AsyncIterable<Int16Array>) => AsyncIterable<Int16Array>
}

/** Makes of the times of `portions`, one after another, those of the whole `text`. The portions are of its plain form. */
export function portionTimes(
  text: string,
  portions: readonly string[],
  onTime: (time: SaidTime) => void = () => {},
): readonly TimedPortion[] {
  const placeOf = placesIn(text, portions.join(' '))
  let samples = 0
  let characters = 0
  return portions.map((portion) => {
    const from = characters
    characters += portion.length + 1
    /** In the audio; fixed when the portion begins to be said. */
    let began = 0
    return {
      portion,
      tell: (time) => onTime({ characters: placeOf(from + time.characters), samples: began + time.samples }),
      async *said(audio) {
        began = samples
        for await (const piece of audio) {
          samples += piece.length
          yield piece
        }
        onTime({ characters: placeOf(from + portion.length), samples })
      },
    }
  })
}
