const prefix = 'cover:'

/** What is said while words are waited for is no utterance of the flow's: its ids are of their own kind. */
export function coverId(number: number): string {
  return `${prefix}${number}`
}

/** Whether something that was said only covered a wait: neither the flow nor its log hears of it. */
export function isCover(id: string): boolean {
  return id.startsWith(prefix)
}
