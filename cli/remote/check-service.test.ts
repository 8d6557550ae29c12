// What `tillside remote check` says about services that are in order, and about those that are not.

import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { remoteCallSchema, type RemoteMessage } from '#contract/remote.ts'
import { createFetchOutside } from '../../runtimes/compose/fetch-outside.ts'
import { checkService, type ServiceCheck } from './check-service.ts'

const secret = ['whsec', btoa('c'.repeat(32))].join('_')
const offers = [
  { call: 'load', id: 'loyalty', subject: 'invoice' },
  { call: 'run', id: 'grant', input: { points: 1 } },
  { call: 'handle', id: 'count', event: 'charge.refunded' },
]
const answers: Record<string, unknown> = {
  describe: { protocol: 1, offers },
  load: { blocks: [] },
  run: { done: { title: 'Granted' } },
  handle: { done: true },
}

type Service = (message: RemoteMessage, request: Request) => Response
const good: Service = ({ call, ...message }) =>
  'id' in message && message.id === 'no-such-panel'
    ? new Response(null, { status: 404 })
    : Response.json(answers[call])

/** Tries a service behind a door that verifies, unless `isOpen`. */
async function check(service: Service, { isOpen = false } = {}): Promise<ServiceCheck[]> {
  const fetch = async (input: string | URL | Request, init?: RequestInit) => {
    const request = new Request(input, init)
    const body = await request.text()
    try {
      if (!isOpen) new Webhook(secret).verify(body, Object.fromEntries(request.headers))
    } catch {
      return new Response('stop', { status: 401 })
    }
    return service(JSON.parse(body) as RemoteMessage, request)
  }
  const found: ServiceCheck[] = []
  const deps = {
    options: { name: 'check', url: 'https://loyalty.example.com/', secret },
    fetchOutside: createFetchOutside({ fetch, isAllowed: () => true }),
    ports: { now: Date.now, randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) },
  }
  for await (const one of checkService(deps)) found.push(one)
  return found
}
const wrong = (found: readonly ServiceCheck[]) =>
  found.filter(({ ok }) => !ok).map(({ what, detail }) => `${what}: ${detail}`)

test('nothing is wrong with a service that keeps to the protocol, and each call is one of the published schema', async () => {
  const calls: string[] = []
  const found = await check((message, request) => {
    calls.push(remoteCallSchema.parse(message).call)
    return good(message, request)
  })
  expect(wrong(found)).toEqual([])
  expect(found).toHaveLength(13)
  expect(calls).toEqual(['describe', 'load', 'run', 'run', 'handle', 'handle', 'load'])
})

test('a service that verifies nothing is told each post that it has to refuse', async () => {
  const found = wrong(await check(good, { isOpen: true }))
  expect(found).toHaveLength(6)
  expect(found.join('\n')).toMatch(/ten minutes ago: answered 200; it must answer 401/)
})

test.each<[string, Service, string[]]>([
  [
    'an answer that does not fit',
    (message, request) =>
      message.call === 'load'
        ? Response.json({ blocks: [{ type: 'text', text: 5 }] })
        : good(message, request),
    ['load loyalty: blocks.0.text: missing, or of the wrong type'],
  ],
  [
    'another content type',
    (message, request) => (message.call === 'run' ? new Response('{}') : good(message, request)),
    ['run grant: content-type: not application/json'],
  ],
  [
    'a run that is done twice',
    (message, request) =>
      message.call === 'run'
        ? Response.json({ done: { title: `Granted ${message.attempt}` } })
        : good(message, request),
    ['run grant, once more with the same idempotency key: answered something else'],
  ],
  [
    'an event type that Stripe does not have',
    (message, request) =>
      message.call === 'describe'
        ? Response.json({ protocol: 1, offers: [{ call: 'handle', id: 'x', event: 'invoice.piad' }] })
        : good(message, request),
    ['handle x: Stripe has no event type "invoice.piad"'],
  ],
  ['nothing to be found', () => new Response(null, { status: 404 }), ['describe: answered 404']],
])('%s is said in plain words', async (_, service, expected) => {
  const found = wrong(await check(service)).filter((line) => !line.startsWith('answers 404'))
  expect(found).toHaveLength(expected.length)
  expected.forEach((text, at) => expect(found[at]).toContain(text))
})

test('a wrong secret is named, and never shown', async () => {
  const found = await check(() => new Response(null, { status: 403 }))
  expect(found[0]?.detail).toContain('compare the secret')
  expect(JSON.stringify(found)).not.toContain(secret.slice(6))
})
