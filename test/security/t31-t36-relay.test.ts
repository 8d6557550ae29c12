// T31 to T36: the relay of events cannot be made to reach private addresses or to reveal secrets.

import { createSecureServer, createServer as createHttp2Server } from 'node:http2'
import { createServer as createTcpServer, type Server } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ConfigError, parseConfig } from '#config.ts'
import { createAddressPolicy } from '#outside/address-policy.ts'
import { listEndpoints } from '#store/endpoints.ts'
import { openFetchOutside, type FetchOutsideOptions } from '../../runtimes/node/fetch-outside.ts'
import { createIsOwn } from '../../runtimes/node/own-address.ts'
import { openMemoryStore } from '../worlds/database.ts'
import { makeCertificate } from '../worlds/certificate.ts'
import { openReceiver, status } from '../worlds/receiver.ts'
import { openRelayWorld, secretOf } from '../worlds/relay.ts'

const loopback = ['127.0.0.1/32', '127.0.0.2/32']

function open({ networks = [], ...more }: Partial<FetchOutsideOptions> & { networks?: string[] } = {}) {
  const { fetchOutside, close } = openFetchOutside({
    isAllowed: createAddressPolicy(networks),
    isOwn: () => false,
    version: '1.2.3',
    ...more,
  })
  onTestFinished(close)
  return (url: string, change: { insecure?: boolean; headers?: Record<string, string> } = {}) =>
    fetchOutside({
      url,
      insecure: true,
      headers: {},
      body: '{}',
      timeoutMs: 5000,
      signal: new AbortController().signal,
      ...change,
    })
}

const refused = { ok: false, code: 'address_refused' }

describe('T31: addresses that are not public', () => {
  test.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.0.0.1',
    '10.255.255.255',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.1',
    '192.0.2.1',
    '192.88.99.1',
    '192.168.0.1',
    '198.18.0.1',
    '198.19.255.255',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.255',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    'fe80::1',
    'fe80::1%eth0',
    'febf::1',
    'fec0::1',
    'fc00::1',
    'fdff::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2001:2::1',
    '2001:10::1',
    '3fff::1',
    '100::1',
    '2002::1',
    '2002:7f00:1::',
    '2002:a9fe:a9fe::',
    '64:ff9b::8.8.8.8',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a00:1',
    '5f00::1',
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '::ffff:169.254.169.254',
    '::ffff:10.0.0.1',
    '::ffff:0:127.0.0.1',
    '::127.0.0.1',
    '::8.8.8.8',
    '0:0:0:0:0:ffff:7f00:1',
  ])('%s is refused', (address) => expect(createAddressPolicy([])(address)).toBe(false))

  test('this machine cannot be reached by any spelling of its address', async () => {
    const receiver = await openReceiver()
    const post = open()
    const hosts = [
      '127.0.0.1',
      '127.0.0.1.',
      '127.1',
      '2130706433',
      '0x7f000001',
      '0x7f.1',
      '0177.0.0.1',
      '017700000001',
      '127.0.0.1%2E',
      '１２７.0.0.1',
      '0.0.0.0',
      '0',
      'localhost',
      'localhost.',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[0:0:0:0:0:ffff:7f00:1]',
      '[::127.0.0.1]',
      '[::]',
      '[::1]',
    ]
    for (const host of hosts) {
      const answer = await post(`http://${host}:${receiver.port}/hooks`)
      expect([host, answer.ok, receiver.seen.length]).toEqual([host, false, 0])
    }
    expect(await open({ networks: loopback })(receiver.url)).toMatchObject({ ok: true, status: 204 })
  })
})

describe('T32: names that resolve to something else', () => {
  test('a name that resolves to a private address, alone or beside a public one, is refused', async () => {
    const receiver = await openReceiver()
    const url = `http://hooks.example.com:${receiver.port}/`
    const private4 = { address: '127.0.0.1', family: 4 }
    const public4 = { address: '93.184.216.34', family: 4 }
    expect(await open({ resolve: async () => [private4] })(url)).toEqual(refused)
    expect(await open({ resolve: async () => [public4, private4] })(url)).toEqual(refused)
    expect(await open({ resolve: async () => [] })(url)).toEqual(refused)
    expect(receiver.seen).toEqual([])
  })

  test('connects to the address that was checked, even if the name then resolves differently', async () => {
    const receiver = await openReceiver('127.0.0.1')
    const inside = await openReceiver('127.0.0.2', receiver.port)
    receiver.answer(status(204, { connection: 'close' }))
    const answers = ['127.0.0.1', '127.0.0.2', '127.0.0.2']
    let lookups = 0
    const resolve = async () => [{ address: answers[lookups++] ?? '', family: 4 }]
    const post = open({ networks: ['127.0.0.1/32'], resolve })
    const url = `http://rebind.example.com:${receiver.port}/`
    expect(await post(url)).toMatchObject({ ok: true, status: 204 })
    expect(lookups).toBe(1)
    expect(await post(url)).toEqual(refused)
    expect([receiver.seen.length, inside.seen.length]).toEqual([1, 0])
    expect(receiver.seen[0]?.headers.host).toBe(`rebind.example.com:${receiver.port}`)
  })
})

