// T31 to T36, T38 and T40 for remote services: a service cannot be reached where it must not be, cannot be imitated, and cannot show or
// start what a local function could not; its secret stays where it is.

import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { describe, expect, onTestFinished, test } from 'vitest'
import { remoteCallSchema, remoteProtocol, type RemoteMessageOf } from '#contract/remote.ts'
import { defineAction, definePanel } from '#definitions/define.ts'
import { remote } from '#definitions/remote.ts'
import type { RemoteQuestion } from '#definitions/source.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { createAddressPolicy } from '#outside/address-policy.ts'
import { answerBytesMax, openRemoteSource } from '#sources/remote/remote-source.ts'
import { createSourceTelemetry } from '#sources/telemetry.ts'
import { z } from 'zod'
import { createFetchOutside } from '../../runtimes/compose/fetch-outside.ts'
import { openFetchOutside } from '../../runtimes/node/fetch-outside.ts'
import { createNodePorts } from '../../runtimes/node/ports.ts'
import { drawPanelHtml } from '../../testing/draw-html.ts'
import { openMemoryStore } from '../worlds/database.ts'
import { openInbox } from '../worlds/events/inbox.ts'
import { openReceiver, type Received } from '../worlds/receiver.ts'
import { remoteSecret } from '../worlds/remote.ts'
import { secretOf } from '../worlds/relay.ts'
import { sourceCaller } from '../worlds/sources.ts'

const question: RemoteQuestion<'run'> & { call: 'run' } = {
  call: 'run',
  id: 'grant-points',
  deadlineMs: 2000,
  subject: { kind: 'email', address: 'amy@example.com' },
  caller: { id: 'usr_1', kind: 'stripe_app', name: 'Ada', roles: ['admin'] },
  account: { key: 'acct_1_test', mode: 'test', sandbox: false },
  surface: 'sidebar',
  locale: 'en',
  timeZone: 'UTC',
  input: { points: 5 },
  idempotencyKey: 'tillside-job_1-loyalty',
  attempt: 1,
}

type Given = { url: string; networks?: string[]; secret?: string | readonly string[]; overFetch?: boolean }

/** Opens a service on Node's sockets, or through `fetch` as on Workers. */
function open({ url, networks = ['127.0.0.1/32'], secret = remoteSecret, overFetch = false }: Given) {
  const lines: string[] = []
  const log = createLog({ level: 'debug', now: Date.now, write: (line) => void lines.push(line) })
  const { ports, close } = createNodePorts(log)
  const isAllowed = createAddressPolicy(networks)
  const sockets = openFetchOutside({ isAllowed, isOwn: () => false, version: '1.2.3' })
  onTestFinished(async () => {
    await sockets.close()
    await close()
  })
  const telemetry = createSourceTelemetry({ tenantId: 'tenant_1', ports, metrics: createMetrics() })
  const fetchOutside = overFetch
    ? createFetchOutside({ fetch: ports.fetch, isAllowed })
    : sockets.fetchOutside
  const source = openRemoteSource(
    { name: 'loyalty', url, secret, insecure: true },
    { tenantId: 'tenant_1', ports, telemetry, fetchOutside },
  )
  const ask = (change: Partial<typeof question> = {}) =>
    source.calls(sourceCaller()).ask({ ...question, ...change })
  return { ask, lines }
}

const answering = (value: unknown) => (response: ServerResponse) =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))

const done = { done: { title: 'Granted' } }
const headersOf = ({ headers }: Received) => ({
  'webhook-id': String(headers['webhook-id']),
  'webhook-timestamp': String(headers['webhook-timestamp']),
  'webhook-signature': String(headers['webhook-signature']),
})

