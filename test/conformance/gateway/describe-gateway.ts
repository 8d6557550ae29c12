// The HTTP behaviour of the gateway on every runtime: state, errors, limits, authentication, and what is never revealed.

import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { healthSchema, problemSchema } from '#contract/api.ts'
import { routes } from '#http/routes.ts'
import { describeOrigins, describeSidebar } from './describe-sidebar.ts'
import {
  metricsSecret,
  proof,
  secret,
  type AskGateway,
  type StartForTest,
  type TestGateway,
} from '../../worlds/gateway/node.ts'
import { startStubStripe, type StubStripe } from '../../worlds/stripe/stub-server.ts'

const json = { ...proof, 'Content-Type': 'application/json' }
const people = (address: string) => JSON.stringify({ subject: { kind: 'people', people: [{ address }] } })

type Ground = { gateway: TestGateway; stripe: StubStripe }

export function describeGateway(name: string, start: StartForTest): void {
  describe(name, () => {
    let ground: Ground
    beforeAll(async () => {
      const stripe = await startStubStripe()
      ground = { stripe, gateway: await start(stripe.url) }
    })
    afterAll(async () => {
      await ground.gateway.close(0)
      await ground.stripe.close()
    })
    const ask = (path: string, init?: RequestInit) => fetch(ground.gateway.url + path, init)

    describeState(ask)
    describeRefusals(ask)
    describeProof(ask)
    describeOrigins(ask)
    describeSidebar(ask)
    describeLog(ask, () => ground.gateway)
  })
}

