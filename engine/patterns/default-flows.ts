/** Made of the YAML beside it by `node engine/patterns/make-default-flows.ts`: change that. */
export const defaultFlows: Readonly<Record<string, string>> = {}
