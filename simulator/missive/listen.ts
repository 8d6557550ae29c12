// Serves the simulated REST API on the loopback address.

import { getRequestListener } from '@hono/node-server'
import { listenOnLoopback, refuseForeign } from '../../dashboard/loopback/listen.ts'
import type { RestApi } from './rest-api.ts'

export type RestLine = { method: string; path: string; status: number; atMs: number; tookMs: number }

/** `url` is the value for `TILLSIDE_MISSIVE_API`. */
export async function listenMissive(
  { handle }: Pick<RestApi, 'handle'>,
  onLine: (line: RestLine) => void = () => undefined,
): Promise<{ url: string; close: () => Promise<void> }> {
  const listener = getRequestListener(
    async (request) => {
      const [atMs, startedMs] = [Date.now(), performance.now()]
      const response = await handle(request)
      const { method, url } = request
      const tookMs = performance.now() - startedMs
      onLine({ method, path: new URL(url).pathname, status: response.status, atMs, tookMs })
      return response
    },
    { overrideGlobalObjects: false },
  )
  const { url, close } = await listenOnLoopback({
    refuse: refuseForeign,
    handle: (request, response) => void listener(request, response),
  })
  return { url: `${url}/v1`, close }
}
