/** The words of a text as turn-taking compares them: lower case, letters, digits and apostrophes. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}' ]/gu, ' ')
    .split(' ')
    .filter((word) => word !== '')
}

/** The words that are in none of the phrases ("uh huh" is one), longer phrases first. */
export function withoutPhrases(words: readonly string[], phrases: readonly (readonly string[])[]): string[] {
  const byLength = phrases.filter(({ length }) => length > 0).toSorted((a, b) => b.length - a.length)
  const left: string[] = []
  for (let at = 0; at < words.length;) {
    const found = byLength.find((phrase) => phrase.every((word, n) => words[at + n] === word))
    if (found === undefined) left.push(words[at] ?? '')
    at += found?.length ?? 1
  }
  return left
}
