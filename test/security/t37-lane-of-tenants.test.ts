// T37: the lane of a gateway with many tenants. Each request goes out with the Stripe key of its own tenant and with no other, and one
// tenant's requests leave room for everybody else's.

import { describe, expect, test } from 'vitest'
import { hashConnectionKey } from '#auth/connection-key.ts'
import type { DecideDeps } from '#proxy/decide.ts'
import type { ForwardLimits } from '#proxy/limits.ts'
import { createForwardPolicy } from '#proxy/plan.ts'
import { laneConfig, lanes, openUpstream, stripeKey, withSecret } from '../worlds/proxy-lane.ts'

const keyOf = (letter: string) => `tsk_${letter.repeat(32)}`
const stripeKeyOf = (tenantId: string) => `rk_live_${tenantId.repeat(4)}`.replaceAll('tnt_', '')
const tenants = ['tnt_Ada', 'tnt_Bob', 'tnt_Cyd', 'tnt_Dan']
const letters = ['a', 'b', 'c', 'd']

const keys = new Map(
  await Promise.all(
    tenants.map(async (tenantId, i): Promise<[string, { id: string; tenantId: string; name: string }]> => {
      const letter = letters[i] ?? ''
      return [await hashConnectionKey(keyOf(letter)), { id: `key_${letter}`, tenantId, name: letter }]
    }),
  ),
)

const findPolicy: DecideDeps['findPolicy'] = async ({ tenantId }) => {
  if (tenantId === 'tnt_Cyd') {
    return { ok: false, refusal: { code: 'unauthenticated', message: 'Send a valid key.' } }
  }
  if (tenantId === 'tnt_Dan') throw new Error('the database does not answer')
  const config = laneConfig({
    upstream: '',
    env: { STRIPE_API_BASE: 'https://api.stripe.com', STRIPE_API_KEY: stripeKeyOf(tenantId) },
  })
  return { ok: true, policy: createForwardPolicy(config) }
}

const bearer = (letter: string) => ({ Authorization: `Bearer ${keyOf(letter)}` })

describe.each(lanes)('$name', ({ open }) => {
  const openLane = (upstream: string, limits: Partial<ForwardLimits> = {}) =>
    open({ upstream, limits, findPolicy, findConnectionKey: async (hash) => keys.get(hash) })

  test('each tenant’s requests go out with its own key', async () => {
    const { url: upstream, seen } = await openUpstream()
    const { url, logged } = await openLane(upstream)
    const askAs = (headers: Record<string, string>) => fetch(`${url}/stripe/v1/customers`, { headers })
    for (const letter of ['a', 'b', 'a']) expect((await askAs(bearer(letter))).status).toBe(200)
    expect((await askAs(withSecret())).status).toBe(200)
    const sent = seen.map(({ headers }) => headers.authorization)
    const [ada, bob] = [stripeKeyOf('tnt_Ada'), stripeKeyOf('tnt_Bob')].map((key) => `Bearer ${key}`)
    expect(sent).toEqual([ada, bob, ada, `Bearer ${stripeKey}`])
    expect(logged.join('')).not.toContain('rk_')
  })

  test('a tenant that is not served gets a refusal, and nothing reaches Stripe', async () => {
    const { url: upstream, seen } = await openUpstream()
    const { url } = await openLane(upstream)
    const response = await fetch(`${url}/stripe/v1/customers`, { headers: bearer('c') })
    expect(response.status).toBe(401)
    expect(seen).toEqual([])
  })

  test('a tenant that cannot be looked up gets an answer that says so', async () => {
    const { url: upstream, seen } = await openUpstream()
    const { url } = await openLane(upstream)
    const response = await fetch(`${url}/stripe/v1/customers`, { headers: bearer('d') })
    expect([response.status, response.headers.get('tillside-error')]).toEqual([503, 'database_unavailable'])
    expect(seen).toEqual([])
  })

  test('an echoed key of the tenant is masked in Stripe’s error', async () => {
    const echo = `{"error":{"message":"Invalid key ${stripeKeyOf('tnt_Bob')}"}}`
    const { url: upstream } = await openUpstream((_, res) => res.writeHead(401).end(echo))
    const { url } = await openLane(upstream)
    const response = await fetch(`${url}/stripe/v1/customers`, { headers: bearer('b') })
    expect(await response.text()).toBe('{"error":{"message":"Invalid key rk_live_****"}}')
  })

  test('a tenant that fills its share leaves room for the others', async () => {
    const held: (() => void)[] = []
    const { url: upstream } = await openUpstream((req, res) => {
      const answer = () => res.end('{"object":"list"}')
      if (req.headers.authorization?.includes('Ada')) held.push(answer)
      else answer()
    })
    const { url } = await openLane(upstream, { openRequests: 4, openOfCaller: 2 })
    const ask = (letter: string) => fetch(`${url}/stripe/v1/customers`, { headers: bearer(letter) })
    const noisy = [ask('a'), ask('a')]
    await expect.poll(() => held.length).toBe(2)
    expect((await ask('b')).status).toBe(200)
    for (const answer of held) answer()
    for (const response of await Promise.all(noisy)) expect(response.status).toBe(200)
  })
})
