/** An order as the shop's system knows it. */
export interface Order {
  readonly number: string
  /** Where it goes: five digits. Whoever knows the number and this may be told about the order. */
  readonly zip: string
  readonly item: string
  readonly status: 'processing' | 'shipped' | 'delayed' | 'delivered' | 'canceled'
  /** YYYY-MM-DD: when it came, or is to come; "" for an order that was canceled. */
  readonly date: string
  /** Where texts go: the number that the order was placed with, E.164. */
  readonly mobile: string
}

/** The shop's orders: one of every kind, dated from today so that the agent can be tried on any day. */
export function orders(now = new Date()): readonly Order[] {
  const order = (number: string, zip: string, item: string, status: Order['status'], days: number): Order => ({
    number,
    zip,
    item,
    status,
    date: status === 'canceled' ? '' : dayFrom(now, days),
    mobile: '+13125550199',
  })
  return [
    order('40215578', '60614', 'walnut side table', 'shipped', 2),
    order('40215579', '60614', 'set of four dining chairs', 'processing', 6),
    order('40215663', '94110', 'linen armchair', 'delayed', 9),
    order('40215700', '10025', 'reading lamp', 'delivered', -1),
    order('40215712', '02139', 'wool rug', 'canceled', 0),
  ]
}

/** The order with this number that goes to this ZIP code; undefined where either is wrong, without saying which. */
export function findOrder(number: string, zip: string): Order | undefined {
  return orders().find((order) => order.number === number && order.zip === zip.slice(0, 5))
}

function dayFrom(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10)
}
