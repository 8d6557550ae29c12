// Misbehaving clients beside well-behaved ones: slow, silent, malformed, unauthenticated. Each kind connects a few times a second
// until stopped, and holds a connection for at most half a minute.

import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

const heldMsMax = 30_000
const everyMs = 200

type Kind = (port: number, secret: string) => void

/** Opens a connection and closes it after a while in any case. */
function open(port: number, heldMs = heldMsMax) {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  setTimeout(() => socket.destroy(), heldMs).unref()
  return socket
}

const head = (...lines: string[]) => `${lines.join('\r\n')}\r\n\r\n`
const get = (path: string, ...more: string[]) => head(`GET ${path} HTTP/1.1`, 'Host: soak.test', ...more)
const post = (path: string, length: number, ...more: string[]) =>
  head(
    `POST ${path} HTTP/1.1`,
    'Host: soak.test',
    'Content-Type: application/json',
    `Content-Length: ${length}`,
    ...more,
  )

/** Sends a text, reads the answer and disconnects. */
const say =
  (text: (secret: string) => string): Kind =>
  (port, secret) => {
    const socket = open(port, 5000)
    socket.resume().write(text(secret))
  }

const kinds: Record<string, Kind> = {
  'headers that never end': (port) =>
    void open(port).write('GET /health HTTP/1.1\r\nHost: soak.test\r\nX-A: '),
  'many requests, no answer read': (port, secret) => {
    const socket = open(port)
    socket.pause().write(get('/stripe/v1/customers?limit=100', `X-API-KEY: ${secret}`).repeat(50))
  },
  'a signed-looking event that stops midway': (port) => {
    const socket = open(port)
    const signature = `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`
    socket.write(post('/webhooks/stripe/test', 200_000, `Stripe-Signature: ${signature}`))
    socket.write('x'.repeat(100_000))
  },
  'an event without a signature': say(() => post('/webhooks/stripe/test', 100_000) + 'x'.repeat(100_000)),
  'disconnect before the answer': (port, secret) => {
    const socket = open(port, 3)
    socket.write(get('/stripe/v1/customers/cus_gone', `X-API-KEY: ${secret}`))
  },
  'a wrong secret': say(() => get('/stripe/v1/customers', 'X-API-KEY: a-guess-that-is-long-enough')),
  'a path with encoded traversal': say((secret) =>
    get('/stripe/v1/customers/..%2f..%2fv2', `X-API-KEY: ${secret}`),
  ),
  'two hosts': say(() => get('/health', 'Host: other.test')),
  'not HTTP': say(() => '\u0016\u0003\u0001 hello\r\n\r\n'),
  'a subject that is not valid text': say((secret) => {
    const body = '{"subject":{"kind":"search","text":"\\ud800"}}'
    return post('/api/panels', body.length, `X-API-KEY: ${secret}`) + body
  }),
}

/** Starts all kinds; returns how many of each connected. */
export async function misbehave(
  url: string,
  secret: string,
  until: AbortSignal,
): Promise<Map<string, number>> {
  const port = Number(new URL(url).port)
  const came = new Map(Object.keys(kinds).map((kind) => [kind, 0]))
  while (!until.aborted) {
    for (const [kind, begin] of Object.entries(kinds)) {
      begin(port, secret)
      came.set(kind, (came.get(kind) ?? 0) + 1)
    }
    await wait(everyMs, undefined, { signal: until }).catch(() => undefined)
  }
  return came
}
