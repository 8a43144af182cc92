/** A length of time in whole parts. */
export interface Parts {
  readonly days: number
  readonly hours: number
  readonly minutes: number
}

/** Reads ISO 8601 "PT1H30M", "P3D", "P2W"; undefined for anything else. */
export function readIsoDuration(text: string): Parts | undefined {
  const match = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(text)
  if (!match || text === 'P' || text.endsWith('T')) return undefined
  const [, weeks = '0', days = '0', hours = '0', minutes = '0'] = match
  return { days: Number(weeks) * 7 + Number(days), hours: Number(hours), minutes: Number(minutes) }
}

/** Writes whole minutes as ISO 8601: 90 is "PT1H30M", 4320 is "P3D". */
export function isoDuration(minutes: number): string {
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const rest = minutes % 60
  const clock = `${hours > 0 ? `${hours}H` : ''}${rest > 0 ? `${rest}M` : ''}`
  return `P${days > 0 ? `${days}D` : ''}${clock === '' ? (days > 0 ? '' : 'T0M') : `T${clock}`}`
}
