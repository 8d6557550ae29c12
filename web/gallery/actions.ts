// Fixtures of in-house panels and actions: the panels that the gateway would send, and its answers to a press.

import type { ActionResponse } from '#contract/actions.ts'
import type { FormField } from '#contract/form.ts'
import type { Action, Block } from '#contract/panel.ts'
import { done, eur, foreign, found, head, id, insert, on, open, panel } from './build.ts'
import type { Fixture } from './fixture.ts'

const tomasz = { address: 'tomasz.zielinski@poczta.example', name: 'Tomasz Zieliński' }
const invoice = { kind: 'invoice', id: 'in_1QkB2c', account: 'kelpie-live' } as const
const product = { kind: 'product', id: 'prod_Cafe', account: 'kelpie-live' } as const
const customer = { kind: 'customer', id: 'cus_Q8kfMarisol', account: 'kelpie-live' } as const
/** The action that the pane is opened for. */
const approveActionTarget = { action: 'approve-return', subject: invoice }

const approve = (more: Partial<Action & { kind: 'run' }> = {}): Action => ({
  kind: 'run',
  label: 'Approve and refund…',
  action: 'approve-return',
  subject: invoice,
  look: 'primary',
  note: 'Asks for the amount first. Needs the role Support lead.',
  ...more,
})

/** A panel whose button leads to a form. */
export const shippingPanel = (action: Action = approve()) =>
  panel(
    'shipping',
    { title: 'Shipping', open: true, note: { status: 'warn', text: 'return requested' } },
    {
      type: 'fields',
      fields: [
        { label: 'Order', value: [id('KC-20931')] },
        {
          label: 'Parcel',
          value: [{ type: 'link', text: 'DHL 0034 0434 1612', href: 'https://dhl.example/1' }],
        },
      ],
    },
    {
      type: 'table',
      columns: [
        { label: 'Item' },
        { label: 'Qty', numeric: true, low: true },
        { label: 'Amount', numeric: true },
      ],
      rows: [
        [[foreign('Hand grinder C2')], '1', [eur(8900)]],
        [[foreign('House blend, 1 kg')], '1', [eur(3400)]],
      ],
      totals: [['Total', '', [eur(12300)]]],
    },
    {
      type: 'timeline',
      events: [
        {
          at: '2026-11-20T09:40:00Z',
          status: 'warn',
          title: 'Return requested',
          meta: ['Hand grinder C2: ', foreign('“burr is chipped”'), ', 2 photos'],
          now: true,
        },
        { at: '2026-11-11T11:02:00Z', status: 'ok', title: 'Delivered', meta: 'Signed by T. Zieliński' },
        { at: '2026-11-09T17:30:00Z', status: 'quiet', icon: 'dot', title: 'Handed to DHL' },
      ],
    },
    { type: 'actions', actions: [action] },
  )

const show = (label: string, which: string, current = 'all'): Action => ({
  kind: 'load',
  label,
  panel: 'activity',
  subject: customer,
  params: { show: which },
  ...(which === current ? { current: true } : {}),
})

const entry = (
  at: string,
  icon: 'user' | 'key' | 'users' | 'truck',
  title: string,
  meta: string,
  tag: string,
) => ({ at, status: 'quiet', icon, title, meta, tag }) as const

/** A panel with tabs and a next page. */
export const activityPanel = (current = 'all') =>
  panel(
    'activity',
    { title: 'Account activity', open: true, note: { text: '2 sources' } },
    {
      type: 'tabs',
      label: 'Show',
      tabs: [
        show('All', 'all', current),
        show('Access', 'access', current),
        show('Changes', 'changes', current),
      ],
    },
    {
      type: 'timeline',
      events: [
        entry('2026-11-20T12:08:00Z', 'user', 'Signed in', 'Porto, Firefox on Windows', 'access'),
        ...(current === 'access'
          ? []
          : [entry('2026-11-20T12:06:00Z', 'key', 'Password reset by email', 'by Ines Duarte', 'change')]),
        {
          ...entry(
            '2026-11-20T12:05:00Z',
            'user',
            'Sign-in refused, 4 times',
            'Wrong password, same address',
            'access',
          ),
          icon: 'bad',
          status: 'bad',
        },
        ...(current === 'access'
          ? []
          : [
              entry(
                '2026-11-17T16:31:00Z',
                'users',
                'Member added: Rui Sá',
                'Role Buyer, by Ines Duarte',
                'change',
              ),
              entry(
                '2026-11-17T16:20:00Z',
                'truck',
                'Delivery address changed',
                'Rua das Flores 12 → Cais da Ribeira 4',
                'change',
              ),
            ]),
      ],
    },
    {
      type: 'actions',
      actions: [
        {
          kind: 'load',
          label: 'Show older',
          panel: 'activity',
          subject: customer,
          params: { show: current, before: '2026-11-17' },
        },
      ],
    },
  )

