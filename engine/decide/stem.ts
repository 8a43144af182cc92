/** English verbs whose forms share no stem, the base first: callers say "it was taken", designers write "took". */
const irregular = `
  take took taken taking, steal stole stolen, lose lost losing losed, send sent, come came coming, go went gone goes,
  forget forgot forgotten, eat ate eaten, give gave given, pay paid, break broke broken, buy bought, bring brought,
  find found, choose chose chosen, leave left, tell told, say said, speak spoke spoken, write wrote written, see saw seen,
  pick picked, get got gotten, make made, keep kept, feel felt, hear heard, know knew known, let lets, lend lent,
  spend spent, sell sold, run ran, drive drove driven, ride rode ridden, begin began begun, stick stuck, put puts,
  think thought, teach taught, catch caught, fall fell fallen, freeze froze frozen, wear wore worn, burst bursting,
  withdraw withdrew withdrawn, hold held, meet met, sleep slept, understand understood, change changed, use used using,
  refund refunded, try tried tries, reply replied, carry carried, mobile cellphone, child children, person people
`

const bases = new Map(
  irregular.split(',').flatMap((line) => {
    const [base = '', ...forms] = line.trim().split(/\s+/u)
    return forms.map((form): [string, string] => [form, base])
  }),
)

/**
 * What a word and its other forms have in common: light, and for English mostly; other languages' forms are found by
 * their letters. Never longer than the word.
 */
export function stem(word: string): string {
  const base = bases.get(word) ?? word
  if (base.length <= 3) return base
  const bare = base
    .replace(/ies$/u, 'y')
    .replace(/(?<=.{3})(?:ingly|edly|ings?|ed|ments?|es|s|e|er|en)$/u, '')
    // "cancelled", "stopping"
    .replace(/([bdgklmnprt])\1$/u, '$1')
  return bare.length >= 3 ? bare : base
}
