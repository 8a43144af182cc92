/** Where a text is cut: after a word of four letters or more ("Dr. Smith" and "7 p.m. on Friday" stay whole). */
const boundary = /(?<=[\p{L}\p{N}]{4}[.!?]) (?=[\p{Lu}\p{N}])/u

/** Stands for a value that is not known yet: it may end a sentence as a word does. */
const unknown = '\uff38\uff38\uff38\uff38'

/** The sentences of a text, as they stand. */
export function wholeSentences(text: string): string[] {
  return text.split(boundary).filter((sentence) => sentence.trim() !== '')
}

/** The sentences of a template that are the same whatever its values are; null is a value. None where it has no values. */
export function sentencesWithoutValues(parts: readonly (string | null)[]): string[] {
  if (!parts.includes(null)) return []
  const sentences = wholeSentences(parts.map((part) => part ?? unknown).join(''))
  return sentences.filter((sentence) => !sentence.includes(unknown))
}
