// Looks at a Stripe key that somebody pasted, before it is kept: its form, its account, and what it may do.

import type { Config } from '#config.ts'
import { GatewayError } from '#errors.ts'
import type { Metrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { Secret } from '#secret.ts'
import { findAccountOfKey } from '#stripe/api/account-of-key.ts'
import { checkKey, type KeyCheck } from '#stripe/api/check-key.ts'
import { createUpstream } from '#stripe/api/upstream.ts'

export type ExaminedKey = {
  key: Secret
  mode: 'live' | 'test'
  accountId: string
  permissions: KeyCheck['permissions']
}

type ExamineDeps = { config: Pick<Config, 'stripeApiBase'>; ports: Ports; metrics: Metrics }

const shape = /^rk_(live|test)_[A-Za-z0-9]{8,200}$/

const refuse = (detail: string): never => {
  throw new GatewayError('bad_request', { detail })
}

/** What is wrong with the form of a key, by how it begins. */
const faults: readonly [RegExp, string][] = [
  [
    /^sk_/,
    'This is a secret key, which can do everything. It was not kept. Create a restricted key with read permissions, and paste that.',
  ],
  [/^pk_/, 'This is a publishable key, which cannot read anything. Paste a restricted key, rk_….'],
  [/^whsec_/, 'This is a signing secret of a webhook. Paste a restricted key, rk_….'],
  [/^tsk_/, 'This is a connection key of Tillside. Paste a restricted key of Stripe, rk_….'],
  [/^(?!rk_)/, 'A restricted key of Stripe starts with rk_live_ or rk_test_.'],
]

/** Throws a `GatewayError` in words for a key that cannot be kept. Nothing of the key is in it. */
export async function examineKey(
  pasted: string,
  { config, ports, metrics }: ExamineDeps,
  signal: AbortSignal,
): Promise<ExaminedKey> {
  const text = pasted.trim()
  const fault = faults.find(([start]) => start.test(text))
  if (fault) refuse(fault[1])
  const mode = shape.exec(text)?.[1]
  if (mode !== 'live' && mode !== 'test')
    return refuse('This is not a whole restricted key. Copy it again, from rk_ to its end.')
  const key = new Secret(text)
  const apiBase = config.stripeApiBase
  const account = await findAccountOfKey({ key }, { ports, apiBase })
  if (!account.known && account.why === 'unanswered') throw new GatewayError('stripe_unreachable')
  const access = { account: { key: `${mode}-new`, mode }, key } as const
  const check = await checkKey(createUpstream({ access, apiBase, ports, metrics }), signal)
  if (check.problem?.reason === 'key_refused')
    return refuse('Stripe does not accept this key: it was revoked, has expired, or is not copied whole.')
  if (!account.known) return refuse('Stripe does not say which account this key belongs to.')
  if (check.problem) throw new GatewayError('stripe_unreachable')
  if (check.canWrite === true)
    return refuse(
      'This key may change customers, and Tillside only needs to read. It was not kept. Create one with read permissions.',
    )
  return { key, mode, accountId: account.accountId, permissions: check.permissions }
}
