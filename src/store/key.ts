/** A secret that seals what callers say, by its id. */
export interface Key {
  /** Stands in the clear beside what it has sealed: letters, digits, "_" and "-". */
  readonly id: string
  /** 32 random bytes. */
  readonly secret: Uint8Array
}

/** How a key is written, and how to make one; for people. */
export const keyAdvice =
  'A key is a name, a colon, and 32 random bytes in base64: CALLCHART_KEYS="k1:$(openssl rand -base64 32)".'

/** A key from "name:base64"; null where that is none. */
export function parseKey(text: string): Key | null {
  const match = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(text.trim())
  if (match === null) return null
  const [, id = '', data = ''] = match
  return { id, secret: Buffer.from(data, 'base64') }
}

/** As it is written. */
export function formatKey({ id, secret }: Key): string {
  return `${id}:${Buffer.from(secret).toString('base64')}`
}
