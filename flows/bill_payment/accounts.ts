/** A customer's account. */
export interface Account {
  readonly number: string
  readonly postcode: string
  /** What is owed in pounds; 0 or less where nothing is. */
  readonly owed: number
}

const accounts: readonly Account[] = [
  { number: '8804127730', postcode: 'TR1 2HE', owed: 64.2 },
  { number: '8804127748', postcode: 'PL4 8AA', owed: 312.85 },
  { number: '8804127755', postcode: 'BA1 5AN', owed: 0 },
]

/** The account with this number and postcode; undefined where either is wrong, without saying which. */
export function findAccount(number: string, postcode: string): Account | undefined {
  const wanted = plain(postcode)
  return accounts.find((account) => account.number === number && plain(account.postcode) === wanted)
}

function plain(postcode: string): string {
  return postcode.replaceAll(/\s/g, '').toUpperCase()
}
