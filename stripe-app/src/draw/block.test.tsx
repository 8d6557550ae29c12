// T49: draws every block of the contract. Untrusted text stays text, no link runs a script, and what is not for this surface is
// left out.

import { describe, expect, test } from 'vitest'
import type { Action, Block, Inline } from '../generated/contract.ts'
import { draw, drawingOf } from '../testing/draw.tsx'
import { findAllDeep, findDeep, findMaybe, textDeep } from '../testing/find-deep.ts'
import { drawBlocks } from './block.tsx'
import type { Drawing } from './drawing.ts'
import { formatDate } from './format-date.ts'
import { plainText } from './inline.tsx'
import { twelfths } from './meter-block.tsx'

const screenOf = (block: Block, more: Partial<Drawing> = {}) => draw(drawBlocks([block], drawingOf(more)))
const textOf = (text: Inline) => textDeep(screenOf({ type: 'text', text }))

describe('untrusted text', () => {
  test('stays text, without characters that hide or reverse other text', () => {
    expect(textOf([{ type: 'foreign', text: '<b>Ada\u202e\u0000</b>\n x' }])).toBe('<b>Ada</b> x')
  })

  test('becomes a link only if its address is https', () => {
    for (const href of [
      'javascript:alert(1)',
      'http://example.com/',
      'https://user@evil.example/',
      'data:text/html,x',
    ]) {
      const screen = screenOf({ type: 'text', text: [{ type: 'link', text: 'Open', href }] })
      expect(findMaybe(screen, 'Link')).toBeUndefined()
      expect(textDeep(screen)).toContain('Open')
      const button = screenOf({ type: 'actions', actions: [{ kind: 'open', label: 'Open', href }] })
      expect(findMaybe(button, 'Button')).toBeUndefined()
    }
  })
})

describe('values', () => {
  test.each([
    [{ type: 'money', amountMinor: 123450, currency: 'eur' }, '€1,234.50'],
    [{ type: 'money', amountMinor: 5000, currency: 'jpy' }, '¥5,000'],
    [{ type: 'money', amountMinor: -12345, currency: 'kwd' }, '\u2212KWD\u00a012.345'],
    [
      { type: 'money', amountMinor: 900, currency: 'usd', per: { interval: 'month', count: 3 } },
      '$9.00 / 3 months',
    ],
    [{ type: 'date', at: '2026-11-20T08:00:00Z', style: 'relative' }, 'yesterday'],
    [{ type: 'date', at: '2026-11-21T07:30:00Z', style: 'relative' }, '30 minutes ago'],
    [{ type: 'date', at: '2026-11-29T08:00:00Z', style: 'relative' }, 'Nov 29'],
    [{ type: 'date', at: '2026-11-28T08:00:00Z', style: 'relative' }, 'in 7 days'],
    [{ type: 'date', at: '2025-03-02T08:00:00Z', style: 'date' }, 'Mar 2, 2025'],
    [{ type: 'date', at: '2025-03-02T08:00:00Z', style: 'month' }, 'Mar 2025'],
  ] as const)('%o is written "%s"', (value, words) => {
    expect(plainText([value], drawingOf()).replaceAll('\u202f', ' ')).toBe(words)
  })

  test('an invalid time is shown unchanged', () => {
    expect(formatDate('soon', 'relative', drawingOf())).toBe('soon')
  })

  test('a long id is shortened in the middle and copied in full', () => {
    const copied: string[] = []
    const id = 'pi_3QkZ8dJ2eZvKYlo2C1tY2b'
    const screen = screenOf(
      { type: 'text', text: [{ type: 'id', id }] },
      { copy: (text) => copied.push(text) },
    )
    expect(findDeep(screen, 'Link').text).toContain('pi_3QkZ8dJ…tY2b')
    findDeep(screen, 'Link').press()
    expect(copied).toEqual([id])
    expect(findDeep(screen, 'Tooltip').text).toContain(`Copy ${id}`)
  })

  test.each([
    ['ok', 'positive'],
    ['info', 'info'],
    ['warn', 'warning'],
    ['bad', 'negative'],
    ['quiet', 'neutral'],
  ] as const)('a badge of status %s has the type %s', (status, type) => {
    expect(
      findDeep(screenOf({ type: 'text', text: [{ type: 'badge', text: 'B', status }] }), 'Badge').props[
        'type'
      ],
    ).toBe(type)
  })
})

const subject = { kind: 'customer', id: 'cus_1' } as const
const showCustomer: Action = { kind: 'show', label: 'Show', customer: { customerId: 'cus_1', account: 'a' } }

