import { loadFliteProgram } from '../flite-program.ts'

/** How words sound, in the acoustic model's phones: "S EH V AX N". The likeliest first; empty for what nobody could say. */
export type Pronounce = (word: string) => readonly string[]

/** What the dictionary lacks or has only in American: letters as Britons say them. */
const alsoSaid: Readonly<Record<string, readonly string[]>> = {
  nought: ['N AO T'],
  z: ['Z EH D'],
}

/**
 * Loads the CMU dictionary (134,000 words and their variants). Words that it does not have are spelled out by flite's
 * letter-to-sound rules, once each.
 */
export async function loadPronunciations(): Promise<Pronounce> {
  const [{ dictionary }, flite] = await Promise.all([import('cmu-pronouncing-dictionary'), loadFliteProgram()])
  const guessed = new Map<string, readonly string[]>()
  return (word) => {
    const variants: string[] = []
    for (let entry = dictionary[word], i = 2; entry !== undefined; entry = dictionary[`${word}(${i++})`])
      variants.push(fromCmu(entry))
    variants.push(...(alsoSaid[word] ?? []))
    if (variants.length > 0) return [...new Set(variants)]
    const guess = guessed.get(word) ?? [fromFlite(flite('-voice', 'kal', '-ps', '-t', word).printed)].filter(Boolean)
    guessed.set(word, guess)
    return guess
  }
}

/** The model has phones of its own for the unstressed vowels of "about" and "better", and knows no stress otherwise. */
function fromCmu(entry: string): string {
  return entry.replace(/AH0/g, 'AX').replace(/ER0/g, 'AXR').replace(/\d/g, '')
}

/** Flite prints "pau ax b aw t pau"; what lies between the pauses is the word. */
function fromFlite(printed: string): string {
  return printed
    .split(/\s+/u)
    .filter((phone) => phone !== '' && phone !== 'pau')
    .map((phone) => phone.toUpperCase())
    .join(' ')
}
