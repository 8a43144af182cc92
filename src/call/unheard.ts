/** What is left of a text, from the start of the sentence in which `heard` ends: half a sentence is not understood. */
export function unheardOf(text: string, heard: string): string {
  const sentences = text.match(/[^.!?。]+[.!?。]*\s*/gu) ?? []
  let said = 0
  for (const sentence of sentences) {
    if (said + sentence.trimEnd().length > heard.length) break
    said += sentence.length
  }
  return text.slice(said).trim()
}
