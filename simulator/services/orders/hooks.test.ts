import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { openOrders } from './database.ts'
import { orderHooks } from './hooks.ts'
import { listRefunds } from './refunds.ts'

const secret = `whsec_${Buffer.alloc(32, 'k').toString('base64')}`

function open() {
  const db = openOrders({ nowMs: Date.now(), invoices: [], customers: [], products: [] })
  const app = orderHooks(db, secret)
  const send = async (id: string, refundedMinor: number, { by = secret, type = 'charge.refunded' } = {}) => {
    const charge = { id: 'ch_1', amount_refunded: refundedMinor, currency: 'eur' }
    const body = JSON.stringify({ type, data: { data: { object: charge } } })
    const at = new Date()
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(by).sign(id, at, body),
    }
    return (await app.request('/stripe', { method: 'POST', body, headers })).status
  }
  return { send, known: () => listRefunds(db).map(({ refundedMinor }) => refundedMinor) }
}

test('records a refund once for each webhook-id, and never replaces a newer amount with an older one', async () => {
  const { send, known } = open()
  expect(await send('dlv_1', 300)).toBe(204)
  expect(await send('dlv_2', 500)).toBe(204)
  expect(await send('dlv_1', 900)).toBe(204)
  expect(await send('dlv_3', 400)).toBe(204)
  expect(known()).toEqual([500])
})

test('records nothing for a wrong signature or an unknown event', async () => {
  const { send, known } = open()
  expect(await send('dlv_1', 300, { by: `whsec_${Buffer.alloc(32, 'x').toString('base64')}` })).toBe(401)
  expect(await send('dlv_2', 300, { type: 'invoice.paid' })).toBe(400)
  expect(known()).toEqual([])
})
