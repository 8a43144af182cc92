/**
 * Text that only looks: for a terminal, which obeys some characters. Whatever came from a caller, a model or a tool may hold
 * them. Control characters become their pictures (␛), those of the second set and what turns the writing direction round
 * become "\uFFFD"; line ends and tabs stay.
 */
export function plainText(text: string): string {
  return text.replace(unplain, (found) => {
    const code = found.codePointAt(0) ?? 0
    if (code < 0x20) return String.fromCodePoint(0x2400 + code)
    return code === 0x7f ? '\u2421' : '\uFFFD'
  })
}

/** Cc without tab and line feed; the marks, embeddings, overrides and isolates of direction; line and paragraph separators. */
const unplain = /(?![\t\n])[\p{Cc}\u061C\u200E\u200F\u2028-\u202E\u2066-\u2069]/gu