function describeState(ask: AskGateway): void {
  test('/health reports the version in the contract’s format, to any origin', async () => {
    const response = await ask('/health')
    expect(response.status).toBe(200)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(healthSchema.parse(await response.json())).toMatchObject({ status: 'ok', build: 'b1' })
  })

  test('/ready succeeds while the database answers', async () => {
    expect(await (await ask('/ready')).json()).toEqual({ ready: true })
  })

  test('/ says what this is, links only to what exists, and runs nothing', async () => {
    const response = await ask('/')
    const [policy, page] = [response.headers.get('content-security-policy') ?? '', await response.text()]
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=UTF-8'])
    expect(page).toContain('This is a Tillside gateway')
    const links = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, target = '']) => target)
    expect(links.length).toBeGreaterThan(3)
    for (const target of links) expect([target, (await ask(target)).status]).toEqual([target, 200])
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(page) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    expect(policy).toMatch(/^default-src 'none';.* frame-ancestors 'none'$/)
    expect(policy).toContain(`style-src 'sha256-${hash}';`)
    expect(policy).not.toContain('script-src')
    expect(page).toContain('content="light dark"')
    expect(page).not.toMatch(/<script|sqlite|postgres|node \d/i)
  })

  test('/metrics is Prometheus text and counts by route pattern, never by path', async () => {
    await ask('/api/pins/conversation-77', { method: 'DELETE', headers: proof })
    await ask('/no/such/path-88')
    const response = await ask('/metrics', { headers: { Authorization: `Bearer ${metricsSecret}` } })
    expect(response.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    const text = await response.text()
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\{([a-z_]+="[^"]*",?)+\})? [0-9.e+-]+)$/)
    }
    expect(text).toContain(
      'tillside_requests_total{route="/api/pins/:conversationId",method="DELETE",status="204"} 1',
    )
    expect(text).toContain('tillside_requests_total{route="none",method="GET",status="404"} 1')
    expect(text).not.toMatch(/conversation-77|path-88/)
  })

  test('/openapi.json describes exactly the existing routes, and all its references resolve', async () => {
    const api = (await (await ask('/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, Record<string, unknown>>
      components: { schemas: Record<string, unknown> }
    }
    expect(api.openapi).toMatch(/^3\.1\./)
    const described = Object.entries(api.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((one) => `${one} ${path}`),
    )
    const expected = routes.flatMap(({ method, path }) => {
      const written = path.replace(/:([a-zA-Z]+)/g, '{$1}').replace(/\*$/, '{path}')
      return (method === 'ANY' ? ['get', 'post', 'delete'] : [method.toLowerCase()]).map(
        (one) => `${one} ${written}`,
      )
    })
    expect(described.sort()).toEqual(expected.sort())
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
      ([, name]) => name,
    )
    expect(references.length).toBeGreaterThan(5)
    expect(references.filter((name) => !(name !== undefined && name in api.components.schemas))).toEqual([])
  })

  test('every route of the table is served', async () => {
    for (const { method, path } of routes.filter((route) => route.method !== 'ANY')) {
      const response = await ask(path.replace(/:\w+/, 'x').replace('*', ''), { method, headers: proof })
      await response.body?.cancel()
      expect([404, 405], `${method} ${path}`).not.toContain(response.status)
    }
  })
}

function describeRefusals(ask: AskGateway): void {
  test('an unknown path is a 404 problem, and a wrong method a 405 that names the allowed ones', async () => {
    const missing = await ask('/nope')
    expect(missing.headers.get('content-type')).toBe('application/problem+json')
    expect(missing.headers.get('tillside-error')).toBe('not_found')
    expect(problemSchema.parse(await missing.json())).toMatchObject({ status: 404, code: 'not_found' })
    const wrong = await ask('/health', { method: 'DELETE' })
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    const pins = await ask('/api/pins/x', { method: 'GET', headers: proof })
    expect([pins.status, pins.headers.get('allow')]).toEqual([405, 'PUT, DELETE'])
  })

  test('HEAD answers as GET does, without a body', async () => {
    const response = await ask('/health', { method: 'HEAD' })
    expect([response.status, await response.text()]).toEqual([200, ''])
  })

  test('every answer has a request id from the gateway, and one sent with the request is ignored', async () => {
    const ids = new Set<string>()
    for (const path of ['/health', '/nope', '/api/panels', '/sidebar/']) {
      const response = await ask(path, {
        headers: { 'Request-Id': 'req_forged', 'X-Request-Id': 'req_forged' },
      })
      ids.add(response.headers.get('request-id') ?? '')
    }
    expect(ids.size).toBe(4)
    for (const id of ids) expect(id).toMatch(/^req_[a-z2-7]{20}$/)
  })

  test('a body over 64 kB is refused, with or without a length', async () => {
    const big = 'x'.repeat(64 * 1024 + 1)
    const announced = await ask('/api/panels', { method: 'POST', headers: json, body: people(big) })
    expect([announced.status, announced.headers.get('tillside-error')]).toEqual([413, 'body_too_large'])
    const body = new Blob([people(big)]).stream()
    const chunked = await ask('/api/panels', {
      method: 'POST',
      headers: json,
      body,
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(413)
  })

  test('a body that is not JSON, not declared as JSON, or invalid is refused by field name, without its values', async () => {
    const send = async (body: string, type = 'application/json') => {
      const response = await ask('/api/panels', {
        method: 'POST',
        headers: { ...proof, 'Content-Type': type },
        body,
      })
      return { status: response.status, text: await response.text() }
    }
    expect((await send('{')).text).toContain('not JSON')
    expect((await send(people('a@b.example'), 'text/plain')).status).toBe(400)
    expect((await send(people('a@b.example'), 'application/jsonp')).status).toBe(400)
    const wrong = await send('{"subject":{"kind":"people","people":[{"address":7}]},"extra":"private-words"}')
    expect(wrong.status).toBe(400)
    expect(wrong.text).toContain('subject.people.0.address')
    expect(wrong.text).not.toContain('private-words')
  })

  test('text that databases cannot store is a bad request in every field, never an internal error (T43)', async () => {
    const send = async (method: string, path: string, body?: string) => {
      const response = await ask(path, { method, headers: json, ...(body === undefined ? {} : { body }) })
      await response.body?.cancel()
      return response.status
    }
    const customer = (id: string) => `{"customerId":"${id}","account":"x"}`
    for (const odd of ['\\ud800', 'a\\udc00b', '\\u0000']) {
      const subjects = [
        `{"kind":"customer","customer":${customer(odd)}}`,
        `{"kind":"people","people":[{"address":"a@b.example","name":"${odd}"}]}`,
        `{"kind":"search","text":"${odd}"}`,
        `{"kind":"search","text":"x","${odd}":1}`,
      ]
      for (const subject of subjects)
        expect(await send('POST', '/api/panels', `{"subject":${subject}}`), subject).toBe(400)
      expect(await send('PUT', '/api/pins/c1', `{"customer":${customer(odd)}}`)).toBe(400)
      expect(
        await send(
          'POST',
          '/api/actions/x',
          `{"stage":"form","subject":{"kind":"email","address":"${odd}@b.example"}}`,
        ),
      ).toBe(400)
    }
    for (const odd of ['%00', '%ED%A0%80', '%C3', '%zz']) {
      expect(await send('GET', `/api/search?q=${odd}`), odd).toBe(400)
      expect(await send('PUT', `/api/pins/a${odd}b`, `{"customer":${customer('cus_1')}}`), odd).toBe(400)
      expect(await send('DELETE', `/api/pins/${odd}`), odd).toBe(400)
      expect(await send('GET', `/api/connection?locale=${odd}`), odd).toBe(400)
    }
    expect(await send('POST', '/api/panels', `{"subject":{"kind":"search","text":"\\ud83d\\ude00"}}`)).toBe(
      200,
    )
  })

  test('a body that is not UTF-8 is a bad request', async () => {
    const body = Uint8Array.from([
      ...new TextEncoder().encode('{"subject":{"kind":"search","text":"'),
      0xff,
      0x22,
      0x7d,
      0x7d,
    ])
    expect((await ask('/api/panels', { method: 'POST', headers: json, body })).status).toBe(400)
  })

  test('every answer has security headers', async () => {
    for (const path of ['/health', '/nope', '/api/panels', '/sidebar/', '/icon.svg']) {
      const { headers } = await ask(path)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('referrer-policy'), path).toBe('no-referrer')
      expect(headers.get('permissions-policy'), path).toContain('camera=()')
      expect(headers.get('content-security-policy'), path).toContain("default-src 'none'")
      expect(headers.has('x-powered-by'), path).toBe(false)
    }
  })
}

function describeProof(ask: AskGateway): void {
  const apiPaths: [string, string][] = [
    ['POST', '/api/panels'],
    ['GET', '/api/search?q=x'],
    ['GET', '/api/connection'],
    ['PUT', '/api/pins/x'],
    ['DELETE', '/api/pins/x'],
  ]

  test('a caller without valid credentials learns only that they must sign in', async () => {
    const wrongs: Record<string, string>[] = [
      {},
      { 'X-API-KEY': 'wrong' },
      { 'X-API-KEY': secret.slice(0, -1) },
      { Authorization: `Bearer tsk_${'a'.repeat(32)}` },
      { Authorization: 'Basic dXNlcjpwYXNz' },
      { Authorization: `Bearer ${secret}` },
    ]
    const bodies = new Set<string>()
    for (const headers of wrongs) {
      const response = await ask('/api/connection', { headers })
      expect(response.status).toBe(401)
      bodies.add((await response.text()).replace(/req_\w+/, ''))
    }
    expect(bodies.size).toBe(1)
  })

  test('each /api route requires credentials, and caches may store no answer (T27)', async () => {
    for (const [method, path] of apiPaths) {
      const without = await ask(path, { method })
      expect(without.status, path).toBe(401)
      const withProof = await ask(path, { method, headers: proof })
      await withProof.body?.cancel()
      expect(withProof.status, path).not.toBe(401)
      for (const { headers } of [without, withProof]) {
        expect(headers.get('cache-control'), path).toBe('private, no-store')
        expect(headers.get('vary'), path).toMatch(/Authorization.*X-API-KEY.*Origin/)
        expect(headers.get('tillside-build'), path).toBe('b1')
      }
    }
  })
}

function describeLog(ask: AskGateway, the: () => TestGateway): void {
  test('the log has one line per request, without secrets, addresses, paths or bodies (T40)', async () => {
    const before = the().lines.length
    const answered = () =>
      the()
        .lines.slice(before)
        .filter((line) => line.includes('request.answered'))
    const bodies = await ask('/api/panels', {
      method: 'POST',
      headers: json,
      body: people('ann@private.example'),
    })
    expect(await bodies.text()).toContain('"type":"done"')
    await ask('/api/search?q=private-search', { headers: proof })
    await ask('/api/pins/private-conversation', { method: 'DELETE', headers: proof })
    await expect.poll(answered).toHaveLength(3)
    // The streamed response, to its last byte.
    const { durationMs, firstByteMs, outcome } = JSON.parse(answered()[0] ?? '') as Record<string, unknown>
    expect([outcome, Number(durationMs) >= Number(firstByteMs)]).toEqual(['sent', true])
    expect(JSON.parse(answered()[2] ?? '')).toMatchObject({
      method: 'DELETE',
      route: '/api/pins/:conversationId',
      status: 204,
      requestId: expect.stringMatching(/^req_/) as string,
    })
    expect(the().lines.join('\n')).not.toMatch(
      /hunter2|correct-horse|ann@private|private-search|private-conversation|127\.0\.0\.1:\d+\/v1/,
    )
  })

  test('text from a request cannot forge a line of the log (T57)', async () => {
    const before = the().lines.length
    await ask('/%0a%7b%22event%22:%22forged%22%7d%1b[31m', {
      headers: { 'User-Agent': 'x{"event":"forged"}' },
    })
    await ask('/api/panels', {
      method: 'POST',
      headers: json,
      body: people('a@b.example\n{"event":"forged"}'),
    }).then((one) => one.text())
    const added = () => the().lines.slice(before)
    await expect.poll(() => added().length).toBeGreaterThan(1)
    for (const line of added()) expect(line).not.toMatch(/forged|[\u0000-\u001f]/)
  })
}
