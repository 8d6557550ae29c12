// A panel in a terminal: every block is drawn completely, and nothing in it moves the cursor.

import { expect, test } from 'vitest'
import { panelSchema } from '#contract/panel.ts'
import { drawPanelText } from './text.ts'

const reader = { locale: 'en', nowMs: Date.parse('2026-11-21T12:00:00Z'), timeZone: 'UTC' }
const subject = { kind: 'customer', id: 'cus_1' } as const
const draw = (blocks: unknown[], more: object = {}) =>
  drawPanelText(panelSchema.parse({ id: 'p', blocks, asOf: '2026-11-21T12:00:00Z', ...more }), reader)

test('draws every kind of block', () => {
  const text = draw(
    [
      {
        type: 'header',
        name: 'Priya',
        address: 'p@x.example',
        badges: [{ text: 'Test' }],
        customer: { customerId: 'cus_1', account: 'a' },
      },
      {
        type: 'verdict',
        status: 'bad',
        word: 'Past due',
        amount: [{ type: 'money', amountMinor: 5000, currency: 'jpy' }],
        notes: [{ start: 'since', end: 'May' }],
      },
      {
        type: 'alert',
        status: 'info',
        icon: 'lock',
        title: 'May not',
        text: 'read',
        ticks: ['Coupons: Read'],
      },
      {
        type: 'fields',
        fields: [
          { label: 'Name', value: 'A' },
          { label: 'Paid so far', value: { lines: ['€1', '$2'] }, note: 'net' },
        ],
      },
      {
        type: 'list',
        items: [
          {
            id: '1',
            status: 'warn',
            title: 'Box',
            amount: '2 kg',
            meta: 'late',
            fields: [{ label: 'To', value: 'Bern' }],
          },
        ],
        more: { text: '3 more' },
      },
      {
        type: 'table',
        columns: [{ label: 'Item' }, { label: 'Count', numeric: true }],
        rows: [['Beans', '12']],
        totals: [['All', '12']],
      },
      {
        type: 'timeline',
        events: [{ at: '2026-11-20T08:30:00Z', status: 'ok', title: 'Sent', tag: 'access', meta: 'by Ann' }],
      },
      { type: 'text', text: ['since ', { type: 'date', at: '2026-11-18T12:00:00Z', style: 'relative' }] },
      {
        type: 'actions',
        actions: [
          { kind: 'run', label: 'Refund', action: 'refund', subject, locked: 'Needs the role Admin' },
          { kind: 'open', label: 'Open', href: 'https://x.example' },
          { kind: 'load', label: 'Next', panel: 'p', subject, params: { page: '2' } },
        ],
      },
      {
        type: 'tabs',
        label: 'Show',
        tabs: [
          { kind: 'load', label: 'All', panel: 'p', subject, params: {}, current: true },
          { kind: 'load', label: 'New', panel: 'p', subject, params: { f: 'new' } },
        ],
      },
      {
        type: 'form',
        action: 'save',
        subject,
        note: 'for all',
        fields: [
          { kind: 'switch', name: 'a', label: 'Priority', value: true, hint: 'fast' },
          { kind: 'money', name: 'b', label: 'Limit', currency: 'eur', value: 8900, required: true },
          {
            kind: 'select',
            name: 'c',
            label: 'Plan',
            options: [
              { value: 'x', label: 'X' },
              { value: 'y', label: 'Y', locked: 'sold out' },
            ],
            value: 'x',
          },
          { kind: 'date', name: 'd', label: 'From', value: '2026-11-21' },
        ],
      },
      { type: 'meter', label: 'Seats', value: 18, max: 40, text: '18 of 40' },
      {
        type: 'choices',
        choices: [
          {
            customer: { customerId: 'cus_2', account: 'a' },
            name: 'Ines',
            status: 'ok',
            word: 'Active',
            id: 'cus_2',
          },
        ],
      },
    ],
    { title: 'Everything', count: '13', note: { status: 'bad', text: 'look' } },
  )
  expect(text).toMatchInlineSnapshot(`
    "Everything (13)
    ===============
    [bad] look

    Priya [Test]
    p@x.example
    cus_1

    [bad] Past due  ¥5,000
      since  May

    ! [lock] May not
      read
      [ ] Coupons: Read

    Name:        A
    Paid so far: €1
                 $2
                 (net)

    - [warn] Box  2 kg
      late
      To: Bern
    … 3 more

    Item   Count
    -----  -----
    Beans     12
    -----  -----
    All       12

    Nov 20, 2026, 08:30 AM  Sent [access]
      by Ann

    since 3 days ago

      > Refund: action refund (locked: Needs the role Admin)
      > Open <https://x.example>
      > Next: panel p --param page=2

    Show: *All* | New

    Settings, saved by save for all
      Priority: on (fast)
      Limit: €89.00 (required)
      Plan: X
        [x] X
        [ ] Y  locked: sold out
      From: Nov 21, 2026

    Seats: [#########...........] 18 of 40

    - Ines
      Active, cus_2"
  `)
})

test('replaces control characters, direction marks and line breaks in text from outside', () => {
  const text = draw([
    { type: 'text', text: [{ type: 'foreign', text: 'a\u001b[2Jb\u0007c\r\nd\u202ee\u009bf' }] },
  ])
  expect(text).toBe('a [2Jb c  d e f')
})
