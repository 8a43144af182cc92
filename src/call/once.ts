/** One at a time of each name: who asks meanwhile gets the same answer. */
export function once<T>(running: Map<string, Promise<T>>, name: string, run: () => Promise<T>): Promise<T> {
  const under = running.get(name)
  if (under !== undefined) return under
  const started = run().finally(() => running.delete(name))
  running.set(name, started)
  return started
}
