// Error reports contain the place of an error and nothing about a customer.

import { expect, test } from 'vitest'
import type { ErrorReportArgs } from '../generated/contract.ts'
import { createErrorReport, scrub } from './error-report.ts'

test('removes ids, addresses and long numbers', () => {
  expect(scrub('No cus_NffrFeUfNV2Hib for ada.l@kettle.example, card 4242424242424242')).toBe(
    'No cus_… for …@…, card …',
  )
  expect(scrub("Cannot read properties of undefined (reading 'blocks')")).toBe(
    "Cannot read properties of undefined (reading 'blocks')",
  )
})

function begin() {
  const sent: ErrorReportArgs[] = []
  const clock = { nowMs: 0 }
  const report = createErrorReport(
    (args) => {
      sent.push(args)
      return Promise.reject(new Error('the gateway is down'))
    },
    () => clock.nowMs,
  )
  return { sent, clock, report }
}

test('keeps the file name and position of each frame, which the source map needs', () => {
  const { sent, report } = begin()
  const error = new TypeError('boom for ada@kettle.example')
  error.stack = `TypeError: boom for ada@kettle.example\n    at Xa (https://b.stripecdn.example/ext/com.x/ext.min.js:1:2345)\n    at blob:https://x/9-a:3:4`
  report(error, 'settings')
  expect(sent).toEqual([
    {
      name: 'TypeError',
      message: 'boom for …@…',
      stack: '    at Xa (ext.min.js:1:2345)\n    at 9-a:3:4',
      view: 'settings',
      build: '2026-11-21T00:00:00.000Z',
    },
  ])
})

test('reports a repeated error once, and at most five errors a minute', () => {
  const { sent, clock, report } = begin()
  for (let at = 0; at < 20; at += 1) report('thrown text with ada@kettle.example', 'v')
  expect(sent).toHaveLength(1)
  expect(JSON.stringify(sent)).not.toContain('ada')
  for (let at = 0; at < 20; at += 1) report(new Error(`fault ${'x'.repeat(at)}`), 'v')
  expect(sent).toHaveLength(5)
  clock.nowMs = 60_001
  report(new Error('another'), 'v')
  expect(sent).toHaveLength(6)
})
