import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from 'node:crypto'
import type { Key } from './key.ts'
import { callerTag, plainCodec, type RecordCodec, sealMark } from './record-codec.ts'
import { StoreError } from './store-error.ts'

const ivBytes = 12
const tagBytes = 16
/** Derived keys that are remembered: more calls than a server has at a time. */
const mostRemembered = 10_000

/**
 * Seals with AES-256-GCM under the first of the keys, and opens what any of them has sealed: put a new one in front to
 * rotate, and take the old one away when nothing is retained that it has sealed.
 *
 * Each call has a key of its own, derived from the secret and its id, so that no number of calls wears a key out (random
 * IVs of 96 bits are good for 2³² texts). The call's id and which part of it a text is are authenticated too: a text moved
 * to another call, or to another place in its call, does not open.
 *
 * Text that was never sealed is read as it is: calls of the time before there was a key end well.
 */
export function createSealedCodec(keys: readonly [Key, ...Key[]]): RecordCodec {
  const [first] = keys
  const byId = new Map(keys.map((key) => [key.id, key]))
  const derived = new Map<string, KeyObject>()
  const random = new RandomBytes()
  const callerSecrets = keys.map(({ secret }) => createHmac('sha256', secret).update('callers').digest())

  function keyOf({ id, secret }: Key, callId: string): KeyObject {
    const name = `${id} ${callId}`
    const known = derived.get(name)
    if (known !== undefined) return known
    // As an object: a cipher takes bytes in five times the time.
    const key = createSecretKey(createHmac('sha256', secret).update(`call:${callId}`).digest())
    derived.set(name, key)
    for (const oldest of derived.keys()) {
      if (derived.size <= mostRemembered) break
      derived.delete(oldest)
    }
    return key
  }

  function encrypt(callId: string, about: string, bytes: Uint8Array): Buffer {
    const iv = random.take(ivBytes)
    const cipher = createCipheriv('aes-256-gcm', keyOf(first, callId), iv)
    cipher.setAAD(bindingOf(callId, about))
    return Buffer.concat([iv, cipher.update(bytes), cipher.final(), cipher.getAuthTag()])
  }

  function decrypt(callId: string, about: string, id: string, sealed: Uint8Array): Buffer {
    const key = byId.get(id)
    if (key === undefined) {
      throw new StoreError(
        'corrupt',
        `The ${about} of call ${callId} is encrypted with the key "${shown(id)}", which this server does not have. Add it to CALLCHART_KEYS, after the first.`,
      )
    }
    try {
      const decipher = createDecipheriv('aes-256-gcm', keyOf(key, callId), sealed.subarray(0, ivBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(bindingOf(callId, about))
      decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
      const text = decipher.update(sealed.subarray(ivBytes, sealed.length - tagBytes))
      return Buffer.concat([text, decipher.final()])
    } catch (cause) {
      throw new StoreError(
        'corrupt',
        `The ${about} of call ${callId} cannot be opened with the key "${id}": it was changed, moved, or sealed by another key of that name.`,
        { cause },
      )
    }
  }

  return {
    seal: (callId, about, text) =>
      `${sealMark}${first.id}.${encrypt(callId, about, Buffer.from(text)).toString('base64')}`,

    open(callId, about, stored) {
      if (!stored.startsWith(sealMark)) return stored
      const dot = stored.indexOf('.', sealMark.length)
      const id = stored.slice(sealMark.length, Math.max(dot, 0))
      return decrypt(callId, about, id, Buffer.from(stored.slice(dot + 1), 'base64')).toString()
    },

    sealBytes: (callId, about, bytes) =>
      Buffer.concat([Buffer.from(`${sealMark}${first.id}.`), encrypt(callId, about, bytes)]),

    openBytes(callId, about, stored) {
      const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength)
      if (!bytes.subarray(0, sealMark.length).equals(Buffer.from(sealMark))) return stored
      const dot = bytes.indexOf('.', sealMark.length)
      const id = bytes.toString('latin1', sealMark.length, Math.max(dot, 0))
      return decrypt(callId, about, id, bytes.subarray(dot + 1))
    },

    callerTags(number) {
      const [tag, ...others] = callerSecrets.map((secret) => callerTag(secret, number))
      return [tag as string, ...others, ...plainCodec.callerTags(number)]
    },
  }
}

/** Neither part can hold the NUL between them. */
function bindingOf(callId: string, about: string): Uint8Array {
  return Buffer.from(`${callId}\0${about}`)
}

/** An id that was read from a damaged text is whatever stands there. */
function shown(id: string): string {
  return /^[\w-]{1,32}$/.test(id) ? id : '?'
}

/** Random bytes, fetched many at a time: the system call costs more than the cipher. */
class RandomBytes {
  readonly #pool = Buffer.alloc(4096)
  #at = this.#pool.length

  take(count: number): Uint8Array {
    if (this.#at + count > this.#pool.length) {
      randomFillSync(this.#pool)
      this.#at = 0
    }
    this.#at += count
    return new Uint8Array(this.#pool.subarray(this.#at - count, this.#at))
  }
}
