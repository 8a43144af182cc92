/** The value below which `q` of the sorted values lie. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((x, y) => x - y)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0
}

/** One line: least, median, p95, p99. */
export function row(what: string, values: readonly number[], digits = 2): string {
  const of = (q: number): string => quantile(values, q).toFixed(digits).padStart(8)
  return `${what.padEnd(44)} ${of(0)} ${of(0.5)} ${of(0.95)} ${of(0.99)}`
}

export const heading = `${'ms'.padEnd(44)} ${['min', 'median', 'p95', 'p99'].map((text) => text.padStart(8)).join(' ')}`
