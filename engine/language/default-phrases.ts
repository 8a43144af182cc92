/** What the agent says where a flow says nothing of its own: by language, English where a language is missing. */
export interface DefaultPhrases {
  /** Before the question is asked again, for the first and the second time. */
  readonly nomatch: readonly [string, string]
  readonly noinput: readonly [string, string]
  /** Before hanging up on a caller who could not be understood, or who says nothing. */
  readonly notUnderstood: string
  readonly unheard: string
  readonly filler: readonly [string, string]
  /** Asks whether there is another item of a list. */
  readonly more: string
  /** What listeners say while they listen. */
  readonly backchannel: readonly string[]
  /** What also agrees, and so is an answer where a question was asked. */
  readonly agreement: readonly string[]
}

const phrases: Readonly<Record<string, DefaultPhrases>> = {
  en: {
    nomatch: ["Sorry, I didn't understand that.", 'I am sorry, I still did not understand.'],
    noinput: ["Sorry, I didn't hear anything.", 'I still cannot hear you.'],
    notUnderstood: 'I am sorry, I could not understand you. Please call again. Goodbye.',
    unheard: 'I cannot hear you, so I am going to hang up. Please call again. Goodbye.',
    filler: ['One moment, please.', 'Still working on it.'],
    more: 'Anything else?',
    backchannel: ['mhm', 'uh-huh', 'mm', 'hmm'],
    agreement: ['okay', 'ok', 'yeah', 'right', 'sure'],
  },
  de: {
    nomatch: [
      'Entschuldigung, das habe ich nicht verstanden.',
      'Es tut mir leid, ich habe Sie wieder nicht verstanden.',
    ],
    noinput: ['Entschuldigung, ich habe nichts gehört.', 'Ich höre Sie noch immer nicht.'],
    notUnderstood: 'Es tut mir leid, ich konnte Sie nicht verstehen. Bitte rufen Sie noch einmal an. Auf Wiederhören.',
    unheard: 'Ich höre Sie nicht und lege jetzt auf. Bitte rufen Sie noch einmal an. Auf Wiederhören.',
    filler: ['Einen Moment, bitte.', 'Ich bin noch dabei.'],
    more: 'Noch etwas?',
    backchannel: ['mhm', 'hm', 'aha'],
    agreement: ['okay', 'ja', 'genau', 'gut'],
  },
  es: {
    nomatch: ['Perdón, no le he entendido.', 'Lo siento, sigo sin entenderle.'],
    noinput: ['Perdón, no he oído nada.', 'Sigo sin oírle.'],
    notUnderstood: 'Lo siento, no he podido entenderle. Vuelva a llamar, por favor. Adiós.',
    unheard: 'No le oigo, así que voy a colgar. Vuelva a llamar, por favor. Adiós.',
    filler: ['Un momento, por favor.', 'Sigo con ello.'],
    more: '¿Algo más?',
    backchannel: ['mhm', 'ajá', 'hmm'],
    agreement: ['vale', 'sí', 'claro', 'bueno'],
  },
  fr: {
    nomatch: ["Pardon, je n'ai pas compris.", "Je suis désolé, je n'ai toujours pas compris."],
    noinput: ["Pardon, je n'ai rien entendu.", 'Je ne vous entends toujours pas.'],
    notUnderstood: "Je suis désolé, je n'ai pas pu vous comprendre. Merci de rappeler. Au revoir.",
    unheard: 'Je ne vous entends pas et je vais raccrocher. Merci de rappeler. Au revoir.',
    filler: ['Un instant, je vous prie.', "Je m'en occupe encore."],
    more: 'Autre chose ?',
    backchannel: ['mhm', 'hmm', 'mm'],
    agreement: ["d'accord", 'oui', 'ok', 'bien'],
  },
  pl: {
    nomatch: ['Przepraszam, nie zrozumiałem.', 'Przykro mi, nadal nie rozumiem.'],
    noinput: ['Przepraszam, nic nie słyszę.', 'Nadal nic nie słyszę.'],
    notUnderstood: 'Przykro mi, nie udało mi się zrozumieć. Proszę zadzwonić ponownie. Do widzenia.',
    unheard: 'Nie słyszę Państwa i rozłączam się. Proszę zadzwonić ponownie. Do widzenia.',
    filler: ['Chwileczkę.', 'Jeszcze sprawdzam.'],
    more: 'Czy coś jeszcze?',
    backchannel: ['mhm', 'hmm', 'aha'],
    agreement: ['okej', 'tak', 'dobrze', 'jasne'],
  },
}

/** Of a language tag ("en-GB") its language's phrases. */
export function defaultPhrases(language: string): DefaultPhrases {
  return phrases[languageOf(language)] ?? (phrases['en'] as DefaultPhrases)
}

/** Whether there are phrases in this language, or only English ones. */
export function hasDefaultPhrases(language: string): boolean {
  return Object.hasOwn(phrases, languageOf(language))
}

function languageOf(tag: string): string {
  const own = tag.split('-')[0]?.toLowerCase() ?? ''
  return Object.hasOwn(phrases, own) ? own : ''
}
