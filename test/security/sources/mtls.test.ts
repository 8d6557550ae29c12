// The gateway presents its client certificate to the configured service, and verifies the service's certificate.

import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { httpSource } from '../../../src/definitions/define.ts'
import { SourceError } from '../../../src/definitions/source-error.ts'
import type { HttpIdentity } from '../../../src/definitions/source.ts'
import { makeCertificate } from '../../worlds/certificate.ts'
import { sourceCaller, endsWith, openForTest } from '../../worlds/sources.ts'

const [service, gateway, stranger] = ['service', 'gateway', 'stranger'].map(makeCertificate)
if (!service || !gateway || !stranger) throw new Error('expected three certificates')

/** A service that accepts connections only from `gateway` and returns the name in its certificate. */
async function startGuarded() {
  const options = { ...service, ca: gateway?.cert, requestCert: true, rejectUnauthorized: true }
  const server = createServer(options, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate()
    response.end(JSON.stringify({ seen: subject.CN }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endsWith(async () => {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function askAs(identity: HttpIdentity): Promise<unknown> {
  const source = httpSource({
    name: 'orders',
    baseUrl: await startGuarded(),
    allow: ['GET /me'],
    identity,
    retries: 0,
  })
  const { sources } = openForTest([source])
  const answer: unknown = await sources
    .open({ orders: source }, sourceCaller())
    .orders.get('/me', z.object({ seen: z.string() }))
    .catch((error: unknown) => error)
  return answer instanceof SourceError ? answer.fault : answer
}

test('the service receives the gateway’s certificate', async () => {
  expect(await askAs({ kind: 'mtls', ...gateway, ca: service.cert })).toEqual({ seen: 'gateway' })
})

test('exchanges nothing with another certificate, with none, or with an untrusted service', async () => {
  expect(await askAs({ kind: 'mtls', ...stranger, ca: service.cert })).toBe('unreachable')
  expect(await askAs({ kind: 'none' })).toBe('unreachable')
  expect(await askAs({ kind: 'mtls', ...gateway })).toBe('unreachable')
  expect(await askAs({ kind: 'mtls', ...gateway, ca: stranger.cert })).toBe('unreachable')
})

test('a certificate that does not match its key stops the start, without quoting it', () => {
  const open = (identity: HttpIdentity, baseUrl = 'https://x.test') =>
    openForTest([httpSource({ name: 'orders', baseUrl, allow: [], identity })])
  expect(() => open({ kind: 'mtls', cert: gateway.cert, key: stranger.key })).toThrow('must be PEM texts')
  expect(() => open({ kind: 'mtls', cert: 'hunter2', key: 'hunter2' })).not.toThrow('hunter2')
  expect(() => open({ kind: 'mtls', ...gateway }, 'http://127.0.0.1')).toThrow('needs an https address')
})