const features: FormField[] = [
  { kind: 'switch', name: 'wholesale', label: 'Wholesale prices', value: true },
  { kind: 'switch', name: 'standing', label: 'Standing orders', hint: 'up to 4 a week', value: true },
  { kind: 'switch', name: 'api', label: 'API access', value: false },
  {
    kind: 'switch',
    name: 'roast',
    label: 'Own roast profile',
    value: false,
    locked: 'only with the Roastery plan',
  },
  { kind: 'number', name: 'members', label: 'Members', value: 10, min: 1, max: 500, step: 1 },
]
const featuresBlock: Block = {
  type: 'form',
  action: 'change-plan-features',
  subject: product,
  fields: features,
  note: 'for all 41 customers on this plan',
}
const meter: Block = { type: 'meter', label: 'Deliveries this month', value: 18, max: 40, text: '18 of 40' }

/** A panel with settings edited in place. */
export const featuresPanel = (more: Partial<Block & { type: 'form' }> = {}) =>
  panel(
    'plan-features',
    { title: 'Plan features', open: true, note: { text: 'Café plan' } },
    { ...featuresBlock, ...more },
    meter,
  )

const items: FormField = {
  kind: 'checklist',
  name: 'items',
  label: 'Items to return',
  required: true,
  value: ['1'],
  options: [
    { value: '1', label: 'Hand grinder C2', amount: { amountMinor: 8900, currency: 'eur' } },
    {
      value: '2',
      label: 'House blend, 1 kg',
      amount: { amountMinor: 3400, currency: 'eur' },
      locked: 'opened food cannot be returned',
    },
  ],
}

/** First of two steps. */
export const firstForm: ActionResponse & { type: 'form' } = {
  type: 'form',
  title: 'Approve return and refund',
  step: { number: 1, of: 3, label: 'Items to return' },
  fields: [
    items,
    {
      kind: 'money',
      name: 'amount',
      label: 'Refund',
      currency: 'eur',
      value: 8900,
      min: 1,
      max: 12300,
      required: true,
      hint: 'At most €123.00, the rest of this payment',
    },
    {
      kind: 'select',
      name: 'reason',
      label: 'Reason',
      required: true,
      value: 'damaged',
      options: [
        { value: 'damaged', label: 'Arrived damaged' },
        { value: 'other', label: 'Not as described' },
        { value: 'mind', label: 'Changed their mind' },
      ],
    },
    { kind: 'checkbox', name: 'label', label: 'Email the return label', value: true },
  ],
  submit: 'Next',
}

/** Second step, with the kinds of fields that the first one lacks. */
export const secondForm: ActionResponse & { type: 'form' } = {
  type: 'form',
  title: 'Returned goods',
  step: { number: 2, of: 3, label: 'Returned goods' },
  text: 'Where they go, and when they have to arrive.',
  fields: [
    {
      kind: 'select',
      name: 'restock',
      label: 'Destination',
      options: [
        { value: 'shelf', label: 'Shelf, for resale' },
        { value: 'bin', label: 'Bin' },
      ],
    },
    {
      kind: 'date',
      name: 'until',
      label: 'Arrival by',
      value: '2026-12-04',
      min: '2026-11-21',
      hint: 'After that the return is closed.',
    },
    {
      kind: 'text',
      name: 'words',
      label: 'Message to the customer',
      lines: 3,
      lengthMax: 500,
      placeholder: 'Added to the label',
    },
    {
      kind: 'text',
      name: 'warehouse',
      label: 'Warehouse',
      value: 'Hamburg 2',
      locked: 'Chosen by the order',
    },
    { kind: 'switch', name: 'photos', label: 'Keep the photos', value: true },
  ],
  submit: 'Review',
}

/** The amounts before and after. */
export const confirmation: ActionResponse & { type: 'confirm' } = {
  type: 'confirm',
  title: 'Refund €89.00 to Tomasz Zieliński?',
  step: { number: 3, of: 3 },
  text: 'To Visa •••• 4242, in 5 to 10 days. It cannot be undone.',
  fields: [
    { label: 'Paid on 8 Nov', value: [eur(12300)] },
    { label: 'Refunded before', value: [eur(0)] },
    { label: 'This refund', value: [eur(-8900)] },
    { label: 'Remains', value: [eur(3400)] },
  ],
  notes: [
    { icon: 'box', text: '1 Hand grinder C2 is returned and not restocked' },
    { icon: 'mail', text: ['Return label to ', foreign(tomasz.address)] },
    { icon: 'user', text: ['Recorded as: ', foreign('Noor Haddad'), ', Support lead'] },
  ],
  submit: 'Refund €89.00',
  danger: true,
  input: { items: ['1'], amount: 8900 },
}

