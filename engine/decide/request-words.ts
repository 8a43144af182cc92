/** How a language asks for things, for cutting an utterance between two requests. Words are folded: no accents, no apostrophes. */
export interface RequestWords {
  /** What may stand between two requests; the longest first. */
  readonly joints: readonly string[]
  /** What a request may begin with, before its verb. The longest first. */
  readonly leads: readonly string[]
  /** What callers ask an agent to do, in the forms that requests have. */
  readonly verbs: ReadonlySet<string>
  /** A question's beginning. */
  readonly questions: readonly string[]
  /** A request for nothing but one of these belongs to the one before: "find my order and cancel it". */
  readonly pronouns: ReadonlySet<string>
  /** "Go ahead and book it": not two requests. */
  readonly idle: ReadonlySet<string>
  /** The verb may be the last word: "meinen Termin absagen". */
  readonly verbLast: boolean
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/u))
const phrases = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s*,\s*/u)
    .sort((a, b) => b.length - a.length)

const en: RequestWords = {
  joints: phrases(
    'and, and then, and also, and after that, then, also, and can you also, plus, oh and, and please, and while youre at it, as well as, after that',
  ),
  leads: phrases(
    `please, can you, could you, would you, will you, can you please, could you please, can i, could i, may i, can we, could we, i want to, i wanna,
    i would like to, id like to, i need to, i have to, ive got to, i also want to, i also need to, id also like to, can you also, could you also,
    could i also, can i also, we want to, wed like to, we need to, i want you to, id like you to, help me, maybe, just`,
  ),
  verbs: words(
    `cancel book rebook reschedule move change update order reorder send email text post give tell check track find transfer pay refund return
    close open activate block unblock report stop start renew extend remove add make arrange confirm collect deliver redeliver repeat print
    reserve speak talk explain set increase raise lower register fix replace pick ask know get call ring put schedule`,
  ),
  questions: phrases(
    `what time, how much, how many, how long, how do i, how do, how can i, when do, when does, when is, when are, when will, where is, where are, where do,
    where can i, what is, what are, whats, wheres, whens, which, do you, does it, is there, are there, are you, have you, who is, why is, why was`,
  ),
  pronouns: words('it them that this one ones instead too again so me him her'),
  idle: words('go come try wait sit stop hang'),
  verbLast: false,
}

const es: RequestWords = {
  joints: phrases('y, y tambien, y luego, y despues, ademas, tambien, luego, y ademas'),
  leads: phrases(
    'por favor, puede, puedes, podria, podrias, me puede, me podria, quiero, queria, quisiera, necesito, me gustaria, tengo que, tambien quiero, puedo',
  ),
  verbs: words(
    `cancelar cancele cancela anular anule anula reservar reserve reserva cambiar cambie cambia mover mueva enviar envie envia enviarme enviame envieme
    mandar mandame mandeme dar dame deme darme decir digame dime decirme pedir pida comprobar pagar pague devolver devuelva cerrar cierre abrir abra activar active
    bloquear bloquee actualizar actualice hablar saber confirmar confirme recoger renovar renueve`,
  ),
  questions: phrases(
    'a que hora, cuanto cuesta, cuanto, cuando, donde esta, donde, cual es, que, como puedo, hay, tienen',
  ),
  pronouns: words('lo la los las eso esto ella otra otro'),
  idle: words('venga vaya'),
  verbLast: false,
}

const de: RequestWords = {
  joints: phrases('und, und dann, und ausserdem, und auch, ausserdem, dann, danach, und noch'),
  leads: phrases(
    'bitte, konnen sie, konnten sie, kann ich, konnte ich, ich mochte, ich will, ich wurde gern, ich wurde gerne, ich muss, ich hatte gern, ich brauche',
  ),
  verbs: words(
    `absagen stornieren storniere buchen buche verschieben andern schicken schicke schicken senden sende geben gib sagen sag nennen bestellen bezahlen zahlen
    sperren entsperren melden aktivieren schliessen eroffnen kundigen abholen verlangern bestatigen sprechen wissen prufen umbuchen reservieren
    vereinbaren mitteilen zuschicken zurucksenden zuruckgeben eintragen loschen`,
  ),
  questions: phrases(
    'wann haben, wann, wie viel, wieviel, wie lange, wo ist, wo sind, wo, was kostet, wie komme ich, haben sie, gibt es, welche',
  ),
  pronouns: words('es ihn sie das den einen eine'),
  idle: words('warten'),
  verbLast: true,
}

const fr: RequestWords = {
  joints: phrases('et, et puis, et aussi, et ensuite, ensuite, puis, aussi, et egalement'),
  leads: phrases(
    'sil vous plait, pouvez vous, pourriez vous, vous pouvez, est ce que vous pouvez, je veux, je voudrais, jaimerais, je dois, il faut, je peux, est ce que je peux, jai besoin de',
  ),
  verbs: words(
    `annuler annulez reserver reservez changer changez deplacer deplacez envoyer envoyez menvoyer donner donnez me dire dites commander payer rembourser
    fermer fermez ouvrir activer activez bloquer bloquez modifier modifiez parler savoir confirmer confirmez verifier verifiez renouveler signaler`,
  ),
  questions: phrases(
    'a quelle heure, combien, quand est ce, quand, ou est, ou se trouve, quel est, quelle est, comment, est ce que vous avez, avez vous',
  ),
  pronouns: words('le la les ca cela en lui un une'),
  idle: words('aller venir'),
  verbLast: false,
}

const pl: RequestWords = {
  joints: phrases('i, a potem, i jeszcze, i potem, a takze, oraz, potem, a przy okazji'),
  leads: phrases(
    'prosze, czy moze pan, czy moze pani, czy moge, chce, chcialbym, chcialabym, musze, potrzebuje, moge, poprosze',
  ),
  verbs: words(
    `odwolac odwolaj anulowac zarezerwowac umowic przelozyc zmienic wyslac wyslij podac podaj powiedziec sprawdzic zaplacic zwrocic zamknac otworzyc
    aktywowac zablokowac odblokowac zglosic rozmawiac wiedziec potwierdzic odebrac przedluzyc zamowic`,
  ),
  questions: phrases('o ktorej, ile kosztuje, ile, kiedy, gdzie jest, gdzie, jak, czy macie, czy jest'),
  pronouns: words('to go je ja ich nowy nowa'),
  idle: words('czekac'),
  verbLast: false,
}

const tables: Readonly<Record<string, RequestWords>> = { en, es, de, fr, pl }

/** A language's words; null where it has none, and nothing is cut. */
export function requestWordsOf(language: string): RequestWords | null {
  return tables[language.slice(0, 2).toLowerCase()] ?? null
}
