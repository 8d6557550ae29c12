// T58: slow, endless and oversized requests and answers are bounded, and the lane stays available to others. Also, memory stays
// flat while a large answer flows, and a caller who disconnects ends the request to Stripe.

import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { once } from 'node:events'
import { describe, expect, test, vi } from 'vitest'
import {
  lanes,
  openNodeLane,
  openUpstream,
  secret,
  sendRaw,
  withSecret,
  type OpenLane,
} from '../worlds/proxy-lane.ts'

const form = 'Content-Type: application/x-www-form-urlencoded'
const allowed = { TILLSIDE_PROXY_ALLOW: 'POST /v1/refunds' }
const post = (headers: string[]) =>
  `POST /stripe/v1/refunds HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\n${form}\r\n${headers.join('\r\n')}\r\n\r\n`

async function expectServes(lane: OpenLane): Promise<void> {
  const response = await fetch(`${lane.url}/stripe/v1/refunds/re_ok`, { headers: withSecret() })
  expect(response.status).toBe(200)
  await response.text()
}

function get(url: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers: withSecret(), agent: false }, resolve).on('error', reject).end()
  })
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void
/** Memory in use after garbage collection. */
function heldBytes(): number {
  collectGarbage()
  const { arrayBuffers, heapUsed } = process.memoryUsage()
  return arrayBuffers + heapUsed
}

const answersOk = (req: IncomingMessage) => req.url === '/v1/refunds/re_ok'

