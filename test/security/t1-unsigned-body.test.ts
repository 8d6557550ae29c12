// T1, T58: a body is read only if its signature may be valid, and unverified bodies share a limited amount of memory.

import { connect, type Socket } from 'node:net'
import { createHmac } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { sendRaw } from '../worlds/raw-request.ts'
import { startOnNode, type TestGateway } from '../worlds/gateway/node.ts'
import { startStubStripe } from '../worlds/stripe/stub-server.ts'

const secret = ['whsec', 'unsignedBodies0001'].join('_')
const appSecret = ['absec', 'unsignedBodies0001'].join('_')
const undos: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo()
})

async function start(env: Record<string, string> = {}): Promise<TestGateway> {
  const stripe = await startStubStripe()
  undos.push(stripe.close)
  const gateway = await startOnNode(stripe.url, {
    STRIPE_WEBHOOK_SECRETS_LIVE: secret,
    STRIPE_APP_SECRETS: appSecret,
    ...env,
  })
  undos.push(() => gateway.close(0))
  return gateway
}

const seconds = () => Math.floor(Date.now() / 1000)
const head = (path: string, headers: string[]) =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers.map((one) => `${one}\r\n`).join('')}\r\n`

test.each([
  '/webhooks/stripe/live',
  '/webhooks/stripe/test',
  '/stripe-app/panels',
  '/stripe-app/whoami',
  '/stripe-app/errors',
])(
  '%s answers without reading the body if the signature is missing, malformed, too old or from the future',
  async (path) => {
    const gateway = await start({ STRIPE_WEBHOOK_SECRETS_TEST: secret })
    const headers = [
      [],
      ['Stripe-Signature: '],
      ['Stripe-Signature: nonsense'],
      ['Stripe-Signature: t=now,v1=00'],
      [`Stripe-Signature: t=${seconds()}`],
      [`Stripe-Signature: t=${seconds()},v1=`],
      [`Stripe-Signature: t=${seconds() - 400},v1=00`],
      [`Stripe-Signature: t=${seconds() + 400},v1=00`],
      [`Stripe-Signature: t=${seconds()},v1=00`, `Stripe-Signature: t=${seconds()},v1=00`],
      [`Stripe-Signature: t=${seconds()},${'v1=00,'.repeat(40)}v1=00`],
    ]
    for (const one of headers) {
      for (const length of ['Content-Length: 60000', 'Transfer-Encoding: chunked']) {
        // No byte of the body is sent, so an answer means that none was waited for.
        const answer = await sendRaw(gateway.url, head(path, [...one, length, 'Connection: close']))
        expect(answer, `${one.join()} ${length}`).toMatch(/^HTTP\/1\.1 (400|401|429) /)
      }
    }
  },
)

test('bodies that do not arrive take no memory from an event that does', async () => {
  const gateway = await start()
  const { hostname, port } = new URL(gateway.url)
  const slow: { socket: Socket; said: string }[] = []
  undos.push(() => slow.forEach(({ socket }) => socket.destroy()))
  // All sixteen megabytes of one network's share, announced and never sent.
  for (let i = 0; i < 24; i++) {
    const one = { socket: connect(Number(port), hostname), said: '' }
    one.socket.on('error', () => undefined).on('data', (text) => (one.said += String(text)))
    one.socket.write(
      head('/webhooks/stripe/live', [`Stripe-Signature: t=${seconds()},v1=00`, 'Content-Length: 1048576']),
    )
    slow.push(one)
  }
  const refused = () => slow.filter(({ said }) => said.startsWith('HTTP/1.1 408')).length
  await expect.poll(refused).toBe(8)
  const event = JSON.stringify({
    object: 'event',
    id: 'evt_1',
    type: 'invoice.paid',
    created: seconds(),
    livemode: true,
    data: { object: { id: 'in_1' } },
  })
  const at = seconds()
  const signature = createHmac('sha256', secret).update(`${at}.${event}`).digest('hex')
  const response = await fetch(`${gateway.url}/webhooks/stripe/live`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Stripe-Signature': `t=${at},v1=${signature}` },
    body: event,
  })
  expect([response.status, await response.json()]).toEqual([200, { received: true, accepted: 'new' }])
  expect(refused()).toBe(9)
})

test('a body without a length takes only the memory of what has arrived', async () => {
  const gateway = await start()
  const { hostname, port } = new URL(gateway.url)
  const sockets: Socket[] = []
  undos.push(() => sockets.forEach((socket) => socket.destroy()))
  let refused = 0
  const chunk = `${(500_000).toString(16)}\r\n${'x'.repeat(500_000)}\r\n`
  // Twenty megabytes arrive, of which sixteen fit.
  for (let i = 0; i < 40; i++) {
    const socket = connect(Number(port), hostname)
    socket
      .on('error', () => undefined)
      .on('data', (text) => (refused += String(text).startsWith('HTTP/1.1 408') ? 1 : 0))
    socket.write(
      head('/webhooks/stripe/live', [
        `Stripe-Signature: t=${seconds()},v1=00`,
        'Transfer-Encoding: chunked',
      ]) + chunk,
    )
    sockets.push(socket)
  }
  await expect.poll(() => refused).toBeGreaterThanOrEqual(7)
  expect(refused).toBeLessThan(20)
})

test('the maximum length of an event is a setting', async () => {
  const gateway = await start({ TILLSIDE_EVENT_BYTES_MAX: '70000' })
  const ask = (bytes: number) =>
    sendRaw(
      gateway.url,
      head('/webhooks/stripe/live', [
        `Stripe-Signature: t=${seconds()},v1=00`,
        `Content-Length: ${bytes}`,
        'Connection: close',
      ]) + 'x'.repeat(bytes),
    )
  expect(await ask(70_001)).toMatch(/^HTTP\/1\.1 413 /)
  expect(await ask(70_000)).toMatch(/^HTTP\/1\.1 400 /)
})

test('a caller who disconnects during the body or before the answer is not logged as a failure', async () => {
  const gateway = await start()
  const { hostname, port } = new URL(gateway.url)
  for (const headers of [
    [`Stripe-Signature: t=${seconds()},v1=00`, 'Content-Length: 1000'],
    [`Stripe-Signature: t=${seconds()},v1=00`, 'Transfer-Encoding: chunked'],
  ]) {
    const before = gateway.lines.length
    const socket = connect(Number(port), hostname)
    socket.on('error', () => undefined)
    await new Promise<void>((resolve) =>
      socket.write(`${head('/webhooks/stripe/live', headers)}5\r\nabcde\r\n`, () => resolve()),
    )
    // After a round trip the gateway is reading.
    await fetch(`${gateway.url}/health`)
    socket.destroy()
    await expect.poll(() => gateway.lines.slice(before).join('\n')).toContain('"status":499')
    expect(gateway.lines.slice(before).join('\n')).not.toMatch(/"level":"error"|"code":"internal"/)
  }
})
