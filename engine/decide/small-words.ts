/** English, Spanish, German and French together: an utterance is in one of them, and none's content is another's filler. */
const list = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/u).filter((word) => word !== ''))

/** Said while thinking, or out of politeness: they are not there. */
export const fillers = list(`
  um uh er erm ah oh hm hmm mm well so like please kindly actually just really basically
  eh pues bueno este porfavor favor
  aeh ahm ahem also halt eigentlich bitte
  euh ben alors bah donc svp
`)

/** They hold a sentence together and fit any option. */
export const stopWords = list(`
  a an the this that these those it its i id im ill ive me my mine you your youre we us our he she they them their
  is are am was were be been do does did have has had can could would will shall should may might must
  to of in on at for with by from about as and or but if then than there here
  want wants wanted wanting need needs like likes get got go going gonna wanna lets let make know think thanks thank
  some any what which who when how one caller customer person someone
  el la los las un una de del en con por para que y o me mi tu su es son ser estar quiero quiere quisiera puedo gracias
  der die das den dem ein eine einen einem und oder ich mich mir mein meine sie ihr wir ist sind war bin zu zum zur im am mit fur von will mochte mochten kann danke
  le les des du au aux et ou je me moi mon ma mes vous votre nous est sont suis a ai avec pour dans sur voudrais veux peux puis merci
`)

/** A text with one of these says the opposite of the same text without. */
export const negations = list(`
  no nope nah not never none neither nor dont doesnt didnt wont cant cannot couldnt wouldnt shouldnt isnt arent wasnt havent hasnt without
  nunca tampoco ninguno
  nein nicht kein keine keinen nie
  non pas jamais aucun
`)
