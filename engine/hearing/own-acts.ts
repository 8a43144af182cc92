/** How a language says what the caller, or somebody else, does: who, what goes with it, and whether the verb stands last. */
interface ActWords {
  readonly subjects: ReadonlySet<string>
  readonly auxiliaries: ReadonlySet<string>
  /** Both in one word. */
  readonly both: ReadonlySet<string>
  /** They may stand before the verb. */
  readonly adverbs: ReadonlySet<string>
  readonly isVerbLast: boolean
}

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/u))

const tables: Readonly<Record<string, ActWords>> = {
  en: {
    subjects: list('i we he she they it you'),
    auxiliaries: list('can could will would might may shall should must cannot am was were been'),
    both: list(
      "i'll we'll he'll she'll they'll it'll ill theyll itll i'm we're he's she's they're im theyre can't couldn't won't cant couldnt wont",
    ),
    adverbs: list('just also always gladly happily certainly definitely probably maybe not have be been still to'),
    isVerbLast: false,
  },
  de: {
    subjects: list('ich wir er'),
    auxiliaries: list('kann konnen konnte konnten werde werden wurde wurden darf muss'),
    both: list(''),
    adverbs: list(''),
    isVerbLast: true,
  },
}

/**
 * The words that say what the caller does, and so are no order to us: "wait" in "we will wait". Folded, as they were said. English and
 * German; other languages have none, for there what is asked for and what is told have the same form ("puedo hablar").
 */
export function ownActs(text: string, language: string): ReadonlySet<string> {
  const table = tables[language.slice(0, 2).toLowerCase()]
  if (table === undefined) return new Set()
  const words = text
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('’', "'")
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '')
  const own = new Set<string>()
  for (const [at, word] of words.entries()) {
    const isOwn = table.both.has(word) || (table.auxiliaries.has(word) && table.subjects.has(words[at - 1] ?? ''))
    // "If you could wait" asks for it.
    if (!isOwn || words[at - 2] === 'if') continue
    const verbs = table.isVerbLast
      ? words.slice(at + 1)
      : words
          .slice(at + 1)
          .filter((one) => !table.adverbs.has(one))
          .slice(0, 1)
    for (const verb of verbs) own.add(verb.replaceAll("'", ''))
  }
  return own
}
