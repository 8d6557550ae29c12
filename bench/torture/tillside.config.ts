// The handler of a torture run: one effect per event, at a company that counts them.

import { defineConfig, defineHandler, httpSource } from 'tillside/config'
import { z } from 'zod'

const company = httpSource({
  name: 'company',
  baseUrl: process.env['TORTURE_COMPANY'] ?? '',
  allow: ['POST /effects'],
  insecure: true,
})

const effect = defineHandler({
  id: 'effect',
  events: ['*'],
  sources: { company },
  async handle({ event, step, keyFor, sources }) {
    const idempotencyKey = keyFor('effect')
    await step('effect', () =>
      sources.company.send('POST', '/effects', z.unknown(), { body: { event: event.id }, idempotencyKey }),
    )
  },
})

export default defineConfig({ handlers: [effect] })
