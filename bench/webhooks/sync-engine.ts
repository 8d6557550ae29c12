// A contender: @supabase/stripe-sync-engine behind Fastify, as its own server has it: verified, then written to the table of its
// object, then acknowledged. It asks Stripe nothing here.

import { createRequire } from 'node:module'
import { listenForWebhooks } from './fastify.ts'
import { secret } from './load.ts'

// Its ES module names `__dirname`, finds none, and leaves the tables out; as CommonJS it has one.
const { runMigrations, StripeSync } = createRequire(import.meta.url)(
  '@supabase/stripe-sync-engine',
) as typeof import('@supabase/stripe-sync-engine')

const [databaseUrl = ''] = process.argv.slice(2)
await runMigrations({ databaseUrl, schema: 'stripe' })
const sync = new StripeSync({
  poolConfig: { connectionString: databaseUrl, max: 10, keepAlive: true },
  schema: 'stripe',
  stripeSecretKey: ['sk', 'test', 'unused'].join('_'),
  stripeWebhookSecret: secret,
  backfillRelatedEntities: false,
})
await listenForWebhooks((body, signature) => sync.processWebhook(body, signature))
