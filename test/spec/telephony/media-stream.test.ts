import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Line, LineListener } from '../../../src/telephony/line.ts'
import type { MediaSocket } from '../../../src/telephony/twilio/media-stream.ts'
import { createStreams } from '../../../src/telephony/twilio/streams.ts'
import type { Streams } from '../../../src/telephony/twilio/streams.ts'

/** A socket without a network. */
class BareSocket extends EventEmitter implements MediaSocket {
  bufferedAmount = 0
  readonly sent: unknown[] = []
  closedWith: { code: number; reason: string } | null = null
  terminated = false
  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }
  close(code: number, reason: string): void {
    this.closedWith ??= { code, reason }
  }
  terminate(): void {
    this.terminated = true
  }
  says(message: unknown): void {
    this.emit('message', Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)), false)
  }
}

interface World {
  readonly socket: BareSocket
  readonly streams: Streams
  readonly told: string[]
  readonly noted: string[]
  line: Line | null
}

/** A stream whose session writes down what it is told. */
function world(
  connect?: (listener: LineListener) => LineListener | Promise<LineListener>,
  parts: { onKey?: () => void } = {},
): World {
  const told: string[] = []
  const noted: string[] = []
  const listener: LineListener = {
    onAudio: (audio, atMs) => void told.push(`audio ${audio.length} at ${atMs}`),
    onKey(key) {
      told.push(`key ${key}`)
      parts.onKey?.()
    },
    onMark: (name) => void told.push(`mark ${name}`),
    onEnd: (how) => void told.push(`end ${how}`),
  }
  const socket = new BareSocket()
  const made: World = {
    socket,
    told,
    noted,
    line: null,
    streams: createStreams({
      admit: ({ parameters }) => (parameters['token'] === 'good' ? { callId: 'call-1' } : { refused: 'bad_token' }),
      connect(_, line) {
        made.line = line
        return connect === undefined ? listener : connect(listener)
      },
      observer: {
        fault: (kind) => void noted.push(`fault ${kind}`),
        refused: (reason) => void noted.push(`refused ${reason}`),
        failed: () => void noted.push('failed'),
      },
    }),
  }
  made.streams.accept(socket)
  return made
}

const start = {
  event: 'start',
  streamSid: 'MZ1',
  start: { callSid: 'CA1', accountSid: 'AC1', customParameters: { token: 'good' } },
}
const stop = { event: 'stop', streamSid: 'MZ1' }
const key = (digit: string) => ({ event: 'dtmf', streamSid: 'MZ1', dtmf: { digit } })
const media = (n: number) => ({
  event: 'media',
  streamSid: 'MZ1',
  sequenceNumber: String(n + 2),
  media: { track: 'inbound', timestamp: String(100 + n * 20), payload: Buffer.alloc(160, 0x55).toString('base64') },
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
})

it('waits five seconds for a start, and no longer', () => {
  const { socket, noted } = world()
  vi.advanceTimersByTime(4999)
  expect(socket.closedWith).toBeNull()
  vi.advanceTimersByTime(1)
  expect(socket.closedWith).toEqual({ code: 1008, reason: 'late_start' })
  socket.says(start)
  expect(noted).toEqual(['refused late_start'])
})

it('asks no session for a stream with a bad token, or with audio that is not mu-law', () => {
  const bad = world()
  bad.socket.says({ ...start, start: { ...start.start, customParameters: { token: 'bad' } } })
  expect(bad.socket.closedWith).toEqual({ code: 1008, reason: 'bad_token' })
  const linear = world()
  linear.socket.says({ ...start, start: { ...start.start, mediaFormat: { encoding: 'audio/l16' } } })
  expect(linear.socket.closedWith).toEqual({ code: 1003, reason: 'unsupported_audio' })
  expect([bad.line, linear.line]).toEqual([null, null])
  vi.advanceTimersByTime(60_000)
  expect(vi.getTimerCount()).toBe(0)
})

it('delivers audio, keys and marks as they come, and the end once', () => {
  const { socket, told } = world()
  for (const message of [
    start,
    media(0),
    key('5'),
    { event: 'mark', streamSid: 'MZ1', mark: { name: 'u1' } },
    media(1),
  ]) {
    socket.says(message)
  }
  socket.says(stop)
  socket.says(media(2))
  socket.emit('close')
  expect(told).toEqual(['audio 160 at 0', 'key 5', 'mark u1', 'audio 160 at 20', 'end stop'])
  expect(socket.closedWith).toEqual({ code: 1000, reason: 'stopped' })
})

it('sends the three messages with exactly the keys that Twilio takes', () => {
  const made = world()
  made.socket.says(start)
  made.line?.play(new Uint8Array([0xff, 0x7f, 0x00]))
  made.line?.play(new Uint8Array(0))
  made.line?.mark('u"1')
  made.line?.clear()
  expect(made.socket.sent).toEqual([
    { event: 'media', streamSid: 'MZ1', media: { payload: '/38A' } },
    { event: 'mark', streamSid: 'MZ1', mark: { name: 'u"1' } },
    { event: 'clear', streamSid: 'MZ1' },
  ])
})

