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
import { nowMs } from './fixtures/billing.ts'

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
      (hits, { accounts }, text, view) => expectSound(drawSearch({ hits, accounts }, text, view)),
    ),
    { numRuns: 150 },
  )
})

test('whatever cannot be read, the panel and the sentence say why', () => {
  fc.assert(
    fc.property(anyUnavailable, anyView, (why, view) => {
      expectSound(drawUnavailable(why, view))
      expect(describeUnavailable(why, view)).toMatch(/\S/)
    }),
  )
})
