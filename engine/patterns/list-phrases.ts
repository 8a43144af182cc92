/**
 * What the agent says while a list is filled, where a flow has no words for it. By language; English where a language is
 * missing. `{}` is where names of items, or a number, come.
 */
interface ListPhrases {
  readonly tookOff: string
  readonly which: string
  readonly soFar: string
  readonly empty: string
  readonly full: string
  readonly few: string
  /** What should be done to a list that is not right. */
  readonly whatToChange: string
}

const phrases: Readonly<Record<string, ListPhrases>> = {
  en: {
    tookOff: 'I have taken off {}.',
    which: 'Which one should I take off, {}?',
    soFar: 'So far I have {}.',
    empty: 'I have nothing so far.',
    full: 'That is as many as I can take.',
    few: 'I need at least {}.',
    whatToChange: 'What should I add, change or take off?',
  },
  de: {
    tookOff: 'Gestrichen: {}.',
    which: 'Was soll ich streichen, {}?',
    soFar: 'Bisher habe ich {}.',
    empty: 'Bisher habe ich nichts.',
    full: 'Mehr kann ich nicht aufnehmen.',
    few: 'Ich brauche mindestens {}.',
    whatToChange: 'Was soll ich hinzufügen, ändern oder streichen?',
  },
  es: {
    tookOff: 'He quitado {}.',
    which: '¿Cuál quito, {}?',
    soFar: 'Hasta ahora tengo {}.',
    empty: 'Hasta ahora no tengo nada.',
    full: 'No puedo anotar más.',
    few: 'Necesito al menos {}.',
    whatToChange: '¿Qué añado, cambio o quito?',
  },
  fr: {
    tookOff: "J'ai retiré {}.",
    which: 'Que faut-il retirer, {} ?',
    soFar: "Pour l'instant j'ai {}.",
    empty: "Pour l'instant je n'ai rien.",
    full: 'Je ne peux pas en prendre davantage.',
    few: "Il m'en faut au moins {}.",
    whatToChange: 'Que faut-il ajouter, changer ou retirer ?',
  },
  pl: {
    tookOff: 'Skreślone: {}.',
    which: 'Co mam skreślić, {}?',
    soFar: 'Na razie mam: {}.',
    empty: 'Na razie nie mam nic.',
    full: 'Więcej nie mogę zapisać.',
    few: 'Potrzebuję co najmniej {}.',
    whatToChange: 'Co mam dodać, zmienić lub skreślić?',
  },
}

/** The sentence in the language of the call ("en-GB"), or in English. */
export function listPhrase(which: keyof ListPhrases, language: string, names = ''): string {
  const own = phrases[language.slice(0, 2).toLowerCase()] ?? phrases['en']
  return (own?.[which] ?? '').replace('{}', names)
}
