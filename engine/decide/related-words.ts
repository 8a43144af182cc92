import { stem } from './stem.ts'

/**
 * Words of which callers say one and designers write another, in any trade: what is about the same thing. English for now:
 * other languages go by their words alone. A word may stand in two groups; those of a group are alike, not the same.
 */
const groups = `
  car drive vehicle park garage motor parking
  bike bicycle cycle cycling
  internet wifi wireless online web wlan website
  password code pin login
  price cost charge fee rate tariff expensive cheap pay money quote
  discount reduction cheaper special deal offer saving less
  free included extra complimentary
  bill invoice receipt statement
  cash notes coins
  card visa mastercard amex credit debit
  dollar euro pound currency foreign exchange
  child kid baby toddler infant son daughter little boy girl children family crib
  cot crib cradle
  senior pensioner elderly retired old
  dog pet cat animal
  swim pool swimming
  gym fitness workout exercise weights treadmill
  massage spa facial treatment wellness
  sauna steam
  eat food meal dish dinner lunch restaurant kitchen dining supper menu cook
  breakfast morning
  drink bar beer wine cocktail beverage pub
  vegan vegetarian meat veggie
  allergy allergic gluten coeliac celiac intolerance nut
  sleep bed room night
  pillow blanket duvet bedding sheet linen
  towel bathrobe
  soap shampoo shower toiletries gel toothbrush toothpaste
  wash laundry clothes cleaning dry
  clean maid housekeeping tidy cleaner
  iron press
  hairdryer hair dryer
  kettle tea coffee
  fridge minibar refrigerator
  tv television channel netflix football film
  plug socket adapter adaptor charger cable
  phone telephone mobile ring call dial
  email mail mailbox
  letter post postcard stamp mail envelope
  key lock card door locked
  luggage bag suitcase baggage case
  arrive arrival come land checkin
  leave departure depart go out checkout
  early earliest sooner morning
  late latest after midnight night
  open hours close shut closing opening closed
  time hour oclock
  near nearby close nearest closest around distance far walk
  train rail railway station
  bus coach tram transport public
  taxi cab uber
  plane flight airport fly
  shuttle transfer pick
  address directions find satnav location way route located
  motorway exit junction road
  shop store supermarket grocery
  pharmacy chemist medicine tablet drug prescription
  doctor hospital ill sick fever hurt medical pain
  money withdraw cash atm bank
  cancel cancellation refund
  change alter move reschedule modify shift
  book reserve reservation booking
  deposit advance prepayment upfront
  voucher gift certificate present giftcard
  wedding married marry bride reception
  meeting conference seminar workshop event
  projector screen slides beamer technical equipment
  birthday anniversary cake celebrate party
  flower rose bouquet
  beach sea sand ocean coast water
  boat ship tour trip cruise
  fish fishing angling
  hike walk trail hiking path
  museum sight sightseeing attraction visit
  weather rain sun warm cold temperature spring summer
  warm hot heat heating cold freezing thermostat temperature
  cool aircon conditioning ac hot
  noise noisy loud quiet party
  smoke smoking cigarette
  balcony terrace outside sit outdoor
  garden outdoor outside yard
  grill barbecue bbq
  playground swing slide play
  book read novel library game
  print printer paper document copy
  wake alarm morning up
  power electricity light dark lamp
  disabled wheelchair accessible stepfree step
  deaf hearing ear
  lift elevator stair floor
  safe secure security valuables passport
  id passport licence document identity identification
  job work hiring vacancy career employ
  complain complaint unhappy manager
  review rate stars feedback recommend
  photo picture film camera shoot
  wear dress clothes jacket shorts code
  visitor guest friend sister
  green environment eco sustainable renewable energy friendly
  christmas holiday december
  year eve
  month season september year
  minimum least single
  long week month weekly
  group people twenty party
  age old young teenager years
  lost found missing
  steal stolen theft nick robbed rob
  broken repair fix work fault damage
  wait long queue
  buy purchase order get
  deliver delivery ship arrive send parcel package
  return back exchange
  increase raise higher up bigger more
  decrease lower reduce down smaller
  borrow lend loan
  accept take allow permit
  transfer send payment
  decline reject refuse fail
  swallow eat retain keep kept
  twice double two duplicate
  recognise know unknown strange weird
  home house flat apartment
  babysitter sitter babysitting watch
  borrow rent hire
  appointment visit slot
  teeth tooth dentist dental
  glasses optician eye lens
  tap leak drip water plumber
  insurance cover policy claim
  accident crash collision damage
`

const groupsOf = new Map<string, number[]>()
for (const [group, line] of groups.trim().split('\n').entries())
  for (const word of line.trim().split(/\s+/u)) {
    const key = stem(word)
    const known = groupsOf.get(key)
    if (known === undefined) groupsOf.set(key, [group])
    else if (!known.includes(group)) known.push(group)
  }

/** The groups that a stem stands in; most stand in none. */
export function relatedGroups(stemmed: string): readonly number[] {
  return groupsOf.get(stemmed) ?? none
}

const none: readonly number[] = []
