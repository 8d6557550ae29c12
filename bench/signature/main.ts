// Measures the verification of a signature: ours against the `stripe` package's on the same envelope, and ours for the whole
// request. Interleaved rounds, medians. `node bench/signature/main.ts --rounds 15`

import { parseArgs } from 'node:util'
import { Stripe } from 'stripe'
import { signedBodyText, envelopeText } from '#auth/stripe-app/envelope.ts'
import { verifySignature } from '#stripe-signature/signature.ts'
import { verifySigned } from '#auth/stripe-app/verify-signed.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import type { Envelope } from '#contract/signed.ts'
import { Secret } from '#secret.ts'
import { nodeHasher } from '../../runtimes/node/hasher.ts'
import { printFigures, type Figure } from '../figures.ts'
import { median } from '../percentile.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '15' },
    calls: { type: 'string', default: '5000' },
    json: { type: 'boolean', default: false },
  },
})
const [rounds, calls] = [Number(values.rounds), Number(values.calls)]

const secret = ['absec', 'b'.repeat(32)].join('_')
const args = JSON.stringify({ subject: { kind: 'customer', id: 'cus_TillsideBench01' }, locale: 'en' })
const envelope: Envelope = {
  v: 1,
  op: 'panels',
  nonce: crypto.randomUUID(),
  mode: 'live',
  sandbox: false,
  resource: 'customer cus_TillsideBench01',
  args_sha256: nodeHasher.sha256(args),
  stripe_roles: [{ id: 'admin', name: 'Administrator', type: 'builtIn' }],
  user_id: 'usr_K6yd2CbXLO9A5G',
  account_id: 'acct_1JSkf6FRwUQjTSJE',
}
const text = envelopeText(envelope)
const body = new TextEncoder().encode(signedBodyText(envelope, args))
const { webhooks } = new Stripe('sk_test_unused')
const header = webhooks.generateTestHeaderString({ payload: text, secret })
const forged = webhooks.generateTestHeaderString({ payload: `${text} `, secret })

const secrets = [new Secret(secret)]
const ours = (signature: string, hasher: ReturnType<typeof createWebHasher>) =>
  verifySignature({ prefix: 'absec_', header: signature, text, secrets, nowMs: Date.now(), hasher })
const whole = (hasher: ReturnType<typeof createWebHasher>) =>
  verifySigned(
    { header, body },
    { op: 'panels', secrets, nowMs: Date.now(), hasher, acceptPlain: false, acceptAccountOnly: false },
  )

const { signature: theirs } = webhooks
if (!theirs) throw new Error('the stripe package has no signature helper')
const web = createWebHasher()
const webProvider = Stripe.createSubtleCryptoProvider()
const caught = (work: () => unknown) => {
  try {
    work()
  } catch {
    // The package throws; our function returns a reason.
  }
}

const contestants: Record<string, () => unknown> = {
  'stripe verifyHeader': () => theirs.verifyHeader(text, header, secret, 300),
  'tillside, on Node': () => ours(header, nodeHasher),
  'stripe verifyHeader, forged': () => caught(() => theirs.verifyHeader(text, forged, secret, 300)),
  'tillside, on Node, forged': () => ours(forged, nodeHasher),
  'stripe verifyHeaderAsync by WebCrypto': () =>
    theirs.verifyHeaderAsync(text, header, secret, 300, webProvider),
  'tillside, by WebCrypto': () => ours(header, web),
  'tillside, whole request, on Node': () => whole(nodeHasher),
}

/** The pairs to compare; the goal is a ratio of at most 1. */
const comparisons: [string, string][] = [
  ['tillside, on Node', 'stripe verifyHeader'],
  ['tillside, on Node, forged', 'stripe verifyHeader, forged'],
  ['tillside, by WebCrypto', 'stripe verifyHeaderAsync by WebCrypto'],
  ['tillside, whole request, on Node', 'stripe verifyHeader'],
]

async function measure(work: () => unknown): Promise<number> {
  const began = performance.now()
  for (let i = 0; i < calls; i++) await work()
  return ((performance.now() - began) * 1000) / calls
}

const samples = new Map<string, number[]>()
for (let round = -2; round < rounds; round++) {
  for (const [name, work] of Object.entries(contestants)) {
    const microseconds = await measure(work)
    // The first rounds are a warm-up.
    if (round >= 0) samples.set(name, [...(samples.get(name) ?? []), microseconds])
  }
}

const figures: Figure[] = [...samples].map(([name, all]) => ({ name, value: median(all), unit: 'µs' }))
for (const [one, other] of comparisons) {
  const ratios = (samples.get(one) ?? []).map((value, at) => value / (samples.get(other)?.[at] ?? NaN))
  figures.push({ name: `${one}, to ${other}`, value: median(ratios), unit: '×' })
}
printFigures(
  `verifying a signature of ${text.length} bytes, ${rounds} rounds of ${calls} calls, median of a call`,
  figures,
  values.json,
)
