/**
 * A word without what recognisers disagree about: lower case, no accents ("Środa" and "sroda" are one), "ß" as "ss".
 * Plain ASCII, the usual case, costs one pass.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  if (isAscii(lower)) return lower
  return lower
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[łßœæøđ’‘´`]/g, (letter) => unlike[letter] ?? letter)
}

const unlike: Readonly<Record<string, string>> = {
  ł: 'l',
  ß: 'ss',
  œ: 'oe',
  æ: 'ae',
  ø: 'o',
  đ: 'd',
  '’': "'",
  '‘': "'",
  '´': "'",
  '`': "'",
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false
  return true
}
