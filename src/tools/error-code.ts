/** What a flow's `outcomes` can name: "conflict", "not_found". */
export function isErrorCode(value: unknown): value is string {
  return typeof value === 'string' && /^[a-z][a-z0-9_]{0,63}$/.test(value)
}
