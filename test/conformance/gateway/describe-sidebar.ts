// Which pages may call the gateway, and what the sidebar page may do, on every runtime.

import { expect, test } from 'vitest'
import { proof, sidebarOrigin, type AskGateway } from '../../worlds/gateway/node.ts'

export function describeOrigins(ask: AskGateway): void {
  const preflight = (origin: string) =>
    ask('/api/panels', {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'x-api-key',
      },
    })

  test('a listed origin gets exactly its own name, no credentials, and a cacheable preflight (T28)', async () => {
    const { status, headers } = await preflight(sidebarOrigin)
    expect(status).toBe(204)
    expect(headers.get('access-control-allow-origin')).toBe(sidebarOrigin)
    expect(headers.get('access-control-allow-headers')).toBe('X-API-KEY, Content-Type, Authorization')
    expect(headers.get('access-control-max-age')).toBe('7200')
    expect(headers.has('access-control-allow-credentials')).toBe(false)
    expect(headers.get('vary')).toContain('Origin')
  })

  test('no other origin is allowed, not even a similar one or null (T28)', async () => {
    const others = [
      'null',
      'https://evil.example',
      `${sidebarOrigin}.evil.example`,
      sidebarOrigin.replace('https', 'http'),
      `${sidebarOrigin}:8443`,
      sidebarOrigin.toUpperCase(),
      '*',
    ]
    for (const origin of others) {
      const before = await preflight(origin)
      const after = await ask('/api/connection', { headers: { ...proof, Origin: origin } })
      await after.body?.cancel()
      for (const { headers } of [before, after]) {
        expect(
          [...headers.keys()].filter((name) => name.startsWith('access-control')),
          origin,
        ).toEqual([])
      }
    }
  })

  test('a refusal has the headers too, because otherwise the browser would hide the reason', async () => {
    const response = await ask('/api/connection', { headers: { Origin: sidebarOrigin } })
    expect(response.status).toBe(401)
    expect(response.headers.get('access-control-allow-origin')).toBe(sidebarOrigin)
    expect(response.headers.get('access-control-expose-headers')).toBe(
      'Request-Id, Tillside-Build, Tillside-Error',
    )
  })
}

export function describeSidebar(ask: AskGateway): void {
  test('the page loads Missive’s script, and its policy allows nothing inline', async () => {
    const response = await ask('/sidebar/')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toContain('src="https://integrations.missiveapp.com/missive.js"')
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self' https://integrations.missiveapp.com",
      "style-src 'self' https://integrations.missiveapp.com",
      "img-src 'self' data:",
      "connect-src 'self' https://other-gateway.example.com",
      "font-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "object-src 'none'",
    ])
  })

  test('Missive may embed the page, on iOS from localhost', async () => {
    const { headers } = await ask('/sidebar/')
    expect(headers.has('x-frame-options')).toBe(false)
    expect(headers.get('content-security-policy')).not.toContain('frame-ancestors')
    expect(headers.has('cross-origin-opener-policy')).toBe(false)
  })

  test('the page is revalidated each time, hashed files are cached forever, and both answer 304', async () => {
    const page = await ask('/sidebar/')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const file = await ask('/sidebar/assets/a-1.js')
    expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    for (const [path, { headers }] of [
      ['/sidebar/', page],
      ['/sidebar/assets/a-1.js', file],
    ] as const) {
      const again = await ask(path, { headers: { 'If-None-Match': headers.get('etag') ?? '' } })
      expect([again.status, await again.text()], path).toEqual([304, ''])
    }
  })

  test('files are compressed for clients that accept it', async () => {
    const lengths: Record<string, number> = {}
    for (const encoding of ['br', 'gzip', 'identity', 'br;q=0']) {
      const response = await ask('/sidebar/assets/a-1.js', { headers: { 'Accept-Encoding': encoding } })
      expect(response.headers.get('content-encoding')).toBe(
        ['br', 'gzip'].includes(encoding) ? encoding : null,
      )
      lengths[encoding] = Number(response.headers.get('content-length'))
      expect(await response.text()).toContain('console.log')
    }
    expect(lengths['br']).toBeLessThan(lengths['identity'] ?? 0)
    expect(lengths['br;q=0']).toBe(lengths['identity'])
  })

  test('nothing outside the built files is served, nor are source maps', async () => {
    const paths = [
      '/sidebar/..%2fbuild.json',
      '/sidebar/%2e%2e/build.json',
      '/sidebar/assets/../../build.json',
    ]
    for (const path of [
      ...paths,
      '/sidebar/assets/a-1.js.map',
      '/sidebar/%00',
      '/sidebar/index.html%00.js',
    ]) {
      // An ambiguous address is refused before looking for a file.
      expect([400, 404], path).toContain((await ask(path)).status)
    }
  })

  test('the address without its slash redirects to the page', async () => {
    const response = await ask('/sidebar', { redirect: 'manual' })
    expect([response.status, response.headers.get('location')]).toEqual([308, '/sidebar/'])
  })
}
