// A contender: @supabase/stripe-sync-engine behind Fastify, like its own server: verifies an event, writes it to its object's table,
// then acknowledges it. It sends no requests to Stripe here.

import { createRequire } from 'node:module'
import { listenForWebhooks } from './fastify.ts'
import { secret } from './load.ts'

// Its ES module uses `__dirname`, which does not exist there, and so skips the tables; as CommonJS it works.
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
