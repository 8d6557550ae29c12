// Asks the gateway who it takes this person to be: the one request that shows whether everything between here and there works.

import { useCallback, useEffect, useRef, useState } from 'react'
import { isSourceInAuthorizedCSP } from '@stripe/ui-extension-sdk/utils'
import { useApp } from '../app-context.tsx'
import { Failure } from '../failure.ts'
import type { AppConnection } from '../generated/contract.ts'

export type ConnectionState =
  | { at: 'testing' }
  | { at: 'works'; connection: AppConnection; tookMs: number }
  | { at: 'fails'; failure: Failure; fault: Fault | undefined }

/** What can be told apart on this side, before or instead of an answer. */
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

export function useConnection(): { state: ConnectionState; test: () => void } {
  const { gateway, base, now } = useApp()
  const [state, setState] = useState<ConnectionState>({ at: 'testing' })
  const flow = useRef(new AbortController())

  const test = useCallback(async () => {
    flow.current.abort()
    const { signal } = (flow.current = new AbortController())
    setState({ at: 'testing' })
    const begunAt = now()
    try {
      const connection = await gateway.connection(signal)
      if (!isConnection(connection)) throw new Failure('broken')
      if (!signal.aborted) setState({ at: 'works', connection, tookMs: now() - begunAt })
    } catch (error) {
      const failure = Failure.of(error)
      const fault =
        failure.reason === 'offline' || failure.reason === 'broken' ? await faultOf(base) : undefined
      if (!signal.aborted) setState({ at: 'fails', failure, fault })
    }
  }, [gateway, base, now])

  useEffect(() => {
    void test()
    return () => flow.current.abort()
  }, [test])
  return { state, test: useCallback(() => void test(), [test]) }
}
