import { fold } from '../answers/fold.ts'

interface QuestionWords {
  /** A question begins with one of these words. */
  readonly openers: ReadonlySet<string>
  /** … or has one of these in it. */
  readonly phrases: readonly string[]
  /** Said before a question; they are passed over. */
  readonly before: ReadonlySet<string>
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/u))
const phrases = (text: string): readonly string[] => text.trim().split(/\s*,\s*/u)

const tables: Readonly<Record<string, QuestionWords>> = {
  en: {
    openers: words(
      `what whats which who whos whose when whens where wheres how hows why is are am was were do does did can could may might
      will would shall should have has isnt arent dont doesnt cant any`,
    ),
    phrases: phrases(
      `what time, how much, how many, how long, how far, how late, how early, how do, how can, where is, where are, where can, where do, do you, can i, can we,
      could i, could we, can you, could you, may i, may we, is there, are there, is it, have you got, any chance, tell me, id like to know, i want to know, wondering if,
      wondering what, what is, whats the, when do, when is, does the, until when, by what time, what do, what can, which one, is that, are you, should i, should we, may my`,
    ),
    before: words(
      'um uh er well so and but okay ok hi hello hey please sorry excuse me also actually just by until from up to at in on of',
    ),
  },
  es: {
    openers: words(
      'que cual cuales cuando donde adonde como cuanto cuanta cuantos cuantas quien por hay puedo podemos puede pueden tienen tiene es esta estan son abren cierran aceptan',
    ),
    phrases: phrases(
      'a que hora, cuanto cuesta, cuanto vale, hasta cuando, desde cuando, me puede decir, quisiera saber, queria saber, se puede, hay algun, tienen algun',
    ),
    before: words('eh pues bueno y pero hola perdone oiga por favor a de en desde hasta'),
  },
  de: {
    openers: words(
      'was wann wo woher wohin wie warum wieso welche welcher welches welchen wer wem wen ist sind haben hat kann konnen darf durfen gibt muss mussen nehmen akzeptieren sprechen',
    ),
    phrases: phrases(
      'wie viel, wie lange, wie weit, wie spat, bis wann, ab wann, um wie viel uhr, konnen sie mir sagen, ich wollte fragen, ich wurde gern wissen, gibt es, haben sie, kann man, kann ich, konnen wir',
    ),
    before: words('ah ahm also und aber hallo entschuldigung bitte ja so bis ab um von zu'),
  },
  fr: {
    openers: words(
      'que quoi qui quel quelle quels quelles quand ou comment combien pourquoi est peut puis avez avons faut y',
    ),
    phrases: phrases(
      'est ce que, quelle heure, a quelle heure, jusqua quand, combien coute, combien ca coute, on peut, je peux, pouvez vous, avez vous, y a t il, il y a, vous avez, je voudrais savoir, cest combien',
    ),
    before: words('euh alors et mais bonjour pardon sil vous plait a de jusqua'),
  },
  pl: {
    openers: words(
      'co kto kiedy gdzie jak jaki jaka jakie ile czy dlaczego ktory ktora ktore moge mozna macie jest sa',
    ),
    phrases: phrases(
      'o ktorej, ile kosztuje, do ktorej, od ktorej, jak daleko, chcialbym wiedziec, chcialam zapytac, czy jest, czy moge, czy mozna, czy macie',
    ),
    before: words('yyy no i a ale dzien dobry przepraszam prosze do od o'),
  },
}

/**
 * Whether an utterance asks something, rather than answers: "what time do you close on Friday" does, "Friday at five" does
 * not. By its form alone, in a BCP 47 language; what is asked as a statement ("there is no hot water") is not seen. True in
 * a language without a table, where nothing can be told.
 */
export function isQuestion(utterance: string, language: string): boolean {
  const table = tables[language.slice(0, 2).toLowerCase()]
  if (table === undefined || utterance.includes('?')) return utterance.trim() !== ''
  const said = fold(utterance)
    .replace(/['’]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const first = said.find((word) => !table.before.has(word))
  if (first !== undefined && table.openers.has(first) && said.length > 1) return true
  const text = ` ${said.join(' ')} `
  return table.phrases.some((phrase) => text.includes(` ${phrase} `))
}
