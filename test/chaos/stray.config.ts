// Functions that leave failures behind; each kind would end a process if uncaught.

import { defineConfig, defineHandler, definePanel, defineSchedule, httpSource } from 'tillside/config'
import { z } from 'zod'

const service = httpSource({
  name: 'service',
  baseUrl: process.env['STRAY_SERVICE'] ?? '',
  allow: ['GET /missing', 'POST /effects'],
  insecure: true,
})

const inATimer = (say: string) => void setTimeout(() => fail(say), 1)
const fail = (say: string): never => {
  throw new Error(say)
}

inATimer('as the file is read')

const leftCalls = definePanel({
  id: 'left-calls',
  title: 'Left calls',
  for: ['email'],
  sources: { service },
  async load({ sources, stripe }) {
    const slow = sources.service.get('/missing', z.string())
    const slower = stripe.customers.retrieve('cus_missing')
    fail('before the slow calls are awaited')
    return { blocks: [{ type: 'text', text: [await slow, (await slower).id] }] }
  },
})

const leftPromise = definePanel({
  id: 'left-promise',
  title: 'Left promise',
  for: ['email'],
  async load() {
    void Promise.reject(new Error('floats'))
    inATimer('in a panel')
    return { blocks: [{ type: 'text', text: ['all the same'] }] }
  },
})

const floats = defineHandler({
  id: 'floats',
  events: ['invoice.voided'],
  handle: async () => void Promise.reject(new Error('floats')),
})
const throwsLater = defineHandler({
  id: 'throws-later',
  events: ['invoice.finalized'],
  async handle({ signal }) {
    inATimer('in a handler')
    // Would last until its time limit.
    await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('over'))))
  },
})
const exits = defineHandler({
  id: 'exits',
  events: ['invoice.sent'],
  handle: async () => process.exit(0),
})
const works = defineHandler({
  id: 'works',
  events: ['invoice.paid'],
  sources: { service },
  async handle({ event, sources, keyFor }) {
    const idempotencyKey = keyFor('effect')
    await sources.service.send('POST', '/effects', z.unknown(), { body: { event: event.id }, idempotencyKey })
  },
})

const ticks = defineSchedule({
  id: 'ticks',
  cron: '* * * * * *',
  timeZone: 'UTC',
  missed: 'skip',
  run: async () => inATimer('in a schedule'),
})

export default defineConfig({
  panels: [leftCalls, leftPromise],
  handlers: [floats, throwsLater, exits, works],
  schedules: [ticks],
})
