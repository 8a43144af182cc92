/** A parcel that was not delivered, as the depot knows it. */
export interface Parcel {
  /** What the driver wrote on the card: two letters and six digits. */
  readonly reference: string
  readonly postcode: string
  /** It waits at the depot, has been delivered meanwhile, or was sent back. */
  readonly state: 'waiting' | 'delivered' | 'returned'
}

const parcels: readonly Parcel[] = [
  { reference: 'HP384512', postcode: 'LS4 4RH', state: 'waiting' },
  { reference: 'HP384520', postcode: 'LS6 2AB', state: 'waiting' },
  { reference: 'HP380077', postcode: 'LS4 4RH', state: 'delivered' },
  { reference: 'HP371903', postcode: 'LS1 5DL', state: 'returned' },
]

/** How many parcels a van's round still takes on a day. */
export const roundSize = 2

/** The parcel with this reference that goes to this postcode; undefined where either is wrong. */
export function findParcel(reference: string, postcode: string): Parcel | undefined {
  return parcels.find((parcel) => parcel.reference === plain(reference) && plain(parcel.postcode) === plain(postcode))
}

/** The next days on which vans go out, YYYY-MM-DD: not today, and not on Sundays. */
export function nextRounds(count: number, now = new Date()): readonly string[] {
  const days: string[] = []
  for (let at = 1; days.length < count; at++) {
    const day = new Date(now.getTime() + at * 86_400_000)
    if (day.getUTCDay() !== 0) days.push(day.toISOString().slice(0, 10))
  }
  return days
}

function plain(code: string): string {
  return code.replaceAll(/\s/g, '').toUpperCase()
}
