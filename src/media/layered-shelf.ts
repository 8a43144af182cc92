import type { PromptShelf } from './prompt-shelf.ts'

/** A shelf of this machine's own before one that all servers share: what is found there is kept here as well. */
export function createLayeredShelf(near: PromptShelf, shared: PromptShelf): PromptShelf {
  return {
    async read(key) {
      const here = await near.read(key)
      if (here !== null) return here
      const there = await shared.read(key)
      if (there !== null) await near.write(key, there)
      return there
    },
    async write(key, audio) {
      await Promise.all([near.write(key, audio), shared.write(key, audio)])
    },
    claim: async (key) => (await shared.claim?.(key)) ?? { isOurs: true, release: async () => {} },
  }
}
