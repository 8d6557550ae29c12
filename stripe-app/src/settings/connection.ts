// Asks the gateway whom it identifies as the viewer. This one request shows whether the whole connection works.

import { isSourceInAuthorizedCSP } from '@stripe/ui-extension-sdk/utils'
import { type AppFacts, useApp } from '../app-context.tsx'
import { Failure } from '../failure.ts'
import type { AppConnection } from '../generated/contract.ts'
import { createStore, type Task, useTask } from '../store.ts'

export type ConnectionState =
  | { at: 'testing' }
  | { at: 'works'; connection: AppConnection; tookMs: number }
  | { at: 'fails'; failure: Failure; fault: Fault | undefined }

/** Faults that the app itself can detect, without an answer. */
export type Fault = 'no_address' | 'not_https' | 'not_in_manifest'

async function faultOf(base: string): Promise<Fault | undefined> {
  if (base === '' || !URL.canParse(base)) return 'no_address'
  const { protocol, hostname } = new URL(base)
  if (protocol !== 'https:' && hostname !== 'localhost' && hostname !== '127.0.0.1') return 'not_https'
  const allowed = await isSourceInAuthorizedCSP(`${base}/connection`).catch(() => true)
  return allowed ? undefined : 'not_in_manifest'
}

const isConnection = (answer: AppConnection) =>
  answer.gateway === 'tillside' && Array.isArray(answer.panels) && Array.isArray(answer.services)

type ConnectionDeps = Pick<AppFacts, 'base' | 'gateway' | 'now'>

export type ConnectionTest = Task<ConnectionState> & { test: () => void }

/** Creates the test; it runs when the view appears and again on demand. */
export function createConnectionTest({ gateway, base, now }: ConnectionDeps): ConnectionTest {
  const store = createStore<ConnectionState>({ at: 'testing' })
  let running = new AbortController()
  async function run(): Promise<void> {
    running.abort()
    const { signal } = (running = new AbortController())
    store.set({ at: 'testing' })
    const begunAt = now()
    try {
      const connection = await gateway.connection(signal)
      if (!isConnection(connection)) throw new Failure('broken')
      if (!signal.aborted) store.set({ at: 'works', connection, tookMs: now() - begunAt })
    } catch (error) {
      const failure = Failure.of(error)
      const fault =
        failure.reason === 'offline' || failure.reason === 'broken' ? await faultOf(base) : undefined
      if (!signal.aborted) store.set({ at: 'fails', failure, fault })
    }
  }
  const test = () => void run()
  return {
    state: store.state,
    subscribe: store.subscribe,
    start: test,
    close: () => running.abort(),
    test,
  }
}

export function useConnection(): [ConnectionState, ConnectionTest] {
  const { gateway, base, now } = useApp()
  return useTask(() => createConnectionTest({ gateway, base, now }), [gateway, base, now])
}
