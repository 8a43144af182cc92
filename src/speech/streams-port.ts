import type { WordsOptions, WordsPort, WordsStream } from './words.ts'

/** A port that is nothing but its streams: those that are open when it is closed are closed with it. */
export function createStreamsPort({
  name,
  batchMs,
  open,
}: Pick<WordsPort, 'name' | 'batchMs'> & { readonly open: (call: WordsOptions) => Promise<WordsStream> }): WordsPort {
  const streams = new Set<WordsStream>()
  return {
    name,
    batchMs,
    async open(call) {
      const stream = await open(call)
      streams.add(stream)
      const close = (): void => {
        streams.delete(stream)
        stream.close()
      }
      return { ...stream, close }
    },
    async close() {
      for (const stream of streams) stream.close()
      streams.clear()
    },
  }
}
