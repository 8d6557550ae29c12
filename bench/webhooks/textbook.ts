// A contender: the minimal handler from tutorials: `constructEvent`, one insert, 200.

import { Pool } from 'pg'
import { Stripe } from 'stripe'
import { listenForWebhooks } from './fastify.ts'
import { secret } from './load.ts'

const [databaseUrl = ''] = process.argv.slice(2)
const stripe = new Stripe(['sk', 'test', 'unused'].join('_'))
const pool = new Pool({ connectionString: databaseUrl, max: 10 })
await pool.query('create table events (id text primary key, type text not null, payload jsonb not null)')
await listenForWebhooks(async (body, signature) => {
  const event = stripe.webhooks.constructEvent(body, signature, secret)
  await pool.query('insert into events values ($1, $2, $3) on conflict do nothing', [
    event.id,
    event.type,
    body.toString(),
  ])
})
