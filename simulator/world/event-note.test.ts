import { expect, test } from 'vitest'
import { eventNote } from './event-note.ts'

test.each([
  ['{"type":"charge.refunded","data":{"object":{"id":"ch_1"}}}', 'charge.refunded, ch_1'],
  ['{"type":"balance.available","data":{"object":{}}}', 'balance.available'],
  ['{"type":"v1.customer.created","related_object":{"id":"cus_1"}}', 'v1.customer.created, cus_1'],
  ['{"type":"charge.ref', ''],
  ['[1]', ''],
])('notes %s as %j', (body, note) => {
  expect(eventNote(body)).toBe(note)
})
