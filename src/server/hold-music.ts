import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { paths } from '../telephony/twilio/twiml.ts'

/** What callers hear who wait for somebody: a file of ours, or an address of somebody else's. */
export type HoldMusic = { readonly url: string } | { readonly audio: Uint8Array; readonly type: string }

const types: Readonly<Record<string, string>> = { '.wav': 'audio/wav', '.mp3': 'audio/mpeg' }

/** Longer music is a mistake, and Twilio takes no more. */
const mostBytes = 40 * 1024 * 1024

/** Reads the music that a project names: a path, or an https address as it is. Rejects with what is wrong. */
export async function readHoldMusic(hold: string): Promise<HoldMusic> {
  if (hold.startsWith('https://')) return { url: hold }
  const type = types[extname(hold).toLowerCase()]
  if (type === undefined) throw new Error(`hold: "${hold}" is no music that Twilio plays: name a .wav or .mp3 file.`)
  const audio = await readFile(hold).catch((error: unknown) => {
    throw new Error(`hold: the file "${hold}" cannot be read. Name one in the project, or leave "hold" out.`, {
      cause: error,
    })
  })
  if (audio.length > mostBytes) throw new Error(`hold: the file "${hold}" is larger than 40 MB.`)
  return { audio, type }
}

/** Gives the line the music; it is nobody's secret, and Twilio keeps it. */
export function addHoldMusic(app: FastifyInstance, music: HoldMusic | undefined): void {
  if (music === undefined || 'url' in music) return
  app.get(paths.holdMusic, (_, reply) =>
    reply.type(music.type).header('cache-control', 'public, max-age=3600').send(music.audio),
  )
}
