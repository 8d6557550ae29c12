// The Dashboard preview on a port of its own. Loopback only: no other machine reaches it.

import { createServer } from 'node:http'
import { createDashboard, type DashboardOptions } from './dashboard.ts'

export type RunningDashboard = { url: string; port: number; token: string; close(): Promise<void> }

/** Rejects when the port is taken or the page is not built. `port` 0 takes a free one. */
export async function listenDashboard(
  options: DashboardOptions & { port: number },
): Promise<RunningDashboard> {
  const dashboard = createDashboard(options)
  let port = options.port
  const server = createServer((request, response) => {
    dashboard.handle(request, response, port).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, '127.0.0.1', resolve)
  })
  const address = server.address()
  port = typeof address === 'object' && address ? address.port : options.port
  return {
    // By name: pages and backends on localhost are one place to a browser, so it asks for no permission.
    url: `http://localhost:${port}/`,
    port,
    token: dashboard.token,
    close: () =>
      new Promise((resolve) => {
        dashboard.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
