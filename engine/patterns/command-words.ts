import { commandNames, type CommandName } from '../language/flow.ts'

/** What a command means, and how callers say it. */
export type CommandWords = Readonly<
  Record<CommandName, { readonly means: string; readonly examples: readonly string[] }>
>

const means: Readonly<Record<CommandName, string>> = {
  help: 'asks what can be said or done here',
  repeat: 'has not understood the question and wants to hear it again',
  goback: 'wants to go back to the question before',
  wait: 'needs a moment and wants us to wait',
  operator: 'wants to speak with a person',
  cancel: 'wants to stop the whole thing',
  slower: 'wants us to speak more slowly',
  faster: 'wants us to speak at the usual pace again',
}

const examples: Readonly<Record<string, Readonly<Record<CommandName, readonly string[]>>>> = {
  en: {
    help: ['help', 'help me', 'what can I say', 'what can I do here', 'I need some help', 'what are my options'],
    repeat: [
      'repeat',
      'repeat that',
      'say that again',
      'can you say that again',
      'pardon',
      'what did you say',
      'what was that',
      'what was that again',
      'come again',
    ],
    goback: ['go back', 'go back one step', 'previous question', 'back to the question before'],
    wait: [
      'hold on',
      'hold on a second',
      'wait a minute',
      'wait',
      'one moment',
      'just a second',
      'give me a moment',
      'hang on',
      'let me find it',
      'let me check',
      'let me look it up',
      'I need to look it up',
    ],
    operator: [
      'operator',
      'agent',
      'representative',
      'speak to a person',
      'talk to someone',
      'I want to talk to a human',
      'can I speak to somebody',
      'real person',
    ],
    cancel: ['cancel', 'cancel that', 'stop', 'forget it', 'never mind', 'I want to stop'],
    slower: ['slower', 'speak slower', 'slow down', 'not so fast', 'can you speak more slowly'],
    faster: ['faster', 'speak faster', 'speed up', 'a bit faster', 'too slow', 'normal speed'],
  },
  de: {
    help: ['hilfe', 'ich brauche hilfe', 'was kann ich sagen', 'welche möglichkeiten habe ich'],
    repeat: ['wiederholen', 'wie bitte', 'noch einmal', 'können sie das wiederholen', 'was haben sie gesagt'],
    goback: ['zurück', 'einen schritt zurück', 'vorherige frage', 'gehen sie zurück'],
    wait: ['moment', 'einen moment', 'warten sie', 'augenblick', 'einen augenblick bitte', 'kleinen moment'],
    operator: [
      'mitarbeiter',
      'ich möchte mit einem menschen sprechen',
      'mit jemandem sprechen',
      'verbinden sie mich',
      'kundenberater',
    ],
    cancel: ['abbrechen', 'stopp', 'vergessen sie es', 'ich möchte aufhören'],
    slower: ['langsamer', 'sprechen sie langsamer', 'nicht so schnell'],
    faster: ['schneller', 'sprechen sie schneller', 'zu langsam', 'normales tempo'],
  },
  es: {
    help: ['ayuda', 'necesito ayuda', 'qué puedo decir', 'qué opciones tengo'],
    repeat: ['repita', 'otra vez', 'puede repetirlo', 'cómo dice', 'qué ha dicho'],
    goback: ['atrás', 'volver atrás', 'la pregunta anterior'],
    wait: ['un momento', 'espere', 'espere un momento', 'un segundo', 'deme un momento'],
    operator: ['operador', 'agente', 'quiero hablar con una persona', 'hablar con alguien', 'persona real'],
    cancel: ['cancelar', 'pare', 'olvídelo', 'déjelo'],
    slower: ['más despacio', 'hable más despacio', 'no tan rápido', 'más lento'],
    faster: ['más deprisa', 'hable más deprisa', 'demasiado lento', 'velocidad normal'],
  },
  fr: {
    help: ['aide', "j'ai besoin d'aide", 'que puis-je dire', 'aidez-moi'],
    repeat: ['répétez', 'pouvez-vous répéter', 'pardon', 'comment', 'encore une fois'],
    goback: ['retour', 'revenir en arrière', 'la question précédente'],
    wait: ['un moment', 'attendez', 'une seconde', 'un instant', 'patientez'],
    operator: ['conseiller', 'opérateur', 'parler à une personne', "parler à quelqu'un", 'un humain'],
    cancel: ['annuler', 'arrêtez', 'laissez tomber', 'stop'],
    slower: ['plus lentement', 'parlez plus lentement', 'moins vite', 'pas si vite'],
    faster: ['plus rapidement', 'accélérez', 'trop lent', 'vitesse normale'],
  },
  pl: {
    help: ['pomoc', 'potrzebuję pomocy', 'co mogę powiedzieć'],
    repeat: ['powtórz', 'proszę powtórzyć', 'jeszcze raz', 'co pan powiedział', 'słucham'],
    goback: ['wstecz', 'cofnij', 'poprzednie pytanie'],
    wait: ['chwileczkę', 'moment', 'proszę poczekać', 'sekundę', 'chwila'],
    operator: ['konsultant', 'chcę rozmawiać z człowiekiem', 'połącz mnie z konsultantem', 'operator'],
    cancel: ['anuluj', 'stop', 'rezygnuję', 'nieważne'],
    slower: ['wolniej', 'proszę mówić wolniej', 'nie tak szybko'],
    faster: ['szybciej', 'za wolno', 'normalne tempo'],
  },
}

const built = new Map<string, CommandWords>()

/** The commands' words in a language ("en-GB"), or in English: the same object each time, since matchers remember it. */
export function commandWords(language: string): CommandWords {
  const tag = language.split('-')[0]?.toLowerCase() ?? ''
  const key = Object.hasOwn(examples, tag) ? tag : 'en'
  const known = built.get(key)
  if (known !== undefined) return known
  const own = examples[key] as Readonly<Record<CommandName, readonly string[]>>
  const words = Object.fromEntries(
    commandNames.map((name) => [name, { means: means[name], examples: own[name] }]),
  ) as CommandWords
  built.set(key, words)
  return words
}
