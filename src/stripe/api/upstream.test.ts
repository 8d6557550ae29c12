// The customer context over real sockets, against servers that mean harm or do not answer.

import { createServer, type RequestListener } from 'node:http'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { Secret } from '#secret.ts'
import { createNodePorts } from '../../../runtimes/node/ports.ts'
import { createStripeContext } from '../customers/context.ts'

/** Looks one address up at a server, and answers why the account was unavailable. */
async function lookUp(listener: RequestListener, timeoutMs = 60_000) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { ports, close } = createNodePorts(
    createLog({ level: 'error', now: () => 0, write: () => undefined }),
  )
  const context = createStripeContext({
    access: [{ account: { key: 'main', mode: 'test' }, key: new Secret('rk_test_0123456789') }],
    apiBase: `http://127.0.0.1:${port}`,
    ports,
    metrics: createMetrics(),
    tenantId: 'self',
    teamDomains: [],
    teamAddresses: [],
    domainMatch: false,
    timeoutMs,
  })
  try {
    const lookup = await context.findPeople([{ address: 'amy@x.io' }], {
      mode: 'test',
      tally: { stripeRequests: 0 },
    })
    return lookup.accounts[0]?.unavailable
  } finally {
    server.closeAllConnections()
    await close()
    await new Promise((resolve) => server.close(resolve))
  }
}

test('a compressed answer that unfolds beyond the bound is given up', async () => {
  const bomb = gzipSync(Buffer.alloc(16 * 1024 * 1024, 'a'), { level: 1 })
  const why = await lookUp((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb))
  expect(why).toMatchObject({ reason: 'failed' })
})

test('a redirect is not followed, so the key goes nowhere else', async () => {
  const paths: string[] = []
  const why = await lookUp((request, response) => {
    paths.push(request.url ?? '')
    response.writeHead(307, { location: '/elsewhere' }).end()
  })
  expect(why).toMatchObject({ reason: 'failed' })
  expect(paths.filter((path) => path.includes('elsewhere'))).toEqual([])
})

test('silence and an answer that never ends are timeouts', async () => {
  expect(await lookUp(() => undefined, 700)).toEqual({ reason: 'timeout' })
  const drip: RequestListener = (_, response) => {
    response.writeHead(200)
    const timer = setInterval(() => response.write(' '), 50)
    response.on('close', () => clearInterval(timer))
  }
  expect(await lookUp(drip, 700)).toEqual({ reason: 'timeout' })
})

test('a connection that is cut is unreachable', async () => {
  expect(await lookUp((request) => request.socket.destroy())).toEqual({ reason: 'unreachable' })
})