describe.each([{ overFetch: false }, { overFetch: true }])('over fetch: $overFetch', ({ overFetch }) => {
  test('the signature covers id, time and every byte; the id is the idempotency key; the body is the published message', async () => {
    const receiver = await openReceiver()
    receiver.answer(answering(done))
    const { ask } = open({ url: receiver.url, overFetch, secret: [secretOf('n'), remoteSecret] })
    expect(await ask()).toEqual(done)
    const [received] = receiver.seen
    if (!received) throw new Error('nothing came')
    const headers = headersOf(received)
    const genuine = new Webhook(remoteSecret)
    const message = remoteCallSchema.parse(genuine.verify(received.body, headers)) as RemoteMessageOf<'run'>
    expect(message).toEqual({
      ...question,
      protocol: remoteProtocol,
      tenant: 'tenant_1',
      requestId: 'req_test',
    })
    expect(headers['webhook-id']).toBe(question.idempotencyKey)
    const forged: [string, Record<string, string>][] = [
      [received.body.replace('"points":5', '"points":6'), headers],
      [`${received.body} `, headers],
      [received.body, { ...headers, 'webhook-id': 'other' }],
      [received.body, { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) + 1) }],
    ]
    for (const [body, changed] of forged) expect(() => genuine.verify(body, changed)).toThrow('signature')
  })

  test.each([
    'http://127.0.0.1:1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[::1]:1/',
    'http://[fe80::1]/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://2130706433:1/',
    'http://localhost:1/',
  ])('an address that is not public is not contacted: %s', async (url) => {
    const { ask, lines } = open({ url, networks: [], overFetch })
    await expect(ask()).rejects.toMatchObject({ fault: 'unreachable', cause: { message: 'address_refused' } })
    expect(lines.join('\n')).toContain('address_refused')
  })

  test('a redirect is not followed, and the post goes nowhere else', async () => {
    const target = await openReceiver()
    const receiver = await openReceiver()
    receiver.answer((response) => void response.writeHead(307, { location: target.url }).end())
    const { ask } = open({ url: receiver.url, overFetch })
    await expect(ask()).rejects.toMatchObject({ fault: 'failed' })
    expect(target.seen).toEqual([])
  })

  test('an answer that never ends is cut at its limit, and one that comes too slowly at its deadline', async () => {
    let sent = 0
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const pour = () => {
        while (!response.destroyed && response.write(' '.repeat(65_536))) sent += 65_536
      }
      response.on('drain', pour)
      pour()
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    onTestFinished(() => {
      server.closeAllConnections()
      server.close()
    })
    const endless = open({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, overFetch })
    await expect(endless.ask()).rejects.toMatchObject({
      fault: 'answer_invalid',
      cause: { message: 'body: too long' },
    })
    expect(sent).toBeLessThan(16 * answerBytesMax)
    const receiver = await openReceiver()
    receiver.answer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.write('{')
    })
    const slow = open({ url: receiver.url, overFetch })
    await expect(slow.ask({ deadlineMs: 200 })).rejects.toMatchObject({
      fault: expect.stringMatching(/^(?:timeout|failed)$/) as unknown,
    })
  })

  test('the secret is in no post, no error and no line of the log', async () => {
    const receiver = await openReceiver()
    const { ask, lines } = open({ url: receiver.url, overFetch })
    receiver.answer((response) => void response.writeHead(500).end(remoteSecret))
    const failure: unknown = await ask().catch((error: unknown) => error)
    receiver.answer(answering({ [remoteSecret]: 1 }))
    const invalid: unknown = await ask().catch((error: unknown) => error)
    const told = [failure, invalid].flatMap((error) =>
      error instanceof Error ? [error.message, String(error.cause), JSON.stringify(error)] : [],
    )
    expect(told).toHaveLength(6)
    const sent = receiver.seen.map(({ headers, body }) => JSON.stringify(headers) + body)
    const key = remoteSecret.replace('whsec_', '')
    expect([...told, ...lines, ...sent].filter((text) => text.includes(key))).toEqual([])
  })
})

