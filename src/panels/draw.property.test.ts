import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Panel, panelSchema } from '#contract/panel.ts'
import {
  describeUnavailable,
  drawChooser,
  drawCustomer,
  drawHit,
  drawNotFound,
  drawSearch,
  drawUnavailable,
} from './draw.ts'
import { anyBilling } from './fixtures/arbitrary-billing.ts'
import { anyHit, anyLookup, anyText, anyUnavailable } from './fixtures/arbitrary-lookup.ts'
import {
  account,
  billing,
  failedPayment,
  nowMs,
  openInvoice,
  pendingDebit,
  subscription,
} from './fixtures/billing.ts'

const anyView = fc.record({
  locale: fc.constantFrom('en', 'de', 'fr-CH', 'pt', 'x'),
  nowMs: fc.constant(nowMs),
  accounts: fc.integer({ min: 1, max: 3 }),
})
const runs = { numRuns: 400 }

/** Every text in a panel with where it stands, `foreign` values and copied texts apart: those say what outsiders wrote. */
function ownTexts(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return value.flatMap(ownTexts)
  if (typeof value !== 'object' || value === null) return []
  const record = value as Record<string, unknown>
  if (record['type'] === 'foreign' || record['type'] === 'id') return []
  return Object.entries(record).flatMap(([key, one]) =>
    ['id', 'customer', 'address'].includes(key) ? [] : ownTexts(one),
  )
}

const hrefs = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.flatMap(hrefs)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) =>
    key === 'href' && typeof one === 'string' ? [one] : hrefs(one),
  )
}

const hidden = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/

function foreignTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(foreignTexts)
  if (typeof value !== 'object' || value === null) return []
  const record = value as Record<string, unknown>
  return record['type'] === 'foreign' ? [String(record['text'])] : Object.values(record).flatMap(foreignTexts)
}

function expectSound(panels: Panel[]) {
  for (const panel of panels) {
    const parsed = panelSchema.safeParse(panel)
    expect(parsed.error?.issues ?? []).toEqual([])
    // Whatever zod would strip, the contract does not know.
    expect(parsed.data).toEqual(panel)
  }
  expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length)
  for (const one of ownTexts(panels))
    expect(one).not.toMatch(/\bundefined\b|\bNaN\b|Invalid Date|\bnull\b|\[object/)
  for (const one of foreignTexts(panels)) {
    expect(one).not.toMatch(hidden)
    expect(one.isWellFormed()).toBe(true)
  }
  for (const href of hrefs(panels)) {
    const { protocol, hostname, username } = new URL(href)
    expect([protocol, username]).toEqual(['https:', ''])
    expect(hostname).toMatch(/^([a-z0-9-]+\.)*stripe\.com$/)
  }
}

test('whatever Stripe says about a customer, the panels are valid and say nothing that was not said', () => {
  fc.assert(
    fc.property(anyBilling, anyView, (billing, view) => expectSound(drawCustomer(billing, view))),
    runs,
  )
})

const isDate = (part: unknown) =>
  typeof part === 'object' && part !== null && 'type' in part && part.type === 'date'

/** Texts that follow a date in one line. */
function afterDates(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const parts: unknown[] = Array.isArray(value) ? value : []
  const own = parts.filter((part, at): part is string => typeof part === 'string' && isDate(parts[at - 1]))
  return [...own, ...Object.values(value).flatMap(afterDates)]
}

test('no full stop follows a date: German and French ones end in one of their own', () => {
  const anyLocale = fc.constantFrom('de', 'fr')
  fc.assert(
    fc.property(anyBilling, anyLocale, (billing, locale) => {
      const panels = drawCustomer(billing, { locale, nowMs })
      for (const one of afterDates(panels)) expect(one).not.toMatch(/^\./)
    }),
    runs,
  )
})

test('whatever a lookup brings along, the first panels are valid', () => {
  fc.assert(
    fc.property(anyHit, anyView, (hit, view) => expectSound(drawHit(hit, view))),
    runs,
  )
})

