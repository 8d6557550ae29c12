// Serves the simulator over HTTP, for a gateway in another process or the official SDK.

import { getRequestListener, type HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import {
  createToken,
  listenOnLoopback,
  refuseForeign,
  type Doors,
  type Loopback,
} from '../../dashboard/loopback/listen.ts'
import { cutConnections } from './faults.ts'
import type { StripeSimulator } from './simulator.ts'

export type StripeServer = Loopback & {
  /** Required for `/_control`. */
  token: string
}

const isControl = (path: string): boolean => path.startsWith('/_control')

/**
 * Listens on the loopback address; port 0, the default, picks a free one. Programs send one of the simulator's keys, and forms,
 * as with Stripe. Stripe itself answers pages of every origin, because they need a key; here no page has one.
 */
export async function listenStripe(
  simulator: StripeSimulator,
  { port, token = createToken() }: { port?: number; token?: string } = {},
): Promise<StripeServer> {
  const listener = getRequestListener(
    async (request, env) => {
      const response = await simulator.handle(request)
      if (!cutConnections.has(response)) return response
      ;(env as HttpBindings).incoming.socket.resetAndDestroy()
      return RESPONSE_ALREADY_SENT
    },
    { overrideGlobalObjects: false },
  )
  const doors: Doors = { token, isPrivate: isControl, takesForms: (path) => !isControl(path) }
  const listening = await listenOnLoopback({
    ...(port === undefined ? {} : { port }),
    headerBytesMax: 65_536,
    refuse: (request, ownPort) => refuseForeign(request, ownPort, doors),
    handle: (request, response) => void listener(request, response),
  })
  return { ...listening, token }
}
