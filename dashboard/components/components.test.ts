// The parts of the components that need no page: tokens, addresses, amounts, days, paging, positions.

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readChart, ticksOf } from './chart-data.ts'
import { cssToStyle } from './css-tokens.ts'
import { amountFormat, readAmount, writeAmount } from './currency-text.ts'
import { pageOf } from './data-pages.ts'
import { addMonths, dayAt, daysOf, momentsOf, presets, weeksOf, type Preset } from './days.ts'
import { dateOptions, formatAmount, formatDate } from './format-value.ts'
import { glyphNames, hasGlyph } from './icon-glyphs.ts'
import { placeBeside } from './place-beside.ts'
import { receive } from './remote-value.ts'
import { isDashboardAddress, safeHref, safeImage } from './safe-url.ts'

describe('addresses from the sandbox', () => {
  test('are rejected if they could run code or show content of their own', () => {
    const bad = [
      'javascript:alert(1)',
      ' JavaScript:alert(1)',
      'data:text/html,x',
      'blob:https://a/b',
      'file:///etc/passwd',
      7,
      undefined,
    ]
    expect(bad.map(safeHref)).toEqual(bad.map(() => undefined))
    expect(safeImage('data:text/html,x')).toBeUndefined()
  })

  test('are recognised as inside or outside the Dashboard', () => {
    expect(isDashboardAddress('/customers/cus_1')).toBe(true)
    expect(isDashboardAddress('https://dashboard.stripe.com/test/payments')).toBe(true)
    expect(isDashboardAddress('https://dashboard.stripe.com.example.com/')).toBe(false)
  })
})

describe('tokens', () => {
  test('are ignored if they do not exist', () => {
    expect(
      cssToStyle({
        padding: '9999px',
        position: 'fixed',
        color: 'url(x)',
        backgroundColor: '#fff',
        zIndex: 9999,
      }),
    ).toEqual({})
    expect(cssToStyle({ __proto__: 'x', constructor: 'x' })).toEqual({})
  })

  test('lay out rows, columns, grids and fractions', () => {
    expect(
      cssToStyle({ stack: 'x', gap: 'small', alignY: 'center', distribute: 'space-between' }),
    ).toMatchObject({
      display: 'flex',
      flexDirection: 'row',
      gap: '8px',
      alignItems: 'center',
      justifyContent: 'space-between',
    })
    expect(cssToStyle({ stack: 'y', alignX: 'end', alignY: 'bottom' })).toMatchObject({
      alignItems: 'flex-end',
      justifyContent: 'flex-end',
    })
    expect(cssToStyle({ gridColumns: 3, gapX: 'medium' })).toMatchObject({
      display: 'grid',
      gridTemplateColumns: 'repeat(3, minmax(0, 1fr))',
      columnGap: '16px',
    })
    expect(cssToStyle({ width: '2/3', maxWidth: 'fill', height: 40 })).toEqual({
      width: '66.6667%',
      maxWidth: '100%',
      height: '40px',
    })
    expect(cssToStyle({ width: '1/0' })).toEqual({})
  })

  test('draw a solid line if only a width is given', () => {
    expect(cssToStyle({ borderWidth: 1 })).toEqual({ borderWidth: '1px', borderStyle: 'solid' })
    expect(cssToStyle({ keyline: 'critical' })).toEqual({ border: '1px solid var(--sd-border-critical)' })
    expect(cssToStyle({ bleedX: 'medium' })).toEqual({
      marginLeft: 'calc(-1 * 16px)',
      marginRight: 'calc(-1 * 16px)',
    })
  })
})

describe('a remote value', () => {
  test('is an echo if it was sent, and discards everything sent before it', () => {
    expect(receive(['a', 'ab', 'abc'], 'ab')).toEqual({ sent: ['abc'], adopt: false })
  })

  test('is adopted if it was never sent', () => {
    expect(receive(['a', 'ab'], 'AB')).toEqual({ sent: [], adopt: true })
  })
})

describe('amounts', () => {
  test('are the same after writing and reading, in every kind of currency', () => {
    const format = fc.constantFrom('USD', 'JPY', 'KWD', 'USDC').map((currency) => amountFormat(currency))
    fc.assert(
      fc.property(
        fc.integer({ min: -999_999_999, max: 999_999_999 }),
        format,
        fc.constantFrom('en-US', 'de-DE', 'fr-FR', 'de-CH'),
        (amount, how, locale) => {
          expect(readAmount(writeAmount(amount, how, locale), how, locale)).toBe(amount)
        },
      ),
    )
  })

  test('are rejected if malformed or more precise than the currency', () => {
    const dollars = amountFormat('USD')
    expect(['abc', '1.234', '-', '.', '1.2.3'].map((text) => readAmount(text, dollars, 'en-US'))).toEqual(
      Array.from({ length: 5 }),
    )
    expect(readAmount('', dollars, 'en-US')).toBe(null)
    expect(readAmount('1.15', dollars, 'en-US')).toBe(115)
  })

  test('are written with their currency, known or not', () => {
    expect(formatAmount(1234, 'jpy', 'en-US')).toBe('¥1,234')
    expect(formatAmount(1234, 'usdc', 'en-US')).toContain('12.34')
  })
})

