// The Dashboard preview on a port of its own. Loopback only: no other machine reaches it.

import { listenOnLoopback } from '../loopback/listen.ts'
import { createDashboard, type DashboardOptions } from './dashboard.ts'

export type RunningDashboard = { url: string; port: number; token: string; close(): Promise<void> }

/** Rejects when the port is taken or the page is not built. `port` 0 takes a free one. */
export async function listenDashboard(
  options: DashboardOptions & { port: number },
): Promise<RunningDashboard> {
  const dashboard = createDashboard(options)
  const { port, close } = await listenOnLoopback({
    port: options.port,
    // It guards itself, because it may stand in another server as well.
    refuse: () => undefined,
    handle(request, response, ownPort) {
      dashboard.handle(request, response, ownPort).catch(() => response.destroy())
    },
  })
  return {
    // By name: pages and backends on localhost are one place to a browser, so it asks for no permission.
    url: `http://localhost:${port}/`,
    port,
    token: dashboard.token,
    async close() {
      dashboard.close()
      await close()
    },
  }
}
