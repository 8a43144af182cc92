/**
 * Whether the whole text matches a pattern in which `*` is any run of characters and `?` is one. Case does not count,
 * since callers do not speak in capitals. Takes at most text × pattern steps, which is why flows have this and no
 * regular expressions.
 */
export function matchesGlob(text: string, pattern: string): boolean {
  const words = text.toLowerCase()
  const glob = pattern.toLowerCase()
  let at = 0
  let inGlob = 0
  let star = -1
  let resume = 0
  while (at < words.length) {
    if (inGlob < glob.length && glob[inGlob] === '*') {
      star = inGlob++
      resume = at
    } else if (inGlob < glob.length && (glob[inGlob] === '?' || glob[inGlob] === words[at])) {
      at++
      inGlob++
    } else if (star >= 0) {
      inGlob = star + 1
      at = ++resume
    } else return false
  }
  while (glob[inGlob] === '*') inGlob++
  return inGlob === glob.length
}
