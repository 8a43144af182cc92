const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Milliseconds of "800ms", "6s", "1.5m" or "1h"; null for anything else. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text)
  const unit = units[match?.[2] ?? '']
  return match === null || unit === undefined ? null : Math.round(Number(match[1]) * unit)
}