describe('what a service answers is held to the vocabulary of panels', () => {
  const openPanel = async (answer: () => unknown) => {
    const loyalty = remote({ name: 'loyalty', url: 'https://loyalty.example.com/', secret: remoteSecret })
    const store = await openMemoryStore()
    const inbox = await openInbox(store, {
      definitions: {
        panels: [
          definePanel({
            id: 'loyalty',
            title: 'Loyalty',
            for: ['email'],
            ttlSeconds: 60,
            load: loyalty.load,
          }),
        ],
        actions: [
          defineAction({
            id: 'grant',
            title: 'Grant',
            for: ['email'],
            roles: ['boss'],
            input: z.object({}),
            run: loyalty.run,
          }),
        ],
      },
      fetch: async () => Response.json(answer()),
    })
    onTestFinished(async () => {
      await inbox.close()
      await store.close()
    })
    const account = (await inbox.gateway.tenants.find({ tenantId: 'self' }))?.accounts[0]?.account
    if (!account) throw new Error('no account')
    const { caller, requestId, signal } = sourceCaller()
    return async (who: Partial<typeof caller> = {}) => {
      const loading = inbox.opened.extensions.panels.load({
        subject: { kind: 'email', address: 'amy@example.com' },
        panel: 'loyalty',
        surface: 'sidebar',
        locale: 'en',
        timeZone: 'UTC',
        sandbox: false,
        caller: { ...caller, ...who },
        account,
        requestId,
        signal,
      })
      for await (const panel of loading) return panel
      throw new Error('no panel')
    }
  }
  const draw = async (blocks: unknown) => (await openPanel(() => ({ blocks })))()
  const action = (more: object) => [{ type: 'actions', actions: [{ label: 'Go', ...more }] }]
  const subject = { kind: 'email', address: 'amy@example.com' }

  test('what a service shows one person is kept for nobody else', async () => {
    let count = 0
    const drawFor = await openPanel(() => ({ blocks: [{ type: 'text', text: `for number ${++count}` }] }))
    const shown = []
    for (const id of ['usr_1', 'usr_2', 'usr_1']) shown.push(JSON.stringify((await drawFor({ id })).blocks))
    expect(shown.map((text) => /\d/.exec(text)?.[0])).toEqual(['1', '2', '1'])
  })

  test('markup is drawn as text', async () => {
    const text = '<img src=x onerror=alert(1)><script>alert(2)</script>'
    const panel = await draw([{ type: 'text', text: [text, { type: 'foreign', text: `${text}\u202e` }] }])
    const html = await drawPanelHtml(panel, { locale: 'en', timeZone: 'UTC', nowMs: Date.now() })
    expect(html).not.toMatch(/<img|<script/)
    expect(html).toContain('&lt;img src=x')
    expect(html).not.toContain('\u202e')
  })

  test.each([
    ['a script as an address', action({ kind: 'open', href: 'javascript:alert(1)' })],
    ['a data address', action({ kind: 'open', href: 'data:text/html,x' })],
    ['plain http', [{ type: 'text', text: [{ type: 'link', text: 'x', href: 'http://example.com/' }] }]],
    ['a block of markup', [{ type: 'html', html: '<b>' }]],
    ['an action that is not configured', action({ kind: 'run', action: 'refund', subject })],
    ['a panel that is not configured', action({ kind: 'load', panel: 'other', subject, params: {} })],
  ])('%s is refused', async (_, blocks) => {
    const drawn = JSON.stringify((await draw(blocks)).blocks)
    expect(drawn).toMatch(/Loyalty sent an unexpected response|there is no (?:action|panel)/)
    expect(drawn).not.toMatch(/javascript:|text\/html|http:|<b>|"Go"/)
  })

  test('an action that this person may not run is locked, whatever the service says', async () => {
    const panel = await draw(action({ kind: 'run', action: 'grant', subject }))
    expect(JSON.stringify(panel)).toContain('"locked":"Needs the role Boss"')
  })
})
