import { expect, test } from 'vitest'
import type { PanelsMessage } from '#contract/api.ts'
import { type PanelsResponse, applyMessage, noResponse, renew, stateOf } from './response.ts'

const asOf = '2026-11-20T14:20:08Z'
const panel = (id: string, title = id): PanelsMessage => ({
  type: 'panel',
  panel: { id, title, blocks: [], asOf },
})
const done: PanelsMessage = { type: 'done', asOf, requestId: 'r', stripeRequests: 0 }
const found = (more: Partial<PanelsMessage & { type: 'found' }> = {}): PanelsMessage => ({
  type: 'found',
  people: [{ address: 'a@x.example', customers: 1 }],
  current: 'a@x.example',
  accounts: [],
  mode: 'live',
  modes: ['live'],
  asOf,
  ...more,
})
const customer = { customerId: 'cus_a', account: 'k' }
const after = (start: PanelsResponse, ...messages: PanelsMessage[]) => messages.reduce(applyMessage, start)
const titles = (response: PanelsResponse) => response.panels.map(({ title }) => title)

test('a later panel with the same id replaces the earlier one in place', () => {
  expect(titles(after(noResponse, found({ customer }), panel('a'), panel('b'), panel('a', 'new')))).toEqual([
    'new',
    'b',
  ])
})

test('a renewed answer keeps each panel until its new version arrives, and drops those that did not arrive again', () => {
  const first = after(noResponse, found({ customer }), panel('a'), panel('b'), done)
  const second = after(renew(first), found({ customer }), panel('a', 'new'))
  expect(titles(second)).toEqual(['new', 'b'])
  expect(titles(applyMessage(second, done))).toEqual(['new'])
})

test('an answer about another customer starts empty', () => {
  const first = after(noResponse, found({ customer }), panel('a'), done)
  const other = applyMessage(renew(first), found({ customer: { customerId: 'cus_b', account: 'k' } }))
  expect(other.panels).toEqual([])
  expect(other.done).toBeUndefined()
})

test.each([
  ['loading', []],
  ['loading', [found({ customer })]],
  ['panel', [found({ customer }), panel('a')]],
  ['chooser', [found({ people: [{ address: 'a@x.example', customers: 2 }] }), panel('a')]],
  ['not-found', [found({ people: [{ address: 'a@x.example', customers: 0 }] }), panel('a')]],
  ['team', [found({ people: [{ address: 'a@x.example', customers: 0, skipped: 'team' }] }), done]],
] as const)('derives the screen %s', (state, messages) => {
  expect(stateOf(after(noResponse, ...messages))).toBe(state)
})
