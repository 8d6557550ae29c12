// In-house services for tests: a real server on a free port that records its requests, and sources that call it through Node's
// network.

import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { defineConfig } from '#definitions/define-config.ts'
import type { HttpSource, SqlSource } from '#definitions/source.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import type { SourceCaller } from '#sources/caller.ts'
import { createSources } from '#sources/open-sources.ts'
import { nodeSourceRuntime } from '../../runtimes/node/open-sql.ts'
import { createNodePorts } from '../../runtimes/node/ports.ts'

export type Asked = { method: string; url: string; headers: IncomingMessage['headers']; body: string }
export type Answerer = (asked: Asked, response: ServerResponse, count: number) => void

/** Closes something at the end of the test, even if the test fails. */
export const endsWith = (end: () => Promise<unknown>): void =>
  onTestFinished(async () => {
    await end()
  })

export const json =
  (value: unknown, status = 200): Answerer =>
  (_asked, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
  }

/** Starts a service that answers with `answerer`, which tests may replace; `{}` by default. */
export async function startService(first: Answerer = json({})) {
  const service = { url: '', asked: [] as Asked[], answerer: first }
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method = '', url = '', headers } = request
    const asked = { method, url, headers, body: Buffer.concat(chunks).toString() }
    service.asked.push(asked)
    service.answerer(asked, response, service.asked.length)
  }
  const server = createServer(
    (request, response) => void receive(request, response).catch(() => response.destroy()),
  )
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  service.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  endsWith(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  return service
}

export const sourceCaller = (more: Partial<SourceCaller> = {}): SourceCaller => ({
  caller: { id: 'usr_1', kind: 'stripe_app', name: 'Ada Lovelace', roles: ['admin', 'support'] },
  account: { key: 'acct_1_test', accountId: 'acct_1', mode: 'test', sandbox: false },
  requestId: 'req_test',
  signal: new AbortController().signal,
  ...more,
})

/** Opens sources as the gateway does; `lines` and `metrics` contain what was logged and counted. */
export function openForTest(sources: readonly (HttpSource | SqlSource)[], ports: Partial<Ports> = {}) {
  const lines: string[] = []
  const log = createLog({ level: 'debug', now: () => Date.now(), write: (line) => void lines.push(line) })
  const node = createNodePorts(log)
  const metrics = createMetrics()
  const opened = createSources({
    tenantId: 'tenant_1',
    config: defineConfig({ sources }),
    ports: { ...node.ports, ...ports },
    metrics,
    runtime: nodeSourceRuntime,
  })
  endsWith(async () => {
    await opened.close()
    await node.close()
  })
  return { sources: opened, lines, metrics }
}