const blocks: Block[] = [
  {
    type: 'header',
    name: [{ type: 'foreign', text: 'Ada' }],
    address: 'ada@kettle.example',
    warning: 'Hidden characters were removed',
    match: { icon: 'same', text: 'same address' },
    badges: [{ text: 'Test', test: true }],
    href: 'https://dashboard.stripe.com/x',
  },
  {
    type: 'verdict',
    status: 'bad',
    word: 'Past due',
    amount: [{ type: 'money', amountMinor: 100, currency: 'eur' }],
    notes: [{ start: 'since', end: 'Nov' }],
  },
  {
    type: 'alert',
    status: 'warn',
    title: 'Key lacks a permission',
    text: 'Tick',
    ticks: ['Disputes: Read'],
    actions: [{ kind: 'refresh', label: 'Try again' }],
  },
  {
    type: 'fields',
    fields: [{ label: 'Balance', value: { lines: ['a', 'b'] }, status: 'ok', note: 'from 100' }],
  },
  {
    type: 'list',
    items: [
      {
        id: '1',
        status: 'ok',
        title: 'Invoice',
        amount: '€1',
        meta: 'paid',
        when: 'today',
        fields: [{ label: 'F', value: 'v' }],
      },
    ],
    more: { text: 'More in Stripe', href: 'https://dashboard.stripe.com/' },
  },
  {
    type: 'table',
    columns: [{ label: 'Name' }, { label: 'Low', low: true }, { label: 'Sum', numeric: true }],
    rows: [['n', 'low', '1']],
    totals: [['all', '', '1']],
  },
  {
    type: 'timeline',
    events: [
      {
        at: '2026-11-21T07:00:00Z',
        status: 'info',
        title: 'Signed in',
        meta: 'Berlin',
        tag: 'access',
        now: true,
      },
    ],
  },
  { type: 'text', text: 'words' },
  { type: 'actions', actions: [showCustomer, { kind: 'copy', label: 'Copy', text: 'Copy' }] },
  {
    type: 'tabs',
    label: 'All',
    tabs: [
      { kind: 'load', label: 'All', panel: 'p', subject, params: {}, current: true },
      { kind: 'load', label: 'Some', panel: 'p', subject, params: {} },
    ],
  },
  {
    type: 'form',
    action: 'a',
    subject,
    fields: [{ kind: 'text', name: 'a', label: 'A' }],
    locked: 'Needs admin',
  },
  { type: 'meter', label: 'Seats', value: 18, max: 40, text: '18 of 40', status: 'warn' },
  {
    type: 'choices',
    choices: [{ customer: { customerId: 'cus_1', account: 'a' }, name: 'Ada', status: 'ok', word: 'Active' }],
  },
]

describe('blocks', () => {
  test.each(blocks.map((block) => [block.type, block] as const))('a %s shows all its content', (_, block) => {
    const screen = screenOf(block)
    const text = textDeep(screen)
    const words = JSON.stringify(block).matchAll(
      /"(?:label|word|title|text|name|meta|tag|note|locked|start|end)":"([^"]+)"/g,
    )
    for (const [, word] of words) expect(text).toContain(word)
  })

  test.each(blocks.map((block) => [block.type, block] as const))(
    'a %s passes only values that can be sent to the host page',
    (_, block) => {
      for (const { props } of findAllDeep(screenOf(block)))
        for (const value of Object.values(props))
          if (typeof value === 'object' && value !== null && !('kind' in value))
            expect(JSON.stringify(value)).not.toContain('"ref"')
    },
  )

  test('a table in the list of panels leaves out low-priority columns', () => {
    const table = blocks.find(({ type }) => type === 'table')
    if (!table) throw new Error('no table')
    expect(findAllDeep(screenOf(table), 'TableHeaderCell')).toHaveLength(3)
    expect(findAllDeep(screenOf(table, { brief: true }), 'TableHeaderCell')).toHaveLength(2)
  })

  test('actions on a conversation are left out', () => {
    const actions: Action[] = [
      { kind: 'insert', label: 'Insert', text: 't' },
      { kind: 'comment', label: 'Comment', text: 't' },
      { kind: 'task', label: 'Task', text: 't' },
      { kind: 'search', label: 'Search' },
    ]
    expect(textDeep(screenOf({ type: 'actions', actions }))).toBe('')
  })

  test('an unknown block from a newer gateway is left out, and the others are drawn', () => {
    const screen = draw(
      drawBlocks([{ type: 'hologram' } as unknown as Block, { type: 'text', text: 'words' }], drawingOf()),
    )
    expect(textDeep(screen)).toBe('words')
  })
})

test('a meter is empty only at zero and full only at its maximum', () => {
  expect([
    twelfths(0, 40),
    twelfths(0.1, 40),
    twelfths(18, 40),
    twelfths(39.9, 40),
    twelfths(40, 40),
    twelfths(90, 40),
  ]).toEqual([0, 1, 5, 11, 12, 12])
})
