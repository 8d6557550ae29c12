// tillside sign: the gateway accepts the printed request, which contains no secret.

import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { verifySigned } from '#auth/stripe-app/verify-signed.ts'
import type { SignedOp } from '#contract/signed.ts'
import { Secret } from '#secret.ts'
import { nodeHasher } from '../../runtimes/node/hasher.ts'
import { signRequest, type SignOptions } from './sign.ts'

const run = promisify(execFile)
const secret = ['absec', 's'.repeat(32)].join('_')
const env = { STRIPE_APP_SECRETS: secret }
const nowMs = 1_795_000_000_000
const options = (more: Partial<SignOptions> = {}): SignOptions => ({
  op: 'connection',
  user: 'usr_1',
  account: 'acct_1',
  role: [],
  mode: 'test',
  sandbox: false,
  args: '{}',
  plain: false,
  secretFromEnv: 'STRIPE_APP_SECRETS',
  ...more,
})

/** Runs the command in a shell with a fake curl, and returns curl's arguments. */
async function argumentsOf(command: string): Promise<string[]> {
  const script = `curl() { printf '%s\\0' "$@"; }\n${command}`
  const { stdout } = await run('bash', ['-euc', script])
  return stdout.split('\0').slice(0, -1)
}

async function verify(command: string, op: SignedOp) {
  const [, , address = '', , , , signature = '', , body = ''] = await argumentsOf(command)
  const verified = await verifySigned(
    { header: signature.replace('Stripe-Signature: ', ''), body: new TextEncoder().encode(body) },
    {
      op,
      secrets: [new Secret(secret)],
      nowMs,
      hasher: nodeHasher,
      acceptPlain: true,
      acceptAccountOnly: false,
    },
  )
  return { address, verified }
}

describe('tillside sign', () => {
  test.each<[Partial<SignOptions>, string, object]>([
    [{}, '/stripe-app/connection', { mode: 'test', sandbox: false }],
    [
      {
        op: 'panels',
        args: '{ "subject": {"kind": "customer", "id": "cus_1"} }',
        role: ['admin', 'developer'],
      },
      '/stripe-app/panels',
      {
        resource: 'customer cus_1',
        stripe_roles: [
          { id: 'admin', type: 'builtIn' },
          { id: 'developer', type: 'builtIn' },
        ],
      },
    ],
    [
      {
        op: 'action',
        resource: 'refund',
        mode: 'live',
        args: '{"subject":{"kind":"email","address":"o\'neil@example.com"},"stage":"open"}',
      },
      '/stripe-app/actions/refund',
      { resource: 'refund', mode: 'live' },
    ],
    [
      { op: 'proxy', resource: 'orders', args: '{"method":"GET","path":"/orders/1"}' },
      '/stripe-app/proxy/orders/orders/1',
      { resource: 'orders' },
    ],
    [
      { op: 'oauth.sign_out', args: '{"service":"books"}' },
      '/stripe-app/oauth/sign_out',
      { op: 'oauth.sign_out' },
    ],
    [{ op: 'error.report' }, '/stripe-app/errors', {}],
  ])('turns %j into a request to its route that the gateway accepts', async (more, path, envelope) => {
    const { address, verified } = await verify(
      signRequest(options(more), env, nowMs),
      more.op ?? 'connection',
    )
    expect(address).toBe(`http://127.0.0.1:4747${path}`)
    expect(verified).toMatchObject({
      ok: true,
      form: 'envelope',
      envelope: { user_id: 'usr_1', account_id: 'acct_1', ...envelope },
    })
  })

  test.each(['null', '[]', '1', '"text"', '{'])('rejects the arguments %s', (args) => {
    for (const op of ['panels', 'connection'] as const)
      expect(() => signRequest(options({ op, args }), env, nowMs)).toThrow('--args: write a JSON object')
  })

  test('sends the plain form to whoami', async () => {
    const command = signRequest(
      options({ plain: true, role: ['admin'], url: 'https://till.example.com/' }),
      env,
      nowMs,
    )
    const { address, verified } = await verify(command, 'connection')
    expect(address).toBe('https://till.example.com/stripe-app/whoami')
    expect(verified).toMatchObject({ ok: true, form: 'plain', plain: { user_id: 'usr_1', livemode: false } })
  })

  test('does not print the secret, and can read it from another variable', () => {
    expect(signRequest(options(), env, nowMs)).not.toContain(secret)
    expect(signRequest(options({ secretFromEnv: 'OTHER' }), { OTHER: secret }, nowMs)).toContain(
      't=1795000000,v1=',
    )
  })

  test.each<[Partial<SignOptions>, Record<string, string>, RegExp]>([
    [{}, {}, /STRIPE_APP_SECRETS: missing/],
    [{ secretFromEnv: 'OTHER' }, env, /OTHER: missing/],
    [{ args: '{' }, env, /--args: write a JSON object/],
    [{ user: 'anna' }, env, /--user/],
    [{ account: 'cus_1' }, env, /--account/],
  ])('refuses %j with a message that names the option or setting', (more, given, expected) => {
    expect(() => signRequest(options(more), given, nowMs)).toThrow(expected)
  })
})