describe.each(lanes)('$name', ({ open }) => {
  test('1 MB of headers is refused', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const big = `GET /stripe/v1/customers HTTP/1.1\r\nHost: x\r\nX-API-KEY: ${secret}\r\nX-Big: ${'a'.repeat(1024 * 1024)}\r\n\r\n`
    expect(await sendRaw(lane.url, big)).toMatch(/^(HTTP\/1\.1 431 |$)/)
    expect(upstream.seen).toEqual([])
    await expectServes(lane)
  })

  test('a body announced as 100 MB is refused before it is read', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, env: allowed })
    const answer = await sendRaw(lane.url, post([`Content-Length: ${100 * 1024 * 1024}`]))
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(upstream.seen).toEqual([])
  })

  test('a body that exceeds 1 MB is cut off, and Stripe never receives its end', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, env: allowed })
    const piece = `10000\r\na=${'x'.repeat(65534)}\r\n`
    const answer = await sendRaw(
      lane.url,
      post(['Transfer-Encoding: chunked']) + piece.repeat(40) + '0\r\n\r\n',
    )
    // A socket that is still being written may be reset before the answer is read.
    expect(answer).toMatch(/^(HTTP\/1\.1 413 |$)/)
    expect(upstream.seen).toEqual([])
  })

  test('an upstream that never answers is a 504', async () => {
    const upstream = await openUpstream((req, res) => void (answersOk(req) && res.end('{}')))
    const lane = await open({ upstream: upstream.url, limits: { headersMs: 300 } })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
    expect(response.status).toBe(504)
    expect(response.headers.get('tillside-error')).toBe('stripe_timeout')
    await expectServes(lane)
  })

  test('a response that stops midway is aborted, not completed', async () => {
    const upstream = await openUpstream((_, res) => {
      res.writeHead(200, { 'Content-Length': '1000' })
      res.write('{"a":')
    })
    const lane = await open({ upstream: upstream.url, limits: { bodyIdleMs: 300 } })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
    await expect(response.text()).rejects.toThrow()
  })

  test('a response that trickles forever ends at the total limit', async () => {
    let drip: NodeJS.Timeout | undefined
    const upstream = await openUpstream((_, res) => {
      drip = setInterval(() => res.write('x'), 20)
      res.on('close', () => clearInterval(drip))
    })
    const lane = await open({ upstream: upstream.url, limits: { totalMs: 400 } })
    const response = await fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret() })
    await expect(response.text()).rejects.toThrow()
  })

  test('a caller who disconnects ends the request to Stripe', async () => {
    let left = false
    const upstream = await openUpstream((_, res) => {
      res.on('close', () => (left = true))
      res.write('x'.repeat(100_000))
    })
    const lane = await open({ upstream: upstream.url })
    const response = await get(`${lane.url}/stripe/v1/customers`)
    await once(response, 'readable')
    response.destroy()
    await expect.poll(() => left).toBe(true)
    await expect.poll(() => lane.metrics()).toMatch(/outcome="aborted"\} 1/)
  })

  test('a caller who stops reading stops Stripe from sending', async () => {
    let written = 0
    const upstream = await openUpstream((_, res) => {
      const piece = Buffer.alloc(64 * 1024)
      const more = () => {
        while (written < 200 * 1024 * 1024 && res.write(piece)) written += piece.length
        written += piece.length
      }
      res.on('drain', more)
      more()
    })
    const lane = await open({ upstream: upstream.url })
    const response = await get(`${lane.url}/stripe/v1/customers`)
    response.pause()
    let before = -1
    await vi.waitFor(
      () => {
        const [last, now] = [before, written]
        before = now
        expect(now).toBe(last)
      },
      { interval: 200, timeout: 120_000 },
    )
    // What was sent is in the system's socket buffers, not in the lane.
    expect(written).toBeLessThan(40 * 1024 * 1024)
    response.destroy()
  })

  test('50 MB flow through with flat memory', async () => {
    const piece = Buffer.alloc(64 * 1024, 'x')
    const total = 50 * 1024 * 1024
    const upstream = await openUpstream((_, res) => {
      let left = total
      const more = () => {
        let isTaken = true
        while (left > 0 && isTaken) {
          left -= piece.length
          isTaken = res.write(piece)
        }
        if (isTaken) res.end()
        else res.once('drain', more)
      }
      res.writeHead(200, { 'Content-Length': String(total) })
      more()
    })
    const lane = await open({ upstream: upstream.url })
    let received = 0
    let highest = 0
    const atStart = heldBytes()
    const response = await get(`${lane.url}/stripe/v1/customers`)
    for await (const chunk of response) {
      const before = received
      received += (chunk as Buffer).length
      const isDue = Math.floor(before / 2_000_000) < Math.floor(received / 2_000_000)
      if (isDue) highest = Math.max(highest, heldBytes())
    }
    expect(received).toBe(total)
    expect(highest - atStart).toBeLessThan(20 * 1024 * 1024)
  })

  test('a hundred slow callers leave the lane available to others', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url })
    const { hostname, port } = new URL(lane.url)
    const slow = Array.from({ length: 100 }, () =>
      connect(Number(port), hostname, function (this: ReturnType<typeof connect>) {
        this.write('GET /stripe/v1/customers HTTP/1.1\r\nX-Slow: ')
      }),
    )
    for (const socket of slow) socket.on('error', () => socket.destroy())
    await Promise.all(slow.map((socket) => once(socket, 'connect')))
    await expectServes(lane)
    for (const socket of slow) socket.destroy()
  })

  test('the lane gives up on a body that does not arrive', async () => {
    const upstream = await openUpstream()
    const lane = await open({ upstream: upstream.url, env: allowed, limits: { requestBodyMs: 300 } })
    expect(await sendRaw(lane.url, `${post(['Content-Length: 10'])}a=1`)).toMatch(/^HTTP\/1\.1 408 /)
    expect(upstream.seen).toEqual([])
  })

  test('a request beyond the limit is told to retry', async () => {
    const upstream = await openUpstream((req, res) => void (answersOk(req) && res.end('{}')))
    const lane = await open({ upstream: upstream.url, limits: { openRequests: 2 } })
    const leave = new AbortController()
    const held = [1, 2].map(() =>
      fetch(`${lane.url}/stripe/v1/customers`, { headers: withSecret(), signal: leave.signal }).catch(
        () => 'left',
      ),
    )
    await vi.waitFor(
      async () => {
        const response = await fetch(`${lane.url}/stripe/v1/refunds/re_ok`, { headers: withSecret() })
        expect([response.status, response.headers.get('retry-after')]).toEqual([429, '1'])
      },
      { timeout: 120_000 },
    )
    leave.abort()
    await Promise.all(held)
    await vi.waitFor(() => expectServes(lane), { timeout: 120_000 })
  })

  test('a caller who does not read for too long is disconnected', async () => {
    let left = false
    const upstream = await openUpstream((_, res) => {
      res.on('close', () => (left = true))
      const piece = Buffer.alloc(1024 * 1024)
      const more = () => void (!res.destroyed && res.write(piece) && more())
      res.on('drain', more)
      more()
    })
    const lane = await open({ upstream: upstream.url, limits: { bodyIdleMs: 400 } })
    const response = await get(`${lane.url}/stripe/v1/customers`)
    response.on('error', () => undefined)
    response.pause()
    await expect.poll(() => left).toBe(true)
    response.destroy()
  })

  test('a closing lane lets requests in progress finish and refuses new ones', async () => {
    let finish: (() => void) | undefined
    const upstream = await openUpstream((_, res) => void (finish = () => res.end('{}')))
    const lane = await open({ upstream: upstream.url })
    const ask = (id: string) => fetch(`${lane.url}/stripe/v1/customers/${id}`, { headers: withSecret() })
    const slow = ask('slow')
    await expect.poll(() => finish).toBeDefined()
    const closed = lane.close()
    const late = await ask('late')
    expect([late.status, late.headers.get('tillside-error')]).toEqual([503, 'shutting_down'])
    expect((await fetch(`${lane.url}/stripe/v1/customers`, { method: 'OPTIONS' })).status).toBe(503)
    finish?.()
    expect((await slow).status).toBe(200)
    await closed
    expect(upstream.seen.length).toBe(1)
  })

  test('a lane that closes during a lookup of a connection key refuses the request', async () => {
    const upstream = await openUpstream()
    let found: ((key: { id: string; tenantId: string; name: string }) => void) | undefined
    const lane = await open({
      upstream: upstream.url,
      findConnectionKey: () => new Promise((resolve) => (found = resolve)),
    })
    const response = fetch(`${lane.url}/stripe/v1/customers`, {
      headers: { 'X-User-Id': `tsk_${'a'.repeat(32)}` },
    })
    await expect.poll(() => found).toBeDefined()
    await lane.close()
    found?.({ id: 'key_1', tenantId: 'self', name: 'Support' })
    expect([(await response).status, upstream.seen.length]).toEqual([503, 0])
  })
})

describe('node', () => {
  test('a closing lane does not wait for Stripe forever', async () => {
    const upstream = await openUpstream(() => undefined)
    const lane = await openNodeLane({ upstream: upstream.url, limits: { closeMs: 300 } })
    const stuck = fetch(`${lane.url}/stripe/v1/customers/stuck`, { headers: withSecret() })
    await expect.poll(() => upstream.seen.length).toBe(1)
    await lane.close()
    expect((await stuck).status).toBe(502)
  })
})