it('drops our own voice, which a bridge sends back, and frames that come twice', () => {
  const { socket, told, noted } = world()
  socket.says(start)
  socket.says({ ...media(0), media: { ...media(0).media, track: 'outbound' } })
  socket.says(media(3))
  socket.says(media(3))
  socket.says(media(2))
  expect(told).toEqual(['audio 160 at 0'])
  expect(noted).toEqual(['fault out_of_order', 'fault out_of_order'])
})

it('keeps ten seconds of frames while the session is found: the oldest audio goes first, keys stay', async () => {
  const found = Promise.withResolvers<void>()
  const { socket, told, noted } = world((listener) => found.promise.then(() => listener))
  socket.says(start)
  socket.says(key('1'))
  for (let n = 0; n < 510; n++) socket.says(media(n))
  found.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(told[0]).toBe('key 1')
  expect(told).toHaveLength(500)
  expect(noted).toHaveLength(11)
  socket.says(key('2'))
  expect(told.at(-1)).toBe('key 2')
})

it('gives a session five seconds to be found, and then tells it that it came too late', async () => {
  const found = Promise.withResolvers<void>()
  const { socket, told, noted } = world((listener) => found.promise.then(() => listener))
  socket.says(start)
  vi.advanceTimersByTime(5000)
  expect(socket.closedWith).toEqual({ code: 1011, reason: 'not_taken' })
  expect(noted).toEqual(['failed', 'refused not_taken'])
  found.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['end lost'])
})

it('tells a session that is found after the caller has gone how the stream ended', async () => {
  const found = Promise.withResolvers<void>()
  const { socket, told } = world((listener) => found.promise.then(() => listener))
  socket.says(start)
  socket.says(stop)
  found.resolve()
  await vi.advanceTimersByTimeAsync(0)
  expect(told).toEqual(['end stop'])
})

it('closes a stream whose session cannot be had', async () => {
  const { socket, noted } = world(() => Promise.reject(new Error('no')))
  socket.says(start)
  await vi.advanceTimersByTimeAsync(0)
  expect(socket.closedWith).toEqual({ code: 1011, reason: 'not_taken' })
  expect(noted).toEqual(['failed', 'refused not_taken'])
  expect(vi.getTimerCount()).toBe(0)
})

it('survives a session that throws: the stream is lost, once', () => {
  const { socket, told, noted } = world(undefined, {
    onKey() {
      throw new Error('a fault')
    },
  })
  socket.says(start)
  socket.says(key('1'))
  socket.says(key('2'))
  socket.emit('close')
  expect(told).toEqual(['key 1', 'end lost'])
  expect(noted).toEqual(['failed'])
  expect(socket.closedWith).toEqual({ code: 1011, reason: 'internal error' })
})

it('says nothing more to a session that has closed its stream itself', () => {
  const made = world()
  made.socket.says(start)
  made.line?.close(1000, 'done')
  made.line?.play(new Uint8Array(160))
  made.socket.says(key('1'))
  made.socket.emit('close')
  expect(made.told).toEqual([])
  expect(made.socket.sent).toEqual([])
  expect(made.socket.closedWith).toEqual({ code: 1000, reason: 'done' })
  expect(made.streams.size).toBe(0)
})

it('gives a stream up whose peer reads no more, instead of filling the memory', () => {
  const made = world()
  made.socket.says(start)
  made.line?.play(new Uint8Array(160))
  made.socket.bufferedAmount = 2 * 1024 * 1024
  made.line?.play(new Uint8Array(160))
  made.line?.play(new Uint8Array(160))
  expect(made.socket.sent).toHaveLength(1)
  expect(made.socket.terminated).toBe(true)
  expect(made.told).toEqual(['end lost'])
})

it('tells the older session that its stream is lost before the newer one is asked for', () => {
  const order: string[] = []
  const listener = (name: string): LineListener => ({
    onAudio() {},
    onKey() {},
    onMark() {},
    onEnd: (how) => void order.push(`${name} ${how}`),
  })
  const streams = createStreams({
    admit: () => ({ callId: 'call-1' }),
    connect() {
      order.push('connect')
      return listener(`stream ${order.length}`)
    },
    observer: { fault() {}, refused() {}, failed() {} },
  })
  const [one, two] = [new BareSocket(), new BareSocket()]
  streams.accept(one)
  one.says(start)
  streams.accept(two)
  two.says({ ...start, streamSid: 'MZ2' })
  expect(order).toEqual(['connect', 'stream 1 lost', 'connect'])
  expect(one.closedWith).toEqual({ code: 1008, reason: 'a newer stream took over' })
  one.emit('close')
  expect(streams.size).toBe(1)
  streams.closeAll(1012, 'restarting')
  expect(order.at(-1)).toBe('stream 3 lost')
  expect(streams.size).toBe(0)
})

it('bounds the sockets that have shown no token, and the one that has waited longest goes', () => {
  const { streams, noted, socket: first } = world()
  const sockets = Array.from({ length: 1000 }, () => new BareSocket())
  for (const socket of sockets) streams.accept(socket)
  expect(first.closedWith).toEqual({ code: 1013, reason: 'too many streams without a start' })
  expect(sockets.filter(({ closedWith }) => closedWith !== undefined && closedWith !== null)).toEqual([])
  expect(noted).toEqual(['refused busy'])
  sockets.at(-1)?.says(start)
  expect(streams.size).toBe(1)
})