test('the first panels keep their ids when everything is read', () => {
  fc.assert(
    fc.property(anyBilling, anyView, (billing, view) => {
      const { account, customer, match, subscriptions } = billing
      const early = drawHit({ account, customer, match, subscriptions }, view).map(({ id }) => id)
      expect(
        drawCustomer(billing, view)
          .map(({ id }) => id)
          .slice(0, early.length),
      ).toEqual(early)
    }),
    runs,
  )
})

test('the verdict of the first panels is not taken back', () => {
  fc.assert(
    fc.property(anyBilling, anyView, (billing, view) => {
      const { account, customer, match, subscriptions } = billing
      const verdictIn = (panels: Panel[]) =>
        panels.flatMap(({ blocks }) => blocks).find((block) => block.type === 'verdict')
      const early = verdictIn(drawHit({ account, customer, match, subscriptions }, view))
      const late = verdictIn(drawCustomer(billing, view))
      if (early) expect([late?.word, late?.status]).toEqual([early.word, early.status])
    }),
    runs,
  )
})

const anyDebit = fc.record({
  status: fc.constantFrom('past_due', 'unpaid', 'incomplete'),
  isPending: fc.boolean(),
  view: anyView,
})

test('nothing is called late or failed before payments are known, and nothing said at first is taken back', () => {
  fc.assert(
    fc.property(anyDebit, ({ status, isPending, view }) => {
      const debit = isPending ? pendingDebit() : failedPayment()
      const whole = billing({
        subscriptions: [subscription({ status })],
        invoices: [
          openInvoice({ attempted: true, attemptCount: 1, paymentIds: ['pi_1'], subscriptionId: 'sub_1' }),
        ],
        payments: [debit],
      })
      const { account, customer, match, subscriptions } = whole
      const hit = { account, customer, match, subscriptions }
      const said = (panels: Panel[]) => JSON.stringify(panels.map(({ blocks, note }) => [blocks, note]))
      const late = /Past due|En retard|Überfällig|past due|en retard|überfällig|Unpaid|Impayé|Unbezahlt|"bad"/
      expect(said(drawHit(hit, view))).not.toMatch(late)
      const about = {
        address: 'a@b.example',
        lookup: { asOfMs: nowMs, people: [], similar: [], accounts: [] },
      }
      expect(said(drawChooser([hit, hit], about, view))).not.toMatch(late)
      const complete = said(drawCustomer(whole, view))
      if (isPending) expect(complete).not.toMatch(late)
      else if (status !== 'incomplete') expect(complete).toMatch(late)
    }),
  )
})

test('whoever is looked up, the chooser and not found are valid', () => {
  const about = fc.record({
    lookup: anyLookup,
    hits: fc.array(anyHit, { maxLength: 4 }),
    address: anyText,
    name: anyText,
    view: anyView,
  })
  fc.assert(
    fc.property(about, ({ lookup, hits, address, name, view }) => {
      expectSound(drawChooser(hits, { address, lookup }, view))
      expectSound(drawNotFound(lookup, { address, name }, view))
      expectSound(drawNotFound(lookup, { address }, view))
    }),
    { numRuns: 150 },
  )
})

test('whatever is searched for, the results are valid', () => {
  fc.assert(
    fc.property(
      fc.array(anyHit, { maxLength: 4 }),
      anyLookup,
      anyText,
      anyView,
      (hits, { accounts }, text, view) =>
        expectSound(
          drawSearch(
            { hits, guests: [], unowned: [], hasMore: false, kind: 'text', accounts, asOfMs: nowMs },
            text,
            view,
          ),
        ),
    ),
    { numRuns: 150 },
  )
})

test('whatever cannot be read, the panel and the sentence say why', () => {
  fc.assert(
    fc.property(anyUnavailable, anyView, (why, view) => {
      expectSound(drawUnavailable(why, account, view))
      expect(describeUnavailable(why, view)).toMatch(/\S/)
    }),
  )
})
