// When the proxy lane counts and logs a response: once the caller has its last byte, which may be long after Stripe has sent it.

import { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { openNodeLane, openPortableLane, openUpstream, secret, withSecret } from '../../worlds/proxy-lane.ts'

/** A caller that reads nothing until `take`. `arrived` resolves once the response waits for it. */
function openCaller(path: string) {
  const arrived = Promise.withResolvers<void>()
  const waiting: (() => void)[] = []
  let isTaking = false
  const connection = new Duplex({
    read: () => undefined,
    write(_chunk, _encoding, done) {
      if (isTaking) return done()
      waiting.push(done)
      arrived.resolve()
    },
  })
  connection.on('error', () => undefined)
  connection.push(`GET /stripe/v1${path} HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\n\r\n`)
  const take = () => {
    isTaking = true
    for (const done of waiting) done()
  }
  return { connection, arrived: arrived.promise, take }
}

const open = async (path: string) => {
  const upstream = await openUpstream((req, res) => {
    const isMissing = req.url?.includes('missing') ?? false
    res.writeHead(isMissing ? 404 : 200, { 'Content-Type': 'application/json' })
    res.end(
      isMissing
        ? '{"error":{"code":"resource_missing","type":"invalid_request_error","message":"No such object"}}'
        : '{"object":"list"}',
    )
  })
  const lane = await openNodeLane({ upstream: upstream.url })
  const caller = openCaller(path)
  lane.connect(caller.connection)
  await caller.arrived
  const done = () =>
    lane.logged
      .map((line) => JSON.parse(line) as { event: string })
      .filter(({ event }) => event === 'proxy.done')
  return { lane, caller, done }
}

test.each([
  ['/customers', 200],
  ['/customers/cus_missing', 404],
])('the response of %s is counted once its last byte is sent', async (path, status) => {
  const { lane, caller, done } = await open(path)
  expect([done(), lane.metrics()]).toEqual([[], expect.not.stringContaining('_total{')])
  caller.take()
  await expect.poll(done).toMatchObject([{ status, outcome: 'passed' }])
  expect(lane.metrics()).toContain(`tillside_proxy_requests_total{status="${status}",outcome="passed"} 1`)
})

test.each(['/customers', '/customers/cus_missing'])(
  'a caller who leaves before the last byte of %s is counted as such, once',
  async (path) => {
    const { lane, caller, done } = await open(path)
    caller.connection.destroy()
    await expect.poll(done).toMatchObject([{ status: 499, outcome: 'aborted' }])
    expect(lane.metrics()).toContain('tillside_proxy_duration_seconds_count{outcome="aborted"} 1')
    expect(lane.metrics()).not.toContain('outcome="passed"} 1')
  },
)

test('without Node’s hot path, the line of a proxied response is written at its end', async () => {
  const upstream = await openUpstream()
  const lane = await openPortableLane({ upstream: upstream.url })
  await (await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })).text()
  const answered = () => lane.logged.filter((line) => line.includes('request.answered'))
  await expect.poll(answered).toHaveLength(1)
  expect(JSON.parse(answered()[0] ?? '')).toMatchObject({
    route: '/stripe/*',
    status: 200,
    outcome: 'sent',
    firstByteMs: expect.any(Number) as number,
  })
})
