/**
 * Words that tell nothing of who says them, beside those that a language's own table and the flow hold: what people say about
 * anything. English; in other languages more words are replaced than need be.
 */
export const ordinaryWords: ReadonlySet<string> = new Set(
  `able about above across actually add after afternoon again ago agree ahead all allowed almost alone already also although always
  another answer anyone anything anyway anywhere apart appointment arrange arrive ask asked away back bad because become been before
  begin behind believe below beside best better between big bit book booked booking both bother bought break bring broke broken
  brought busy call called calling came cancel car card careful case certain chance change changed check cheap close closed cold
  come comes coming complain complaint complete confirm confused could couple course day days dear definitely deliver delivered
  delivery detail details did different difficult do does doing done door down during each earlier early easy either else email
  empty end enough enquiry even evening ever every everybody everyone everything exactly except excuse expect explain extra
  family far fast feel few figure fill final find fine finish first fix follow food forget forgot form forward found free friend
  from front full gave general gets getting give given gives giving goes gone good got grand great guess guys had half hand happen
  happened happy hard has have having hear heard help her here hers high him his hold home hope hour house how however huge husband
  idea important information inside instead interested into issue job join just keep kept kind kitchen knew know known last late
  later leave left less letter light line list listen little live lived local long longer look looking lost lot love lovely low made
  mail make makes making manage manager many matter maybe mean means meant meet message might mind mine minute miss missed mistake
  moment money month more morning most mother move moved much must my name near nearly need never new next nice night nobody none
  nothing notice now number numbers obviously off offer office often okay old once one online only open opened or order ordered
  other others ought out outside over own package paid paper parcel part party pass past pay payment people perfect perhaps person
  phone phoned pick place plan please point possible post pounds prefer pretty price probably problem put query question quick
  quickly quiet quite rather reach read ready real really reason receive received recently remember remove removed delete drop rent repeat reply request
  right ring road room round said same sat save saw say saying says see seem seems seen sell send sent service set several shall
  she shop short should show side sign similar since sit small so some somebody somehow someone something sometimes somewhere soon
  sort sound speak speaking spoke stand start started stay still stop stopped store street stuff such suppose sure table take taken
  takes taking talk tell than thanks that their them then there they thing things think this those though thought through time
  times today together told tomorrow tonight too took top total touch town travel tried trouble true try trying turn twice under
  understand until up update upon us use used useful usual usually very visit voice wait waited waiting walk want wanted was wash
  watch water way we week weekend weeks well went were what whatever when where whether which while who whole whose why wife will
  window wish with within without wonder wondering word words work worked working works world worry worse worst would write written
  wrong year years yes yesterday yet you young your yours yourself`.split(/\s+/),
)