describe('T33: redirects', () => {
  test.each([301, 302, 303, 307, 308])('%d is an answer and is not followed', async (code) => {
    const other = await openReceiver('127.0.0.2')
    const receiver = await openReceiver()
    receiver.answer(status(code, { location: other.url }))
    expect(await open({ networks: loopback })(receiver.url)).toMatchObject({ ok: true, status: code })
    expect([receiver.seen.length, other.seen.length]).toEqual([1, 0])
  })

  test('a redirect is a failure of the delivery', async () => {
    const world = await openRelayWorld(await openMemoryStore())
    const other = await openReceiver('127.0.0.2')
    const receiver = await openReceiver()
    receiver.answer(status(302, { location: other.url }))
    world.configure([{ id: 'orders', url: receiver.url }])
    const [id = ''] = await world.send()
    await world.worker.tick()
    expect(await world.find(id)).toMatchObject({ state: 'waiting', error: 'status_302' })
    expect(other.seen).toEqual([])
  })
})

test('T34: neither an event nor a database row determines where it is sent', async () => {
  const world = await openRelayWorld(await openMemoryStore())
  const other = await openReceiver('127.0.0.2')
  const receiver = await openReceiver()
  world.configure([{ id: 'orders', url: receiver.url }])
  await world.send({ url: other.url, base_url: other.url, endpoint: other.url, host: other.url })
  await world.store.db.updateTable('endpoints').set({ url: other.url }).execute()
  await world.worker.tick()
  expect([receiver.seen.length, other.seen.length]).toEqual([1, 0])
})

describe('T35: private networks', () => {
  test('are reached only if the operator names them', async () => {
    const receiver = await openReceiver()
    const other = await openReceiver('127.0.0.2')
    const post = open({ networks: ['127.0.0.1/32'] })
    expect(await post(receiver.url)).toMatchObject({ ok: true })
    expect(await post(other.url)).toEqual(refused)
    expect(other.seen).toEqual([])
  })

  test.each([
    '169.254.169.254',
    '169.254.170.2',
    '::ffff:169.254.169.254',
    '64:ff9b::169.254.169.254',
    '2002:a9fe:a9fe::',
    '::169.254.169.254',
    'fd00:ec2::254',
    'fd20:ce::254',
    'fe80::a9fe:a9fe',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
  ])('%s, a cloud’s metadata address, is always refused', (address) =>
    expect(createAddressPolicy(['0.0.0.0/0', '::/0', '169.254.0.0/16'])(address)).toBe(false),
  )

  test('the gateway never posts to itself, regardless of the settings', async () => {
    const gateway = await openReceiver()
    const neighbour = await openReceiver()
    const post = open({
      networks: ['0.0.0.0/0', '::/0'],
      isOwn: createIsOwn(() => [undefined, gateway.port]),
    })
    for (const host of ['127.0.0.1', '127.0.0.5', '0.0.0.0', 'localhost', '[::ffff:127.0.0.1]'])
      expect(await post(`http://${host}:${gateway.port}/webhooks/stripe/live`)).toEqual(refused)
    expect(await post(neighbour.url)).toMatchObject({ ok: true })
    expect(gateway.seen).toEqual([])
  })

  test.each(['10.0.0.0/33', '10.9.8.7', '10.0.0/8/8', 'fd00::/129', 'internal', '10.0.0.256/8'])(
    'the network "%s" stops the start with an error that names the setting',
    (network) => {
      const parse = () => parseConfig({ TILLSIDE_RELAY_NETWORKS: `192.168.0.0/16, ${network}` })
      expect(parse).toThrow(ConfigError)
      expect(parse).toThrow('TILLSIDE_RELAY_NETWORKS')
      expect(parse).not.toThrow(network)
    },
  )
})

