import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { answerWithinMs, ok, reasonOf, skipped, warning, wrong, type Check, type Finding } from '../finding.ts'

/** Whether the certificate of the public address is one that Twilio takes, and for how long. */
export const checkCertificate: Check = async ({ config: { publicUrl } }) => {
  if (publicUrl === null || !publicUrl.startsWith('https:'))
    return [skipped('certificate', 'There is no https address whose certificate could be looked at.')]
  const { hostname, port } = new URL(publicUrl)
  try {
    return [judgeCertificate(await certificateOf(hostname, port === '' ? 443 : Number(port)), Date.now())]
  } catch (error) {
    return [
      wrong(
        'certificate',
        `No TLS connection comes about (${reasonOf(error)}).`,
        'End TLS at a proxy or a tunnel in front of the server: the server itself speaks plain http.',
      ),
    ]
  }
}

interface Certificate {
  /** Why nobody should trust it; null where it is fine. */
  readonly distrust: string | null
  readonly validTo: string
}

function certificateOf(host: string, port: number): Promise<Certificate> {
  return new Promise((resolve, reject) => {
    // What is wrong with it is to be told, not thrown.
    const name = host.replace(/^\[|\]$/g, '')
    const servername = isIP(name) === 0 ? { servername: name } : {}
    const socket = connect({ host: name, port, ...servername, rejectUnauthorized: false })
    socket.setTimeout(answerWithinMs, () => socket.destroy(new Error('no answer in time')))
    socket.once('error', reject)
    socket.once('secureConnect', () => {
      // Typed as an error, and in fact its code.
      const distrust = socket.authorized ? null : String(socket.authorizationError)
      resolve({ distrust, validTo: socket.getPeerCertificate().valid_to })
      socket.destroy()
    })
  })
}

/** What is to be said of it at a time. */
export function judgeCertificate({ distrust, validTo }: Certificate, nowMs: number): Finding {
  const days = Math.floor((Date.parse(validTo) - nowMs) / 86_400_000)
  if (days < 0) return wrong('certificate', `It ran out ${-days} days ago.`, 'Have it renewed, by itself if you can.')
  if (distrust !== null)
    return wrong(
      'certificate',
      `Twilio would not trust it (${distrust}).`,
      'Use one of a public authority, for this very name, and send the intermediate ones with it.',
    )
  if (days < 14) return warning('certificate', `It runs out in ${days} days.`, 'Look whether it is renewed by itself.')
  return ok('certificate', `It is trusted, and good for ${days} days.`)
}