describe('dates in cells', () => {
  const at = Date.UTC(1985, 9, 25, 20, 21) / 1000
  const write = (style: string) =>
    formatDate(at, { style, timeZone: 'UTC' }, 'en-US').replaceAll('\u202f', ' ')

  test('are written in the requested style', () => {
    expect(write('long-year-month-day')).toBe('October 25, 1985')
    expect(write('medium-year-month-day-time')).toBe('Oct 25, 1985, 8:21 PM')
    expect(write('short-year-month-day')).toBe('10/25/85')
    expect(write('medium-year?-month-day')).toBe('Oct 25, 1985')
    expect(write('nonsense')).toBe('10/25/85, 8:21 PM')
  })

  test('omit the current year and the own time zone', () => {
    expect(dateOptions('medium-year?-month-day', true, true)).toEqual({ month: 'short', day: 'numeric' })
  })

  test('are left unchanged if they are invalid', () => {
    expect(formatDate('soon', {}, 'en-US')).toBe('soon')
    expect(formatDate(at, { style: 'long-year', timeZone: 'Mars/Olympus' }, 'en-US')).toBe('1985')
  })
})

describe('days', () => {
  test('start and end in their time zone, also when clocks change', () => {
    const { start, end } = momentsOf({ from: '2026-03-29', to: '2026-03-29' }, 'Europe/Berlin')
    expect([start.toISOString(), end.toISOString()]).toEqual([
      '2026-03-28T23:00:00.000Z',
      '2026-03-29T21:59:59.999Z',
    ])
    expect(dayAt(start, 'Europe/Berlin')).toBe('2026-03-29')
  })

  test('start no later than they end, for every preset', () => {
    for (const preset of Object.keys(presets) as Preset[]) {
      const days = daysOf(preset, '2026-11-21')
      if (preset === 'allTime') expect(days).toBeUndefined()
      else expect(days && days.from <= days.to).toBe(true)
    }
    expect(daysOf('previousQuarter', '2026-11-21')).toEqual({ from: '2026-07-01', to: '2026-09-30' })
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28')
  })

  test('fill whole weeks of a month', () => {
    const weeks = weeksOf('2026-11-21')
    expect(weeks.every((week) => week.length === 7)).toBe(true)
    expect(weeks.flat()).toContain('2026-11-30')
  })
})

describe('paging', () => {
  const rows = [1, 2, 3, 4, 5, 6, 7]

  test('splits a complete list into pages and counts the rows', () => {
    expect(pageOf(rows, { pageSize: 3 }, 3)).toEqual({
      items: [7],
      page: 3,
      caption: '7–7 of 7 results',
      hasPrevious: true,
      hasNext: false,
    })
  })

  test('keeps a page cut by the server, and never goes past the last page', () => {
    expect(pageOf([4, 5, 6], { pageSize: 3, currentPage: 2, totalItems: 7 }, 1)).toMatchObject({
      items: [4, 5, 6],
      page: 2,
      hasNext: true,
    })
    expect(pageOf([7], { pageSize: 3, currentPage: 9, totalItems: 7 }, 1)).toMatchObject({
      page: 3,
      hasNext: false,
    })
  })

  test('has no total with a cursor', () => {
    expect(pageOf([4, 5], { pageSize: 2, currentPage: 2, hasMore: true }, 1)).toEqual({
      items: [4, 5],
      page: 2,
      caption: undefined,
      hasPrevious: true,
      hasNext: true,
    })
  })
})

describe('charts', () => {
  test('read both data formats', () => {
    const old = readChart(
      {
        data: [
          { m: 'Jan', v: 10 },
          { m: 'Feb', v: 31 },
        ],
        x: 'm',
        y: { value: 'v', label: 'Sales' },
      },
      'en-US',
      true,
    )
    expect(old).toMatchObject({ places: ['Jan', 'Feb'], yLabel: 'Sales', low: 0, high: 40 })
    const next = readChart(
      {
        schemaVersion: 'v9Next',
        data: [
          { x: new Date(0), y: 1, compare: 'current' },
          { x: new Date(0), y: null, compare: 'previous' },
        ],
      },
      'en-US',
      false,
    )
    expect(next.series.map(({ name, faint }) => [name, faint])).toEqual([
      ['current', false],
      ['previous', true],
    ])
  })

  test('have an axis even without data', () => {
    const { low, high } = readChart({}, 'en-US', true)
    expect(ticksOf(low, high).length).toBeGreaterThan(1)
  })
})

test('a layer stays inside the window', () => {
  const number = fc.integer({ min: 0, max: 1000 })
  const size = fc.integer({ min: 1, max: 300 })
  fc.assert(
    fc.property(
      number,
      number,
      size,
      size,
      fc.constantFrom('top', 'bottom', 'left', 'right'),
      (left, top, width, height, side) => {
        const room = { width: 1000, height: 800 }
        const place = placeBeside({ left, top, width: 40, height: 20 }, { width, height }, room, {
          side,
          align: 'center',
        })
        expect(place.left).toBeGreaterThanOrEqual(8)
        expect(place.top).toBeGreaterThanOrEqual(8)
        expect(place.left + width).toBeLessThanOrEqual(room.width - 8)
        expect(place.top + height).toBeLessThanOrEqual(room.height - 8)
      },
    ),
  )
})

test('every icon name has a drawing', () => {
  expect(glyphNames.filter((name) => !hasGlyph(name))).toEqual([])
  expect(glyphNames.length).toBeGreaterThanOrEqual(240)
  expect(hasGlyph('constructor')).toBe(false)
})
