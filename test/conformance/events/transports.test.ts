// Webhooks get the same response through the hot path of Node as through the application, which serves them on Workers.

import { createServer, request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createApp } from '#app.ts'
import { createWebhookHandler } from '../../../runtimes/node/receive-webhooks.ts'
import { openMemoryStore, type JobStore } from '../../worlds/database.ts'
import { eventOf, openInbox, secrets, signText, textOf, type OpenInbox } from '../../worlds/events/inbox.ts'

const bytesMax = 64 * 1024

let store: JobStore
let inbox: OpenInbox
let close: () => void
let port: number
/** How many bodies hold room. */
let bodies: number

beforeEach(async () => {
  store = await openMemoryStore()
  inbox = await openInbox(store, { env: { TILLSIDE_EVENT_BYTES_MAX: String(bytesMax) } })
  bodies = 0
  const { unverified } = inbox.gateway
  const counting = {
    ...unverified,
    take(wanted: Parameters<typeof unverified.take>[0]) {
      bodies += 1
      return unverified.take(wanted)
    },
    leave(place: Parameters<typeof unverified.leave>[0]) {
      bodies -= 1
      unverified.leave(place)
    },
  }
  const handle = createWebhookHandler({ ...inbox.gateway, unverified: counting })
  const server = createServer((req, res) => {
    if (!handle(req, res)) res.writeHead(599).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  ;({ port } = server.address() as AddressInfo)
  close = () => {
    server.closeAllConnections()
    server.close()
  }
})
afterEach(async () => {
  close()
  await inbox.close()
  await store.close()
})

type Sent = { path?: string; method?: string; headers?: Record<string, string>; body?: string }
type Got = { status: number; headers: Record<string, string>; body: unknown }

/** What belongs to the connection or differs each time. */
const ownHeaders = new Set(['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'])

function toGot(status: number, headers: Iterable<[string, string]>, body: string): Got {
  const kept = [...headers].filter(([name]) => !ownHeaders.has(name))
  const id = kept.find(([name]) => name === 'request-id')?.[1] ?? 'none'
  const read = body.replaceAll(id, 'req_id')
  return {
    status,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, value.replace(id, 'req_id')])),
    body: read === '' ? '' : (JSON.parse(read) as unknown),
  }
}

async function askNode({
  path = '/webhooks/stripe/live',
  method = 'POST',
  headers,
  body,
}: Sent): Promise<Got> {
  const options = { port, path, method, headers: headers as OutgoingHttpHeaders }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(options, resolve).on('error', reject).end(body)
  })
  let text = ''
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk)
  return toGot(response.statusCode ?? 0, Object.entries(response.headers) as [string, string][], text)
}

async function askApp({
  path = '/webhooks/stripe/live',
  method = 'POST',
  headers,
  body,
}: Sent): Promise<Got> {
  const length = { 'Content-Length': String(Buffer.byteLength(body ?? '')) }
  const init = { method, headers: { ...length, ...headers }, ...(body === undefined ? {} : { body }) }
  const response = await createApp(inbox.gateway).request(path, init)
  return toGot(response.status, response.headers.entries(), await response.text())
}

const signed = (body: string, secret = secrets.live): Sent => ({
  body,
  headers: { 'Stripe-Signature': signText(body, secret) },
})

const sent: Record<string, () => Sent> = {
  'an event': () => signed(textOf(eventOf())),
  'an event of another secret': () => signed(textOf(eventOf()), secrets.strange),
  'an event without a signature': () => ({ body: textOf(eventOf()) }),
  'an event that was changed': () => ({
    ...signed(textOf(eventOf())),
    body: textOf(eventOf({ type: 'other' })),
  }),
  'an old event': () => {
    const body = textOf(eventOf())
    return { body, headers: { 'Stripe-Signature': signText(body, secrets.live, 0) } }
  },
  'something that is no event': () => signed('{"object":"customer"}'),
  'something that is not JSON': () => signed('no JSON'),
  'no body': () => signed(''),
  'a live event at the address for test events': () => ({
    path: '/webhooks/stripe/test',
    ...signed(textOf(eventOf()), secrets.test),
  }),
  'a body that is announced as too large': () => signed('x'.repeat(bytesMax + 1)),
}

test.each(Object.entries(sent))('%s', async (_name, make) => {
  const one = make()
  const got = await askNode(one)
  // The second time it is known already.
  const again = await askApp(one)
  const expected = got.status === 200 ? { ...again, body: { received: true, accepted: 'new' } } : again
  expect(got).toEqual(expected)
  if (got.status === 200) expect(again.body).toEqual({ received: true, accepted: 'known' })
})

test('an event of which the same secret signed the bytes is stored as it came', async () => {
  const one = signed(textOf(eventOf({ data: { object: { id: 'in_ü', object: 'invoice' } } })))
  expect((await askNode(one)).status).toBe(200)
  expect(await inbox.rows()).toMatchObject([{ object_id: 'in_ü', payload: one.body }])
})

test('a body without an announced length is read up to the limit', async () => {
  const headers = { 'Transfer-Encoding': 'chunked' }
  const small = signed(textOf(eventOf()))
  expect((await askNode({ ...small, headers: { ...small.headers, ...headers } })).status).toBe(200)
  const large = signed('x'.repeat(bytesMax + 1))
  const got = await askNode({ ...large, headers: { ...large.headers, ...headers } }).catch(String)
  // The server closes the connection while the rest is still being sent, which some clients see first.
  if (typeof got !== 'string') expect(got).toMatchObject({ status: 413, body: { code: 'body_too_large' } })
  expect(await inbox.rows()).toHaveLength(1)
})

test('a caller that leaves before the end of its body stores nothing and gives its room back', async () => {
  const body = textOf(eventOf())
  const call = request({
    port,
    path: '/webhooks/stripe/live',
    method: 'POST',
    headers: { 'Stripe-Signature': signText(body, secrets.live), 'Content-Length': String(body.length) },
  })
  call.on('error', () => undefined)
  call.write(body.slice(0, 10))
  await expect.poll(() => bodies).toBe(1)
  call.destroy()
  await expect.poll(() => bodies).toBe(0)
  expect(await inbox.rows()).toEqual([])
})

test('a webhook without a signature is refused before its body has arrived', async () => {
  const options = {
    port,
    path: '/webhooks/stripe/live',
    method: 'POST',
    headers: { 'Content-Length': '1000' },
  }
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const call = request(options, (response) => {
      resolve(response.statusCode)
      call.destroy()
    })
    call.on('error', reject)
    call.write('the beginning')
  })
  expect([status, bodies]).toEqual([400, 0])
})

test.each(['GET', 'PUT', 'HEAD'])('%s is left to the application', async (method) => {
  expect((await askNode({ method })).status).toBe(599)
})