const outcome = (
  state: (ActionResponse & { type: 'outcome' })['state'],
  title: string,
  more: Partial<ActionResponse & { type: 'outcome' }> = {},
): ActionResponse & { type: 'outcome' } => ({
  type: 'outcome',
  state,
  title,
  requestId: 'req_7Hq20xKelpie',
  ...more,
})

export const outcomes = {
  done: outcome('done', '€89.00 refunded', {
    text: ['Return approved, label sent ', on('2026-11-20T14:20:10Z', 'relative'), '.'],
    id: 're_3QkZ81Lkd',
    actions: [
      insert('Insert note in reply', 'Your refund is on its way.'),
      { kind: 'comment', label: 'Comment', text: 'Refunded €89.00' },
    ],
  }),
  refused: outcome('refused', 'Nothing was refunded', {
    text: 'The payment is disputed; Stripe refuses refunds until the dispute is closed. The return is still open.',
    actions: [open('Open dispute')],
  }),
  failed: outcome('failed', 'Refunded, but the orders service was not informed', {
    text: ['€89.00 went back as ', id('re_3QkZ81Lkd'), '. The return is still open there; close it by hand.'],
  }),
  working: outcome('working', 'Refund in progress', {
    text: [
      'The orders service does not answer. It will be informed automatically; the ',
      eur(8900),
      ' are refunded only once.',
    ],
  }),
}

const beside = (...panels: ReturnType<typeof panel>[]) => [
  found(tomasz.address),
  panel('customer', {}, head('Tomasz Zieliński', tomasz.address)),
  ...panels,
  done(),
]

const opened = (title: string, answer: ActionResponse, more: Partial<Fixture> = {}): Fixture => ({
  title,
  people: [tomasz],
  messages: beside(shippingPanel()),
  act: approveActionTarget,
  answers: [answer],
  ...more,
})

const yen: ActionResponse = {
  ...firstForm,
  fields: [
    {
      kind: 'money',
      name: 'amount',
      label: 'Refund',
      currency: 'jpy',
      value: 5000,
      max: 165000,
      required: true,
      hint: 'At most ¥165,000',
    },
    {
      kind: 'money',
      name: 'fee',
      label: 'Fee',
      currency: 'kwd',
      value: 12345,
      error: 'More than the rest of this payment.',
    },
    { kind: 'number', name: 'count', label: 'Parcels', value: 2, step: 1, unit: 'parcels', max: 9 },
  ],
}

/** Frames 14 to 19 and their neighbours. */
export const house: Fixture[] = [
  { title: '14. Shipping and returns', people: [tomasz], messages: beside(shippingPanel()) },
  { title: '15. Account activity', people: [tomasz], messages: beside(activityPanel()) },
  {
    title: '16. Plan features, with changes waiting',
    people: [tomasz],
    messages: beside(featuresPanel()),
    drafts: { [JSON.stringify(['change-plan-features', product])]: { api: true, members: '25' } },
  },
  {
    title: '16b. Plan features, not for this person',
    people: [tomasz],
    messages: beside(featuresPanel({ locked: 'Needs the role Admin.' })),
  },
  opened('17. Action form', firstForm),
  opened('17b. Errors at their fields', firstForm, {
    drafts: { [JSON.stringify(['approve-return', invoice])]: { items: [], amount: '200,00 €', reason: '' } },
    presses: ['[data-submit]'],
  }),
  opened('17c. Second step', secondForm),
  opened('17d. Other currencies', yen),
  opened('18. Confirmation of the amount', confirmation),
  opened('19. Done', outcomes.done),
  opened('19b. Nothing done', outcomes.refused),
  opened('19c. Done in part', outcomes.failed),
  opened('19d. In progress', outcomes.working),
  opened('19e. No answer', confirmation, {
    answers: [confirmation],
    unanswered: true,
    presses: ['[data-confirm]'],
  }),
  {
    title: '19f. Not allowed',
    people: [tomasz],
    messages: beside(
      shippingPanel(approve({ locked: 'Needs the role Support lead. Noor Haddad and 2 others have it.' })),
    ),
  },
  { ...opened('19g. Version gone', firstForm), formsFailed: true },
  {
    title: '19h. Loading',
    people: [tomasz],
    messages: [
      found(tomasz.address),
      panel('customer', {}, head('Tomasz Zieliński', tomasz.address)),
      panel('coming', { title: 'Coming', open: true, pending: true }),
      panel(
        'm',
        { title: 'Meters', open: true },
        { ...meter, status: 'warn', value: 38, text: '38 of 40' },
        { ...meter, label: 'Credit', status: 'bad', value: 50, text: 'all used' },
      ),
      done(),
    ],
  },
]
