/** What is left of a text, from the start of the sentence in which `heard` ends: half a sentence is not understood. */
export function unheardOf(text: string, heard: string): string {
  const sentences = text.match(/[^.!?。]+[.!?。]*\s*/gu) ?? []
  let said = 0
  for (const sentence of sentences) {
    // What is known to be heard ends with a word: the full stop is not waited for.
    if (said + sentence.replace(/[^\p{L}\p{N}]+$/u, '').length > heard.length) break
    said += sentence.length
  }
  return text.slice(said).trim()
}
