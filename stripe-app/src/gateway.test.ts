// The signed client: what is signed, what travels, and what becomes of refusals.

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

describe('what is refused', () => {
  const cases = [
    [401, 'signature_refused', 'signature'],
    [403, 'not_installed', 'not_installed'],
    [403, 'role_missing', 'role'],
    [403, 'forbidden', 'role'],
    [404, 'not_found', 'missing'],
    [409, 'key_conflict', 'conflict'],
    [400, 'bad_request', 'refused'],
  ] as const
  test.each(cases)('%i %s is told as "%s" and not tried again', async (status, code, reason) => {
    const asked = installGateway(() => problem(status, code, 'Because.'))
    expect(await reasonOf(open().connection())).toBe(reason)
    expect(asked).toHaveLength(1)
  })

  test('a failure carries the words of the gateway and the request id', async () => {
    installGateway(() => problem(403, 'role_missing', 'This needs refund_analyst.'))
    const failure = await open()
      .connection()
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({
      message: 'role missing. This needs refund_analyst.',
      requestId: 'req_9',
    })
  })

  test('a page that is not a gateway is told apart from one that does not answer', async () => {
    installGateway(() => new Response('<html>'))
    expect(await reasonOf(open().connection())).toBe('broken')
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    expect(await reasonOf(open().connection())).toBe('offline')
  })

  test('a request that Stripe does not sign never leaves', async () => {
    const asked = installGateway(() => Response.json({}))
    host().sign = () => Promise.reject(new Error('App ID does not match'))
    expect(await reasonOf(open().connection())).toBe('unsigned')
    expect(asked).toHaveLength(0)
  })

  test('an answer that breaks off is a failure, not a shorter list', async () => {
    const line = `${JSON.stringify({ type: 'panel', panel: panelOf('a') })}\n`
    installGateway(() => new Response(line))
    expect(await reasonOf(all(open().panels({ subject })))).toBe('broken')
    installGateway(() => new Response(`${line}{"type":`))
    expect(await reasonOf(all(open().panels({ subject })))).toBe('broken')
  })
})

describe('what is signed', () => {
  test('has the keys of the contract in their order, without the ids that Stripe appends', async () => {
    const asked = installGateway(() => panelsResponse(panelOf('a')))
    await all(open().panels({ subject, locale: 'en' }))
    const signed = host().signed[0] as object
    const appended = { ...signed, user_id: 'usr_1', account_id: 'acct_1' }
    expect(Object.keys(appended)).toEqual([...envelopeKeys])
    expect(JSON.stringify(asked[0]?.envelope)).toBe(JSON.stringify(appended))
    expect(asked[0]?.envelope).toMatchObject({
      v: 1,
      op: 'panels',
      resource: 'invoice in_1',
      mode: 'live',
      sandbox: false,
    })
    expect(asked[0]?.headers.get('stripe-signature')).toBe('t=1,v1=00')
  })

  test('names the action as its resource', async () => {
    const asked = installGateway(() => Response.json({ type: 'outcome' }))
    await open().action('approve-return', { subject, stage: 'open' })
    expect(asked[0]).toMatchObject({
      path: 'actions/approve-return',
      envelope: { op: 'action', resource: 'approve-return' },
    })
  })

  test('leaves roles out when Stripe refuses to sign them, so that panels are still shown', async () => {
    const asked = installGateway(() => panelsResponse())
    host().sign = (payload) =>
      'stripe_roles' in (payload as object) ? Promise.reject(new Error('400')) : Promise.resolve('t=1,v1=00')
    await all(open().panels({ subject }))
    expect(asked[0]?.envelope.stripe_roles).toBeUndefined()
  })
})

describe('what is tried again', () => {
  test('a read, once, with a nonce of its own', async () => {
    let count = 0
    const asked = installGateway(() =>
      (count += 1) === 1 ? problem(503, 'shutting_down') : panelsResponse(panelOf('a')),
    )
    expect(await all(open().panels({ subject }))).toHaveLength(1)
    expect(new Set(asked.map(({ envelope }) => envelope.nonce)).size).toBe(2)
  })

  test('never a run, because only a person may decide that', async () => {
    const asked = installGateway(() => problem(503, 'shutting_down'))
    const key = '00000000-0000-4000-8000-00000000000a'
    expect(await reasonOf(open().action('a', { subject, stage: 'run', key }))).toBe('failed')
    expect(asked).toHaveLength(1)
  })

  test('never a code of another service, which is good once', async () => {
    const asked = installGateway(() => problem(502, 'sign_in_failed'))
    const args = { service: 'crm', code: 'c', verifier: 'v'.repeat(43), state: 's' }
    expect(await reasonOf(open().exchangeCode(args))).toBe('failed')
    expect(asked).toHaveLength(1)
  })
})
