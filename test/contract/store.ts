import { describe } from 'vitest'
import type { RecordCodec } from '../../src/store/record-codec.ts'
import type { CallStore } from '../../src/store/store.ts'
import { describeCalls } from './store-call.ts'
import { describeCallers } from './store-caller.ts'
import { describeCommits } from './store-commit.ts'
import { describeLedger } from './store-ledger.ts'
import { describeTaking } from './store-taking.ts'
import { storeTest } from './store-test.ts'

/** What an adapter gives the suite: a store of its own, seen through two connections, as two servers see it. */
export interface StoreUnderTest {
  readonly a: CallStore
  readonly b: CallStore
  /** How long each part of a call (facts, log, ledger …) is still kept, in milliseconds. */
  keptForMs(callId: string): Promise<readonly number[]>
  /** Everything that is stored, as an attacker who has the disk would see it; letters of ASCII are themselves. */
  raw(): Promise<string>
  /** Overwrites the stored snapshot's text behind the store's back. */
  poison(callId: string, snapshotText: string): Promise<void>
  close(): Promise<void>
}

/** With what the two servers write down what callers say; both alike where only one is named. */
export interface Codecs {
  readonly a?: RecordCodec
  readonly b?: RecordCodec
}

/** What every adapter of CallStore must do. */
export function describeStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    const test = storeTest(open)
    describeCalls(test)
    describeCommits(test)
    describeTaking(test)
    describeLedger(test)
    describeCallers(test)
  })
}
