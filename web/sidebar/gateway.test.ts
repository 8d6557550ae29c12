import { expect, test } from 'vitest'
import { Failure, readPanels, type GatewayPorts } from './gateway.ts'

const connection = {
  kind: 'gateway',
  url: 'https://till.example/base/',
  headerName: 'X-API-KEY',
  headerValue: 's',
} as const
const request = { subject: { kind: 'search' as const, text: 'x' } }

async function collect(ports: Partial<GatewayPorts> & Pick<GatewayPorts, 'fetch'>) {
  const messages: unknown[] = []
  try {
    for await (const message of readPanels(connection, request, new AbortController().signal, ports))
      messages.push(message)
  } catch (error) {
    return { messages, failure: error instanceof Failure ? error : new Error('not a Failure') }
  }
  return { messages }
}

test('sends the secret in the configured header, without cookies, and does not follow redirects', async () => {
  const seen: [string, RequestInit | undefined][] = []
  await collect({
    fetch: async (url, init) => {
      seen.push([url instanceof Request ? url.url : String(url), init])
      return new Response('{"type":"done"}')
    },
  })
  expect(seen[0]?.[0]).toBe('https://till.example/base/api/panels')
  expect(seen[0]?.[1]).toMatchObject({
    credentials: 'omit',
    redirect: 'error',
    headers: { 'X-API-KEY': 's' },
  })
})

test.each([
  ['a network failure', () => Promise.reject(new TypeError('fetch failed')), 'offline'],
  ['a refused secret', async () => Response.json({}, { status: 401 }), 'unauthorized'],
  ['a refused request', async () => Response.json({}, { status: 400 }), 'refused'],
  ['an answer from another server', async () => new Response('<html>'), 'broken'],
  ['a truncated answer', async () => new Response('{"type":"found"}\n'), 'broken'],
  ['an empty answer', async () => new Response(''), 'broken'],
  [
    'an error in the stream',
    async () => new Response('{"type":"error","code":"x","title":"No","requestId":"req_1"}'),
    'failed',
  ],
])('recognises %s', async (_, fetch, reason) => {
  expect((await collect({ fetch })).failure).toMatchObject({ reason })
})

test('takes the message and the request id from the problem details', async () => {
  const problem = { title: 'Stripe did not answer', detail: 'Three times', request_id: 'req_9' }
  const { failure } = await collect({ fetch: async () => Response.json(problem, { status: 502 }) })
  expect(failure).toMatchObject({
    reason: 'failed',
    message: 'Stripe did not answer. Three times',
    requestId: 'req_9',
  })
})

test('gives up on a gateway that does not answer', async () => {
  const fetch: GatewayPorts['fetch'] = (_, init) =>
    new Promise((_done, fail) => init?.signal?.addEventListener('abort', () => fail(new Error('aborted'))))
  expect((await collect({ fetch, limitMs: 5 })).failure).toMatchObject({ reason: 'timeout' })
})

test('passes on the build named in a response', async () => {
  const builds: string[] = []
  await collect({
    fetch: async () => new Response('{"type":"done"}', { headers: { 'Tillside-Build': 'b2' } }),
    onBuild: (build) => builds.push(build),
  })
  expect(builds).toEqual(['b2'])
})