describe('T36: what an endpoint is given', () => {
  test('is the event and its signature: no cookies, no credentials, nothing from earlier answers', async () => {
    const world = await openRelayWorld(await openMemoryStore())
    const receiver = await openReceiver()
    receiver.answer(status(200, { 'set-cookie': 'session=1; Path=/', 'www-authenticate': 'Basic' }))
    world.configure([{ id: 'orders', url: receiver.url }])
    await world.send()
    await world.worker.tick()
    await world.send()
    await world.worker.tick()
    const names = [...new Set(receiver.seen.flatMap(({ headers }) => Object.keys(headers)))].sort()
    expect(receiver.seen).toHaveLength(2)
    expect(names).toEqual(
      ['accept-encoding', 'connection', 'content-length', 'content-type', 'host', 'user-agent'].concat([
        'webhook-id',
        'webhook-signature',
        'webhook-timestamp',
      ]),
    )
    expect(receiver.seen[0]?.headers['user-agent']).toBe('Tillside/1.2.3')
  })

  test('an address with a password, or with http that was not allowed, is not posted to', async () => {
    const receiver = await openReceiver()
    const post = open({ networks: loopback })
    expect(await post(receiver.url.replace('//', '//ann:pass@'))).toEqual({ ok: false, code: 'url_refused' })
    expect(await post(receiver.url, { insecure: false })).toEqual({ ok: false, code: 'url_refused' })
    expect(receiver.seen).toEqual([])
  })

  test('secrets are in no request, log line or row, even if the endpoint repeats what it was sent', async () => {
    const world = await openRelayWorld(await openMemoryStore())
    const receiver = await openReceiver()
    receiver.answer((response, { headers, body }) =>
      response.writeHead(500).end(JSON.stringify({ headers, body })),
    )
    const secrets = [secretOf('k'), secretOf('l')]
    world.configure([{ id: 'orders', url: receiver.url, secrets }])
    await world.send()
    await world.worker.tick()
    const tables = ['endpoints', 'deliveries', 'attempts', 'audit', 'events'] as const
    const rows = await Promise.all(
      tables.map((table) => world.store.db.selectFrom(table).selectAll().execute()),
    )
    const everything = JSON.stringify([receiver.seen, world.clock.lines, rows, world.metrics.print()])
    expect(rows.map((each) => each.length > 0)).toEqual([true, true, true, false, true])
    for (const secret of secrets) {
      expect(everything).not.toContain(secret)
      expect(everything).not.toContain(secret.replace('whsec_', ''))
    }
  })

  test('after a change of address nothing is sent to the old one, and only the new secret signs', async () => {
    const world = await openRelayWorld(await openMemoryStore())
    const before = await openReceiver()
    const after = await openReceiver()
    world.configure([{ id: 'orders', url: before.url, secrets: [secretOf('k')] }])
    await world.send()
    world.configure([{ id: 'orders', url: after.url, secrets: [secretOf('n')] }])
    await world.send()
    await world.worker.tick()
    expect([before.seen.length, after.seen.length]).toEqual([0, 2])
    expect((await listEndpoints(world.store.db, 'self')).map(({ url }) => url)).toEqual([after.url])
    for (const { headers, body } of after.seen) {
      const signed = headers as Record<string, string>
      expect(() => new Webhook(secretOf('k')).verify(body, signed)).toThrow('No matching signature')
      expect(new Webhook(secretOf('n')).verify(body, signed)).toMatchObject({ type: 'invoice.paid' })
    }
  })
})

describe('an endpoint that speaks only HTTP/2 is reported as such', () => {
  const listen = async (server: Server) => {
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    return typeof address === 'object' ? (address?.port ?? 0) : 0
  }

  test('both with ALPN in the TLS handshake and without', async () => {
    const post = open({ networks: loopback })
    const secure = await listen(createSecureServer({ ...makeCertificate('h2'), allowHTTP1: false }))
    expect(await post(`https://127.0.0.1:${secure}/`)).toEqual({ ok: false, code: 'http2_only' })
    const plain = await listen(createHttp2Server())
    expect(await post(`http://127.0.0.1:${plain}/`)).toEqual({ ok: false, code: 'http2_only' })
  })

  test('but not one that speaks neither HTTP/1.1 nor HTTP/2', async () => {
    const other = createTcpServer(
      (socket) => void socket.on('error', () => undefined).end('SSH-2.0-OpenSSH_9.6\r\n'),
    )
    const port = await listen(other)
    expect(await open({ networks: loopback })(`http://127.0.0.1:${port}/`)).toEqual({
      ok: false,
      code: 'unreachable',
    })
  })
})
