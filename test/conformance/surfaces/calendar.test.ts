// The reader's calendar: texts from the gateway and dates drawn by each surface name the same day.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { daysUntil } from '#panels/moment.ts'
import { drawCustomer } from '#panels/draw.ts'
import { startDrawing } from '#panels/drawing.ts'
import { lineText } from '#panels/line-text.ts'
import * as f from '../../../src/panels/fixtures/billing.ts'
import { text } from '../../../src/panels/fixtures/panel-text.ts'
import { drawDate } from '../../../cli/draw/inline.ts'
import { formatDate as drawInApp } from '../../../stripe-app/src/draw/format-date.ts'
import { formatDate as drawInSidebar } from '../../../web/ui/format-date.ts'
import words from '#words/en/sidebar.json' with { type: 'json' }

const dayMs = 86_400_000
const locale = 'en-GB'
const zones = [
  'UTC',
  'America/Los_Angeles',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
]
const anyZone = fc.constantFrom(...zones)
// Two years contain every clock change.
const anyNow = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 0, 1) })
const anyAway = fc.integer({ min: -8 * dayMs, max: 8 * dayMs })
const plain = (drawn: string) => drawn.replaceAll('\u00a0', ' ')

test('a text from the gateway names the same day as every surface', () => {
  fc.assert(
    fc.property(anyNow, anyAway, anyZone, (nowMs, awayMs, timeZone) => {
      const at = new Date(nowMs + awayMs).toISOString()
      const written = lineText(
        [{ type: 'date', at, style: 'date' }],
        startDrawing(f.account, { locale, timeZone, nowMs }),
      )
      const clock = { locale, timeZone, nowMs }
      expect(written.startsWith(plain(drawInSidebar(at, 'date', { ...clock, words })))).toBe(true)
      expect(written.startsWith(drawInApp(at, 'date', clock))).toBe(true)
      expect(written).toBe(drawDate(at, 'date', clock))
    }),
    { numRuns: 500 },
  )
})

test('the gateway and every surface count the same number of days', () => {
  fc.assert(
    fc.property(anyNow, anyAway, anyZone, (nowMs, awayMs, timeZone) => {
      const clock = { locale, timeZone, nowMs }
      const days = daysUntil(nowMs + awayMs, clock)
      const at = new Date(nowMs + awayMs).toISOString()
      const always = new Intl.RelativeTimeFormat(locale).format(days, 'day')
      const auto = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')
      const sidebar = plain(drawInSidebar(at, 'relative', { ...clock, words }))
      const others = [drawInApp(at, 'relative', clock), drawDate(at, 'relative', clock)]
      if (/day/.test(sidebar)) expect(sidebar).toBe(always)
      for (const drawn of others) if (/day|morrow/.test(drawn)) expect(drawn).toBe(auto)
      // Within 24 hours surfaces count hours, which are right in every zone, even on a day with 25 hours.
      const drawn = [sidebar, ...others].join()
      expect(drawn).not.toMatch(/\b(in 0|0 days)/)
      if (Math.abs(awayMs) >= dayMs && Math.abs(days) <= 7 && days !== 0) expect(drawn).toMatch(/day|morrow/)
    }),
    { numRuns: 500 },
  )
})

const ofDispute = (dueAtMs: number, view: Partial<Parameters<typeof drawCustomer>[1]>) => {
  const billing = f.billing({ disputes: [f.dispute({ dueAtMs })] })
  const blocks = drawCustomer(billing, { ...f.view, ...view }).flatMap((panel) => panel.blocks)
  return blocks.flatMap((block) => (block.type === 'alert' ? [text(block.title)] : []))[0]
}

test('a dispute due tomorrow is shown as due tomorrow, however few hours remain', () => {
  // 20 November, 14:20 UTC; due at 09:00 UTC.
  const dueAtMs = Date.UTC(2026, 10, 21, 9)
  expect(ofDispute(dueAtMs, {})).toBe('Dispute of €89.00: respond tomorrow')
  expect(ofDispute(dueAtMs, { locale: 'de' })).toContain('morgen antworten')
  expect(ofDispute(dueAtMs, { locale: 'fr' })).toContain('répondre demain')
  // In Kiritimati the 21st started four hours ago.
  expect(ofDispute(dueAtMs, { timeZone: 'Pacific/Kiritimati' })).toBe('Dispute of €89.00: respond today')
  expect(ofDispute(f.nowMs + 1, {})).toBe('Dispute of €89.00: respond today')
  expect(ofDispute(f.nowMs, {})).toBe('Dispute of €89.00: the deadline has passed')
})

const commentOf = (timeZone: string | undefined) => {
  const periodEndAtMs = Date.parse('2027-01-01T03:00:00Z')
  const billing = f.billing({ subscriptions: [f.subscription({ periodEndAtMs })] })
  const panels = drawCustomer(billing, { locale, nowMs: f.nowMs, ...(timeZone ? { timeZone } : {}) })
  return JSON.stringify(panels).match(/"kind":"comment".*?"text":"(.*?)"/)?.[1]
}

test('a comment uses the reader’s time zone, and names UTC if it is unknown', () => {
  expect(commentOf('America/Los_Angeles')).toContain('Next charge 31 Dec 2026, since')
  expect(commentOf('Europe/Berlin')).toContain('Next charge 1 Jan 2027, since')
  expect(commentOf(undefined)).toContain('Next charge 1 Jan 2027, UTC, since')
  expect(commentOf('Mars/Olympus_Mons')).toContain('Next charge 1 Jan 2027, UTC, since')
})
