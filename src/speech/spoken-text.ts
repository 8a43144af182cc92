/**
 * Text that a plain synthesiser can be given: no markup, no control characters, straight quotes, single spaces. What it
 * takes out would be read aloud letter by letter, or would end a C string early.
 */
export function spokenText(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/<\/?[a-z][^<>]*>/giu, ' ')
    .replace(/[\u2018\u2019\u02bc]/gu, "'")
    .replace(/[\u201c\u201d\u00ab\u00bb]/gu, '"')
    .replace(/[\u2012-\u2015]/gu, ', ')
    .replace(/\p{Extended_Pictographic}|[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/ ([,.;:?!])/gu, '$1')
    .trim()
}

/** A piece is at least this long, so that the voice keeps its melody: about four seconds. */
const pieceCharacters = 60

/**
 * Sentences, short ones kept together, so that a long text is heard while its rest is still being made. Splits only after
 * a word of four letters or more ("Dr. Smith" and "7 p.m. on Friday" stay whole).
 */
export function sentences(text: string): string[] {
  const pieces: string[] = []
  for (const sentence of text.split(/(?<=[\p{L}\p{N}]{4}[.!?]) (?=[\p{Lu}\p{N}])/u)) {
    const last = pieces.at(-1)
    if (last !== undefined && last.length < pieceCharacters) pieces[pieces.length - 1] = `${last} ${sentence}`
    else if (sentence) pieces.push(sentence)
  }
  return pieces
}

/** Sentences again, as many together as fit: for voices that take only so much at a time. A longer sentence stays whole. */
export function portions(text: string, mostCharacters: number): string[] {
  if (text.length <= mostCharacters) return text === '' ? [] : [text]
  const portions: string[] = []
  for (const sentence of sentences(text)) {
    const last = portions.at(-1)
    if (last !== undefined && last.length + 1 + sentence.length <= mostCharacters)
      portions[portions.length - 1] = `${last} ${sentence}`
    else portions.push(sentence)
  }
  return portions
}
