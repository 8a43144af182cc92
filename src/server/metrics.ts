import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'
import type { AskedOf } from '../decisions/race.ts'
import type { StreamObserver } from '../telephony/twilio/streams.ts'

/** What is counted, and where it is read. One for each server; nothing is global. */
export interface Metrics {
  readonly registry: Registry
  readonly calls: CallMetrics
  readonly line: LineMetrics
  /** A request to one of those who decide is over. */
  readonly asked: (of: AskedOf) => void
  /** A call of a campaign has come out. */
  readonly campaignCall: (outcome: string) => void
}

/** Told by sessions. All times in milliseconds; labels are names from flows and codes, never a caller's. */
export interface CallMetrics {
  started(of: FlowLabels): void
  ended(of: FlowLabels, outcome: string, ms: number): void
  /** From the loss of a stream to the agent's next sound. */
  resumed(ms: number): void
  /** This server goes on with a call that another had: for its new `stream`, or as an `orphan` that it found. */
  takenOver(how: 'stream' | 'orphan'): void
  /** A call was left to others, since this server lacks something of it: a `version`, `tool` or `destination`. */
  declined(what: string): void
  /** A call goes on at another server. */
  left(why: string): void
  stuck(): void
  /** From the caller's last sound to the agent's first, whole and in its parts. */
  turn(part: TurnPart, ms: number): void
  /** From voice onset to `clear`. */
  bargeIn(ms: number): void
  /** One write to the store, whatever it answered. */
  committed(reply: string, ms: number): void
  tool(name: string, outcome: string, ms: number): void
  decision(why: string, ms: number): void
}

/** Which flow, and which version of it: versions that stand side by side are told apart by it. */
interface FlowLabels {
  readonly flow: string
  readonly version: string
}

type TurnPart = 'total' | 'wait' | 'words' | 'decision' | 'tool' | 'voice'

/** Told by the server. */
export interface LineMetrics extends Pick<StreamObserver, 'fault' | 'refused'> {
  /** A webhook was answered: `answered`, `way_out`, `refused` or `failed`. */
  webhook(route: string, result: string, ms: number): void
}

/** Makes the counters. `process` adds Node's own (memory, event loop, garbage collection). */
export function createMetrics(options: { readonly process: boolean }): Metrics {
  const registry = new Registry()
  if (options.process) collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const counter = (name: string, help: string, labelNames: string[] = []) =>
    new Counter({ name: `callchart_${name}`, help, labelNames, registers })
  const seconds = (name: string, help: string, labelNames: string[] = []) =>
    new Histogram({ name: `callchart_${name}_seconds`, help, labelNames, buckets, registers })

  const started = counter('calls_started_total', 'Calls begun', ['flow', 'version'])
  const ended = counter('calls_ended_total', 'Calls over', ['flow', 'version', 'outcome'])
  const duration = new Histogram({
    name: 'callchart_call_duration_seconds',
    help: 'Length of calls',
    labelNames: ['flow'],
    buckets: [5, 15, 30, 60, 120, 300, 600, 1800, 3600],
    registers,
  })
  const resumed = seconds('resume', 'From the loss of a stream to the next sound of the agent')
  const turn = seconds('turn', 'From the last sound of the caller to the first of the agent, by part', ['part'])
  const bargeIn = seconds('barge_in', 'From voice onset to silence of the agent')
  const commit = seconds('commit', 'One step written to the store', ['reply'])
  const tool = seconds('tool', 'Tool calls', ['tool', 'outcome'])
  const decision = seconds('decision', 'Closed questions to a model', ['why'])
  const asked = counter('decision_requests_total', 'Requests to those who decide', ['provider', 'how', 'came'])
  const takenOver = counter('calls_taken_over_total', 'Calls that another server had: for a stream, or found', ['how'])
  const left = counter('calls_left_total', 'Calls that go on at another server', ['why'])
  const declined = counter('calls_declined_total', 'Calls left to servers that have what this one lacks', ['lacks'])
  const stuck = counter('calls_stuck_total', 'Calls in which nothing happened any more: ended with a sentence')
  const faults = counter('stream_faults_total', 'Messages of media streams that could not be used', ['kind'])
  const refused = counter('streams_refused_total', 'Media streams closed before a session had them', ['reason'])
  const campaignCalls = counter('campaign_calls_total', 'Calls of campaigns that are over', ['outcome'])
  const webhook = seconds('webhook', 'Webhooks answered', ['route', 'result'])

  return {
    registry,
    asked: ({ provider, how, came }) => asked.inc({ provider, how, came }),
    campaignCall: (outcome) => campaignCalls.inc({ outcome }),
    calls: {
      started: ({ flow, version }) => started.inc({ flow, version }),
      ended({ flow, version }, outcome, ms) {
        ended.inc({ flow, version, outcome })
        duration.observe({ flow }, ms / 1000)
      },
      resumed: (ms) => resumed.observe(ms / 1000),
      turn: (part, ms) => turn.observe({ part }, ms / 1000),
      takenOver: (how) => takenOver.inc({ how }),
      declined: (lacks) => declined.inc({ lacks }),
      left: (why) => left.inc({ why: why.replace(' ', '_') }),
      stuck: () => stuck.inc(),
      bargeIn: (ms) => bargeIn.observe(ms / 1000),
      committed: (reply, ms) => commit.observe({ reply }, ms / 1000),
      tool: (name, outcome, ms) => tool.observe({ tool: name, outcome }, ms / 1000),
      decision: (why, ms) => decision.observe({ why }, ms / 1000),
    },
    line: {
      fault: (kind) => faults.inc({ kind }),
      refused: (reason) => refused.inc({ reason }),
      webhook: (route, result, ms) => webhook.observe({ route, result }, ms / 1000),
    },
  }
}

/** A figure that is read when the metrics are. */
export function gauge(metrics: Metrics, name: string, help: string, read: () => number): void {
  const figure = new Gauge({
    name: `callchart_${name}`,
    help,
    registers: [],
    collect() {
      this.set(read())
    },
  })
  metrics.registry.registerMetric(figure)
}

/** From a commit's fraction of a millisecond to a model's worst. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3.5, 5, 8, 13]
