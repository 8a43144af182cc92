import type { ListTable } from './list-words.ts'

/** What callers say of a list, by language. Without accents and apostrophes alike with them. */
export const listTables: Readonly<Record<string, ListTable>> = {
  en: {
    done: "that's all | that is all | that's it | that is it | that's everything | that's the lot | that'll be all | that will be all | that's them | nothing else | nothing more | nothing further | no more | no others | no other | none other | and that's all | and that's it | i'm done | i am done | all done | done | finished | i'm finished | that's all of them | just that | just those | just that one | just the one | only that",
    none: "none | nothing | none of them | none at all | nothing at all | not any | there is none | there's none | there are none | there isn't any | there aren't any | there's nothing | there is nothing | i don't have any | i have none | i haven't got any | nothing i know of | nothing really | no nothing | no none",
    more: "one more | another | another one | yes another | and another one | there's another | there's another one | there is another one | there's one more | there is one more | there's more | there is more | i have another | i have another one | i have one more | i've got one more | i've got another | something else | there's something else | there is something else | one thing more | one more thing | another thing | add one | add another | add another one | add something | i want to add something | i'd like to add something | i forgot one | i forgot something | i've forgotten one | i've forgotten something | one is missing | something is missing | there's one missing | you forgot one",
    unsure:
      "i don't know | don't know | i do not know | no idea | i have no idea | not sure | i'm not sure | i am not sure | i can't remember | i don't remember | hang on | hold on",
    tell: "what have i got | what do i have | what have i got so far | what do i have so far | what have you got | what have you got so far | what do you have | what do you have so far | read it back | read that back | read them back | read me the list | what's on the list | what is on the list | read the list",
    remove:
      'remove | delete | take off | take out | take away | take * off | take * out | take * away | take * back | cross off | cross out | cross * off | leave out | leave off | leave * out | leave * off | scratch | scrap | drop | get rid of | strike | cancel | forget | forget about | without | except | kick out',
    latest:
      'last one | last | last thing | last item | last number | that one | that | it | this one | the one i just said',
    every:
      'both | both of them | all of them | all of it | everything | all | the lot | the whole list | them all | them',
    some: 'one | one of them | something | some | some of them | one of these | one of those | one thing | one item',
    change:
      'change | make | make it | make that | correct | i meant | i mean | i said | it should be | that should be | should be',
    lead: "and | and also | also | then | and then | plus | oh | oh and | well | so | just | yes | yeah | yep | okay | ok | there's | there is | there was | there were | there are | there's also | i have | i've got | i've also got | i have also | i lost | i also lost | it's | it is | it was | they are | i think | maybe | add | please add | can you add | could you add | i'd like to add | i want to add | put down | put in | put | include | another one is | one is | the other one is | first | second | first of all | next | the next one is | for | we have | we lost | we've got | my number is | the number is | number | actually | no | sorry | please",
    also: 'and | also | plus | another | a second | a further | add | then | too | as well | include | put down | put in',
    tail: 'too | as well | also | please | thanks | thank you | and | i think | i guess | that one too | then',
    link: "worth | for | at | about | around | of | costing | cost | costs | which was | which is | which cost | that's | it's | its | was | were | is | are | it was | it is | it cost | they cost | they were | roughly | maybe | say | valued | valued at | to | with | and | i'd say | i would say | i think | each | by | on | from | should be | not | value | price",
    only: 'just | only',
  },
  es: {
    done: 'eso es todo | es todo | ya esta | ya | nada mas | no nada mas | ninguno mas | ninguna mas | ningun otro | ninguna otra | eso es | con eso ya esta | y ya esta | y nada mas | no hay mas | no mas | he terminado | listo | solo eso | solo ese | solo esa | y eso es todo',
    none: 'ninguno | ninguna | nada | no hay | no hay nada | no hay ninguno | no hay ninguna | no tengo | no tengo ninguno | no tengo ninguna | nada de nada | nada en absoluto',
    more: 'otro | otra | uno mas | una mas | otro mas | otra mas | hay otro | hay otra | hay uno mas | hay una mas | hay mas | tengo otro | tengo otra | tengo uno mas | una cosa mas | algo mas | otra cosa | falta uno | falta una | falta algo | se me olvido uno | se me olvido algo | me falta uno | quiero anadir algo',
    unsure:
      'no se | no lo se | ni idea | no tengo ni idea | no estoy seguro | no estoy segura | no me acuerdo | un momento',
    tell: 'que tengo | que llevo | que hay | que hay en la lista | que tiene | que tiene hasta ahora | que llevamos | repita la lista | lea la lista | leame la lista',
    remove:
      'quita | quite | quitar | quitame | quiteme | borra | borre | borrar | elimina | elimine | eliminar | saca | saque | sacar | suprime | suprima | sin | menos | excepto | olvida | olvide',
    latest: 'el ultimo | la ultima | ultimo | ultima | lo ultimo | ese | esa | eso | este | esta',
    every: 'los dos | las dos | ambos | ambas | todos | todas | todo | la lista entera | toda la lista',
    some: 'uno | una | algo | uno de ellos | una de ellas | alguno | alguna | una cosa',
    change:
      'cambia | cambie | cambiar | corrige | corrija | quiero decir | queria decir | quise decir | he dicho | dije | deberia ser | que sea',
    lead: 'y | y tambien | tambien | ademas | luego | y luego | pues | bueno | si | vale | hay | tengo | es | son | era | creo que | anade | anada | anadir | ponga | pon | otro es | otra es | el otro es | la otra es | primero | segundo | perdi | me falta | el numero es | numero | no | perdon | por favor | mas',
    also: 'y | tambien | ademas | otro | otra | anade | anada | mas | luego',
    tail: 'tambien | por favor | gracias | ademas | y | creo',
    link: 'por | de | a | que vale | que valia | que cuesta | que costo | vale | valia | cuesta | costo | valen | es | son | era | eran | fue | unos | unas | mas o menos | como | y | valor | valorado en | valorada en | en | con | cada uno | cada una | el | la | los | las | no',
    only: 'solo | solamente',
  },
  de: {
    done: 'das ist alles | das war alles | das wars | das war es | das wars schon | das wäre alles | alles | mehr nicht | sonst nichts | nichts mehr | nichts weiter | nichts sonst | weiter nichts | keine mehr | keines mehr | keins mehr | keinen mehr | keine weiteren | keine weitere | fertig | ich bin fertig | nur das | nur die | nur der | nur den | und das wars | und das ist alles | mehr ist es nicht | mehr habe ich nicht | mehr gibt es nicht',
    none: 'keine | keins | keines | keiner | keinen | nichts | gar nichts | gar keine | überhaupt nichts | es gibt keine | es gibt nichts | ich habe keine | ich habe nichts | da ist nichts',
    more: 'noch eins | noch eine | noch einer | noch einen | noch etwas | noch was | ein weiteres | eine weitere | einen weiteren | ein anderes | da ist noch eins | da ist noch etwas | es gibt noch eins | es gibt noch eine | es gibt noch mehr | ich habe noch eins | ich habe noch eine | ich habe noch einen | ich habe noch etwas | eins fehlt | eine fehlt | eins fehlt noch | etwas fehlt | ich habe eins vergessen | ich habe etwas vergessen | eins mehr',
    unsure:
      'weiss nicht | ich weiss nicht | weiss ich nicht | das weiss ich nicht | keine ahnung | ich habe keine ahnung | nicht sicher | ich bin nicht sicher | moment | einen moment',
    tell: 'was habe ich | was habe ich bisher | was haben sie | was haben sie bisher | was steht auf der liste | was steht drauf | lesen sie die liste vor | lies die liste vor | was haben wir bisher',
    remove:
      'streich | streiche | streichen sie | streichen | losch | losche | loschen sie | loschen | entfern | entferne | entfernen sie | entfernen | nimm * raus | nimm * weg | nimm * runter | nehmen sie * raus | nehmen sie * weg | nehmen sie * runter | lass * weg | lassen sie * weg | vergiss | vergessen sie | ohne | ausser | nimm * heraus | nehmen sie * heraus',
    latest:
      'das letzte | die letzte | den letzten | der letzte | letzte | letzten | letztes | das | die | den | dieses | diese | diesen | das da',
    every: 'beide | alle beide | alle | alles | die ganze liste | allesamt',
    some: 'eins | eine | einen | eines davon | eins davon | eine davon | einen davon | etwas | was | einige',
    change:
      'andere | andern sie | andern | mach | machen sie | ich meine | ich meinte | ich habe gesagt | es muss heissen | sollte sein | soll sein | korrigieren sie | korrigiere',
    lead: 'und | und auch | auch | dann | und dann | noch | und noch | ausserdem | also | na ja | ja | okay | gut | da ist | da war | da ist noch | es gibt | ich habe | ich habe noch | ich habe auch | es ist | es war | das ist | das war | es sind | das sind | nur | vielleicht | dazu | dazu kommt | hinzu kommt | nehmen sie auf | die nummer ist | nummer | erstens | zweitens | nein | nee | entschuldigung | bitte | eigentlich | mir fehlt | verloren habe ich',
    also: 'und | auch | noch | dazu | ausserdem | weitere | weiteres | weiteren | dann',
    tail: 'auch | bitte | danke | noch | und | dazu | glaube ich | denke ich',
    link: 'fur | zu | von | um | etwa | ungefahr | circa | rund | im wert von | wert | kostet | kostete | kosten | hat gekostet | war | waren | ist | sind | die | der | das | den | mit | und | je | pro stuck | nicht | soll | sollte | sein | sagen wir',
    only: 'nur | bloss',
  },
  fr: {
    done: "c'est tout | ce sera tout | voila | voila c'est tout | et c'est tout | rien d'autre | rien de plus | non rien d'autre | aucun autre | aucune autre | pas d'autre | pas d'autres | plus rien | c'est bon | j'ai fini | termine | j'ai termine | c'est fini | seulement ca | juste ca | il n'y en a pas d'autre | il n'y a rien d'autre",
    none: "aucun | aucune | rien | rien du tout | il n'y en a pas | il n'y en a aucun | il n'y a rien | je n'en ai pas | je n'en ai aucun | pas du tout | neant",
    more: "un autre | une autre | encore un | encore une | un de plus | une de plus | il y en a un autre | il y en a une autre | il y en a encore un | il y en a encore une | il y en a d'autres | j'en ai un autre | j'en ai une autre | j'en ai encore un | j'en ai encore une | autre chose | encore une chose | une autre chose | encore quelque chose | il en manque un | il en manque une | il manque quelque chose | j'en ai oublie un | j'en ai oublie une | j'ai oublie quelque chose",
    unsure:
      "je ne sais pas | je sais pas | aucune idee | je n'ai aucune idee | je ne suis pas sur | je ne suis pas sure | je ne me souviens pas | un instant | attendez",
    tell: "qu'est ce que j'ai | qu'est ce que vous avez | qu'avez vous | qu'est ce qu'il y a sur la liste | relisez la liste | relisez | lisez la liste",
    remove:
      'enleve | enlevez | enlever | retire | retirez | retirer | supprime | supprimez | supprimer | efface | effacez | effacer | ote | otez | oubliez | oublie | sans | sauf',
    latest: 'le dernier | la derniere | dernier | derniere | celui la | celle la | ca | cela | celui ci | celle ci',
    every: 'les deux | tous les deux | toutes les deux | tous | toutes | tout | toute la liste',
    some: "un | une | l'un | l'une | l'un d'eux | l'une d'elles | un d'entre eux | quelque chose | un element",
    change:
      "changez | change | changer | corrigez | corrige | je veux dire | je voulais dire | j'ai dit | c'est plutot | ca doit etre | plutot | mettez plutot",
    lead: "et | et aussi | aussi | puis | et puis | ensuite | et ensuite | alors | bon | eh bien | oui | ok | d'accord | il y a | il y avait | il y a aussi | j'ai | j'ai aussi | c'est | c'etait | ce sont | ajoutez | ajoute | ajouter | mettez | encore | un autre c'est | le numero est | c'est le numero | numero | d'abord | premierement | non | pardon | s'il vous plait | j'ai perdu | juste | peut etre | en fait",
    also: 'et | aussi | puis | ensuite | encore | autre | ajoutez | ajoute',
    tail: "aussi | s'il vous plait | merci | egalement | et | je crois | je pense",
    link: "pour | a | de | d' | environ | a peu pres | dans les | qui vaut | qui valait | qui coute | qui coutait | qui a coute | vaut | valait | coute | coutait | d'une valeur de | c'est | c'etait | est | sont | etait | etaient | et | avec | chacun | chacune | le | la | les | l' | pas",
    only: 'juste | seulement',
  },
  pl: {
    done: 'to wszystko | wszystko | to juz wszystko | to tyle | tyle | juz | i tyle | i to wszystko | nic wiecej | nic poza tym | wiecej nie ma | nie ma wiecej | zadnych wiecej | zadnego wiecej | zadnej wiecej | zadne inne | koniec | skonczylem | skonczylam | gotowe | tylko to | tylko ten | tylko ta | to by bylo na tyle | nie juz nic | juz nic',
    none: 'zaden | zadna | zadne | zadnego | zadnej | zadnych | nic | nic a nic | zupelnie nic | nie ma | nie ma zadnych | nie mam | nie mam zadnych | nic nie ma | nic nie mam',
    more: 'jeszcze jeden | jeszcze jedna | jeszcze jedno | jeszcze cos | kolejny | kolejna | kolejne | nastepny | nastepna | jest jeszcze jeden | jest jeszcze jedna | jest jeszcze jedno | jest jeszcze cos | mam jeszcze jeden | mam jeszcze jedna | mam jeszcze jedno | mam jeszcze cos | jeszcze jedna rzecz | cos jeszcze | brakuje jednego | brakuje jednej | czegos brakuje | zapomnialem o czyms | zapomnialam o czyms | zapomnialem o jednym | zapomnialam o jednym',
    unsure:
      'nie wiem | tego nie wiem | nie mam pojecia | nie jestem pewien | nie jestem pewna | nie pamietam | chwileczke | moment',
    tell: 'co mam | co juz mam | co pan ma | co pani ma | co jest na liscie | co mamy | prosze przeczytac liste | przeczytaj liste',
    remove:
      'usun | usunac | prosze usunac | skresl | skreslic | prosze skreslic | wykresl | wykreslic | skasuj | skasowac | wyrzuc | wyrzucic | odejmij | zabierz | bez | oprocz',
    latest:
      'ostatni | ostatnia | ostatnie | ostatniego | ostatniej | ten ostatni | ta ostatnia | to ostatnie | ten | ta | to | te | tego | tamto',
    every: 'oba | obie | oboje | wszystkie | wszystko | wszystkich | cala liste',
    some: 'jeden | jedna | jedno | jeden z nich | jedna z nich | jedno z nich | cos | ktorys',
    change:
      'zmien | zmienic | prosze zmienic | popraw | poprawic | mialem na mysli | mialam na mysli | chodzilo mi o | powiedzialem | powiedzialam | powinno byc | ma byc',
    lead: 'i | a | i jeszcze | jeszcze | tez | takze | rowniez | oraz | potem | i potem | no | wiec | tak | okej | dobrze | jest | sa | byl | byla | bylo | mam | mam jeszcze | mam tez | to | to jest | to byl | to byla | to bylo | prosze dodac | dodaj | dodac | dopisz | numer to | numer | najpierw | po pierwsze | nie | przepraszam | prosze | tylko | moze | wlasciwie | zginal | zginela | zginelo',
    also: 'i | jeszcze | tez | takze | rowniez | oraz | dodaj | dopisz | potem',
    tail: 'tez | takze | rowniez | prosze | dziekuje | jeszcze | i | chyba',
    link: 'za | po | okolo | mniej wiecej | jakies | o wartosci | wart | warta | warte | warty | kosztowal | kosztowala | kosztowalo | kosztuje | byl | byla | bylo | byly | jest | sa | to | z | i | na | kazdy | kazda | nie | w | od | powinno byc',
    only: 'tylko | jedynie',
  },
}
