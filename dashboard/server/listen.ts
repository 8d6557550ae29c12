// Serves the Dashboard preview on its own port. Loopback only: no other machine can reach it.

import { listenOnLoopback } from '../loopback/listen.ts'
import { createDashboard, type DashboardOptions } from './dashboard.ts'

export type RunningDashboard = { url: string; port: number; token: string; close(): Promise<void> }

/** Rejects if the port is taken or the page is not built. `port` 0 picks a free one. */
export async function listenDashboard(
  options: DashboardOptions & { port: number },
): Promise<RunningDashboard> {
  const dashboard = createDashboard(options)
  const { port, close } = await listenOnLoopback({
    port: options.port,
    // The handler checks requests itself, because it can also run inside another server.
    refuse: () => undefined,
    handle(request, response, ownPort) {
      dashboard.handle(request, response, ownPort).catch(() => response.destroy())
    },
  })
  return {
    // By name: a browser treats pages and backends on localhost as one place, so it asks for no permission.
    url: `http://localhost:${port}/`,
    port,
    token: dashboard.token,
    async close() {
      dashboard.close()
      await close()
    },
  }
}
