import { expect, test } from 'vitest'
import { composeBody, type RelayedEvent } from './delivery-body.ts'

const event = (payload: string): RelayedEvent => ({
  id: 'evr_1',
  type: 'invoice.paid',
  mode: 'test',
  accountName: 'Kelpie EU',
  occurredAtMs: Date.UTC(2026, 10, 21),
  payload,
})

test('the event is inside as it came, to the byte', () => {
  const payload =
    '{ "id": "evt_1",\n  "created": 1.0, "data": {"object": {"z": 1, "a": 12345678901234567890}} }'
  expect(composeBody(event(payload))).toBe(
    `{"type":"invoice.paid","timestamp":"2026-11-21T00:00:00.000Z","account":{"name":"Kelpie EU","mode":"test"},"data":${payload}}`,
  )
})

test('an event of more than 256 kB is sent with the id of its object alone, and says so', () => {
  const object = { id: 'in_1', object: 'invoice', lines: 'ü'.repeat(140_000) }
  const payload = JSON.stringify({ id: 'evt_1', object: 'event', data: { object, previous_attributes: {} } })
  const body: unknown = JSON.parse(composeBody(event(payload)) ?? '')
  expect(body).toMatchObject({
    shortened: true,
    data: { id: 'evt_1', object: 'event', data: { object: { id: 'in_1', object: 'invoice' } } },
  })
  expect(JSON.stringify(body).length).toBeLessThan(400)
})

test('what is too large without its object is not sent', () => {
  expect(composeBody(event(JSON.stringify({ id: 'evt_1', more: 'x'.repeat(300_000) })))).toBeUndefined()
})
