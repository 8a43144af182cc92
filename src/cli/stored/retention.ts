const units: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Milliseconds of a configuration's length of time: "90m", "12h", "30d". Its schema lets nothing else through. */
export function lengthMs(text: string): number {
  const unit = units[text.slice(-1)]
  if (unit === undefined) throw new TypeError(`"${text}" is no length of time.`)
  return Number(text.slice(0, -1)) * unit
}
