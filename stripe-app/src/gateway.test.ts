// The signing client: what it signs, what it sends, and how it handles refusals.

import { describe, expect, test, vi } from 'vitest'
import { Failure } from './failure.ts'
import { createGateway, type GatewayDeps } from './gateway.ts'
import { envelopeKeys, type Panel } from './generated/contract.ts'
import { host } from './testing/host.ts'
import { base, installGateway, panelOf, panelsResponse, problem } from './testing/gateway.ts'

const subject = { kind: 'invoice', id: 'in_1' } as const

function open(more: Partial<GatewayDeps> = {}) {
  let count = 0
  return createGateway({
    base,
    signer: {
      userId: 'usr_1',
      accountId: 'acct_1',
      mode: 'live',
      sandbox: false,
      roles: [{ id: 'admin', name: 'Administrator', type: 'builtIn' }],
    },
    sign: (payload) => {
      host().signed.push(payload)
      return host().sign(payload)
    },
    fetch: (input, init) => fetch(input, init),
    newId: () => `00000000-0000-4000-8000-${String((count += 1)).padStart(12, '0')}`,
    wait: () => Promise.resolve(),
    ...more,
  })
}

async function all(panels: AsyncGenerator<Panel, unknown>): Promise<Panel[]> {
  const found: Panel[] = []
  for await (const panel of panels) found.push(panel)
  return found
}

const reasonOf = async (work: Promise<unknown>) => {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return error instanceof Failure ? error.reason : error
}

describe('refusals and failures', () => {
  const cases = [
    [401, 'signature_refused', 'signature'],
    [403, 'not_installed', 'not_installed'],
    [403, 'role_missing', 'role'],
    [403, 'forbidden', 'role'],
    [404, 'not_found', 'missing'],
    [409, 'key_conflict', 'conflict'],
    [400, 'bad_request', 'refused'],
  ] as const
  test.each(cases)('%i %s becomes "%s" and is not retried', async (status, code, reason) => {
    const requests = installGateway(() => problem(status, code, 'Because.'))
    expect(await reasonOf(open().connection())).toBe(reason)
    expect(requests).toHaveLength(1)
  })

  test('a failure contains the gateway’s message and the request id', async () => {
    installGateway(() => problem(403, 'role_missing', 'This needs refund_analyst.'))
    const failure = await open()
      .connection()
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({
      message: 'role missing. This needs refund_analyst.',
      requestId: 'req_9',
    })
  })

  test('distinguishes a server that is not a gateway from one that does not answer', async () => {
    installGateway(() => new Response('<html>'))
    expect(await reasonOf(open().connection())).toBe('broken')
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    expect(await reasonOf(open().connection())).toBe('offline')
  })

  test('a request that Stripe does not sign is not sent', async () => {
    const requests = installGateway(() => Response.json({}))
    host().sign = () => Promise.reject(new Error('App ID does not match'))
    expect(await reasonOf(open().connection())).toBe('unsigned')
    expect(requests).toHaveLength(0)
  })

  test('a truncated answer is a failure, not a shorter list', async () => {
    const line = `${JSON.stringify({ type: 'panel', panel: panelOf('a') })}\n`
    installGateway(() => new Response(line))
    expect(await reasonOf(all(open().panels({ subject })))).toBe('broken')
    installGateway(() => new Response(`${line}{"type":`))
    expect(await reasonOf(all(open().panels({ subject })))).toBe('broken')
  })
})

describe('the signed envelope', () => {
  test('has the keys in the order of the contract, without the ids that Stripe appends', async () => {
    const requests = installGateway(() => panelsResponse(panelOf('a')))
    await all(open().panels({ subject, locale: 'en' }))
    const signed = host().signed[0] as object
    const appended = { ...signed, user_id: 'usr_1', account_id: 'acct_1' }
    expect(Object.keys(appended)).toEqual([...envelopeKeys])
    expect(JSON.stringify(requests[0]?.envelope)).toBe(JSON.stringify(appended))
    expect(requests[0]?.envelope).toMatchObject({
      v: 1,
      op: 'panels',
      resource: 'invoice in_1',
      mode: 'live',
      sandbox: false,
    })
    expect(requests[0]?.headers.get('stripe-signature')).toBe('t=1,v1=00')
  })

  test('names the action as its resource', async () => {
    const requests = installGateway(() => Response.json({ type: 'outcome' }))
    await open().action('approve-return', { subject, stage: 'open' })
    expect(requests[0]).toMatchObject({
      path: 'actions/approve-return',
      envelope: { op: 'action', resource: 'approve-return' },
    })
  })

  test('leaves out roles that Stripe refuses to sign, so that panels still load', async () => {
    const requests = installGateway(() => panelsResponse())
    host().sign = (payload) =>
      'stripe_roles' in (payload as object) ? Promise.reject(new Error('400')) : Promise.resolve('t=1,v1=00')
    await all(open().panels({ subject }))
    expect(requests[0]?.envelope.stripe_roles).toBeUndefined()
  })
})

describe('retries', () => {
  test('a read once, with a new nonce', async () => {
    let count = 0
    const requests = installGateway(() =>
      (count += 1) === 1 ? problem(503, 'shutting_down') : panelsResponse(panelOf('a')),
    )
    expect(await all(open().panels({ subject }))).toHaveLength(1)
    expect(new Set(requests.map(({ envelope }) => envelope.nonce)).size).toBe(2)
  })

  test('never a run, because only a person may repeat one', async () => {
    const requests = installGateway(() => problem(503, 'shutting_down'))
    const key = '00000000-0000-4000-8000-00000000000a'
    expect(await reasonOf(open().action('a', { subject, stage: 'run', key }))).toBe('failed')
    expect(requests).toHaveLength(1)
  })

  test('never a code from another service, because it is valid once', async () => {
    const requests = installGateway(() => problem(502, 'sign_in_failed'))
    const args = { service: 'crm', code: 'c', verifier: 'v'.repeat(43), state: 's' }
    expect(await reasonOf(open().exchangeCode(args))).toBe('failed')
    expect(requests).toHaveLength(1)
  })
})
