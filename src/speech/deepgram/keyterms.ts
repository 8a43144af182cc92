/** Deepgram takes a hundred, and 500 tokens of them. https://developers.deepgram.com/docs/keyterm */
const most = 100
/** About 500 tokens of four characters, with room for languages of longer ones. */
const mostCharacters = 1500

/** The words that are likely, as many as Deepgram takes, the first ones first. */
export function keyterms(keywords: readonly string[]): string[] {
  let characters = 0
  // One term is one parameter: separators within would make it several.
  const terms = [...new Set(keywords.map((word) => word.replaceAll(/[,;\s]+/gu, ' ').trim()))].filter(Boolean)
  return terms.slice(0, most).filter((term) => (characters += term.length) <= mostCharacters)
}
