import type { Key } from '../../src/store/key.ts'
import { createSealedCodec } from '../../src/store/sealed-codec.ts'

/** A key of tests: 32 times the same byte. */
function keyNamed(id: string, byte: number): Key {
  return { id, secret: new Uint8Array(32).fill(byte) }
}

export const k1 = keyNamed('k1', 1)
export const k2 = keyNamed('k2', 2)

/** Seals with k1. */
export const sealed = createSealedCodec([k1])
