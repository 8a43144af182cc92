import twilio from 'twilio'

/** What a request must have been signed with, and for which address. */
export interface Signing {
  /** The account's auth tokens: one, or two while they are being rotated. */
  readonly authTokens: readonly string[]
  /** Where Twilio reaches us, without a slash at the end. Headers are never asked: a proxy or a caller can write them. */
  readonly publicUrl: string
}

/**
 * Whether Twilio signed this webhook, with or without a slash at the end of its path: a proxy may have added or taken one.
 * `path` is the request's own path with its query; `params` the posted fields.
 * Never throws: what cannot be checked is not valid.
 */
export function isSignedWebhook(
  signing: Signing,
  signature: string | undefined,
  path: string,
  params: Readonly<Record<string, unknown>>,
): boolean {
  return isSigned(signing, signature, withAndWithoutSlash(absolute(signing.publicUrl, path)), params)
}

/**
 * Whether Twilio signed this upgrade. It signs the `wss://` address of the `<Stream>`, with or without a slash at the
 * end and with or without the port; the SDK tries neither slash nor port 443 for `wss`, so all are tried here.
 */
export function isSignedUpgrade(signing: Signing, signature: string | undefined, path: string): boolean {
  const addresses = withAndWithoutSlash(absolute(streamBase(signing.publicUrl), path))
  return isSigned(signing, signature, [...addresses, ...addresses.map(withDefaultPort)], {})
}

function withAndWithoutSlash(address: string): readonly string[] {
  const [bare = address, query] = address.split('?', 2)
  const withoutSlash = bare.replace(/\/+$/, '')
  const suffix = query === undefined ? '' : `?${query}`
  return [withoutSlash + suffix, `${withoutSlash}/${suffix}`]
}

/** The public address as a WebSocket's: https becomes wss, and http (on loopback only) ws. */
export function streamBase(publicUrl: string): string {
  return publicUrl.replace(/^http/, 'ws')
}

function isSigned(
  signing: Signing,
  signature: string | undefined,
  addresses: readonly string[],
  params: Readonly<Record<string, unknown>>,
): boolean {
  if (signature === undefined || signature === '') return false
  try {
    return signing.authTokens.some((token) =>
      addresses.some((address) => twilio.validateRequest(token, signature, address, params)),
    )
  } catch {
    // The SDK parses the address, and a request line can hold anything.
    return false
  }
}

function absolute(base: string, path: string): string {
  const fragment = path.indexOf('#')
  return base + (fragment === -1 ? path : path.slice(0, fragment))
}

function withDefaultPort(address: string): string {
  return address.replace(/^wss:\/\/([^/:?]+)(?=[/?]|$)/, 'wss://$1:443')
}
