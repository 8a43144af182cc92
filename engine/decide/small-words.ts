/** English, Spanish, German, French and Polish together: an utterance is in one of them, and none's content is another's filler. */
const list = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/u).filter((word) => word !== ''))

/** Said while thinking, or out of politeness: they are not there. */
export const fillers = list(`
  um uh er erm ah oh hm hmm mm well so like please kindly actually just really basically
  hi hello hey okay ok sorry
  eh pues bueno este porfavor favor hola
  aeh ahm ahem also halt eigentlich bitte leider
  euh ben alors bah donc svp bonjour
  yyy eee prosze
`)

/** They hold a sentence together and fit any option. */
export const stopWords = list(`
  a an the this that these those it its i id im ill ive me my mine you your youre we us our he she they them their
  is are am was were be been do does did have has had can could would will shall should may might must
  to of in on at for with by from about as and or but if then than there here
  want wants wanted wanting need needs like likes get got go going gonna wanna lets let make know think thanks thank
  some any one caller customer person someone
  theres weve youve theyve somebody something anything thing tell yet now again very much anymore more up out been
  el la los las un una de del en con por para que y o me mi tu su es son ser estar quiero quiere quisiera puedo gracias
  queria quieren necesito tengo se lo al
  der die das den dem ein eine einen einem und oder ich mich mir mein meine sie ihr wir ist sind war bin zu zum zur im am mit fur von will mochte mochten kann danke
  hatte gern wurde brauche muss habe haben meinen meinem ihre ihren
  le les des du au aux et ou je me moi mon ma mes vous votre nous est sont suis a ai avec pour dans sur voudrais veux peux puis merci
  i w z na do ze sie moj moja moje mam jest chce chcialbym chcialabym dziekuje
`)

/** What is asked for: they tell "what is your number" from "my number has changed". */
export const questionWords = list(`
  what whats which who whos whose when whens where wheres how hows why your
  que cual cuando donde como cuanto cuanta quien su
  was wann wo wie warum welche wer wieviel ihr ihre ihren
  quoi quel quelle quand comment pourquoi combien qui votre
  co kiedy gdzie jak dlaczego ile kto
`)

/** "My number has changed" is about the caller, "what is your number" about us. Without accents, in their forms. */
export const callersOwn = list('my mine mi mis mein meine meinen meinem meiner mon ma mes moj moja moje mojego mojej')
export const ours = list('your yours su sus ihr ihre ihren ihrem ihrer votre vos wasz wasza wasze')

/** Of one meaning, as the forms of "no" are: whoever says "yep" has said the designer's "yes". */
export const assents = list('yes yeah yep yup yea yah aye')

/** There is a "no" in them, and they say yes: by their first word, folded, as they are said. */
export const assentsWithNo: ReadonlyMap<string, readonly (readonly string[])[]> = Map.groupBy(
  [
    'not a problem',
    'no problem',
    'no problems',
    'no worries',
    'no bother',
    'why not',
    'kein problem',
    'warum nicht',
    'sin problema',
    'sin problemas',
    'por que no',
    'pas de probleme',
    'pas de souci',
    'pourquoi pas',
    'nie ma problemu',
    'nie ma sprawy',
  ].map((phrase) => phrase.split(' ')),
  ([first = '']) => first,
)

/** They stand for what is talked about: who says what instead talks about something else. English, German, Spanish and French. */
export const pointers = list('it its itll that thats thatll this them those these one es das lo eso esto ca le')

/** A text with one of these says the opposite of the same text without. All that mean the same are one word. */
export const negations: ReadonlyMap<string, string> = new Map([
  ...each('no', 'no nope nah nay'),
  ...each(
    'not',
    `not dont doesnt didnt wont cant cannot couldnt wouldnt shouldnt isnt arent wasnt werent havent hasnt hadnt without
    nicht kein keine keinen keinem pas nie sin`,
  ),
  ...each('never', 'never neither nor none nunca tampoco ninguno jamais aucun niemals'),
  ...each('nein', 'nein'),
  ...each('non', 'non'),
])

function each(one: string, words: string): [string, string][] {
  return [...list(words)].map((word) => [word, one])
}
