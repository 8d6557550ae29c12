// Example 1: shipping and returns, on an invoice and beside the conversation.

import { blocks, definePanel, type PanelBody } from 'tillside/config'
import type Stripe from 'stripe'
import { findOrder } from './find-order.ts'
import { openReturn, type Order } from './order.ts'
import { findRefund } from './payment-of-invoice.ts'
import { orders } from './sources.ts'

const { alert, date, fields, foreign, id, link, money, muted, table, timeline } = blocks

const words: Record<string, string> = {
  paid: 'Paid',
  packed: 'Packed',
  handed_over: 'Handed to the carrier',
  out_for_delivery: 'Out for delivery',
  delivered: 'Delivered',
}

function returnAlert(order: Order) {
  const asked = openReturn(order)
  if (!asked) return []
  const names = order.items.filter(({ line }) => asked.lines.includes(line)).map(({ name }) => name)
  return [
    alert('warn', ['Return requested: ', foreign(names.join(', '))], {
      text: [
        foreign(`“${asked.words}”`),
        ', ',
        date(asked.requestedAt),
        '. The window closes ',
        date(asked.closesAt),
        '.',
      ],
    }),
  ]
}

const underWay = ({ amount, currency, id: refundId }: Stripe.Refund) =>
  alert('info', ['Refunded: ', money(amount, currency)], {
    text: [id(refundId), '. The orders service is still to be told; that goes on by itself.'],
  })

function timelineOf({ movements, returns }: Order) {
  const returned = returns.flatMap(({ requestedAt, approvedAt, approvedBy, words: reason }) => [
    { at: requestedAt, status: 'warn' as const, title: 'Return requested', meta: [foreign(reason)] },
    ...(approvedAt && approvedBy
      ? [
          {
            at: approvedAt,
            status: 'ok' as const,
            title: 'Return approved',
            meta: ['by ', foreign(approvedBy)],
          },
        ]
      : []),
  ])
  const moved = movements.map(({ at, state, place }) => ({
    at,
    status: state === 'delivered' ? ('ok' as const) : ('quiet' as const),
    title: words[state] ?? state,
    meta: [muted(place)],
  }))
  const all = [...returned, ...moved].toSorted((a, b) => b.at.localeCompare(a.at))
  return timeline(all.map((event, index) => (index === 0 ? { ...event, now: true } : event)))
}

function draw(order: Order): PanelBody {
  const total = order.items.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const asked = openReturn(order)
  const refunded = order.returns.find(({ refund }) => refund !== null)?.refund
  const last = order.movements[0]
  return {
    note: asked
      ? { status: 'warn', text: 'return requested' }
      : refunded
        ? { icon: 'undo', text: 'refunded' }
        : { text: (last && words[last.state]) ?? 'ordered' },
    open: asked !== undefined,
    blocks: [
      ...returnAlert(order),
      fields({
        Order: id(order.id),
        Parcel: [link(`${order.carrier} ${order.parcel}`, order.trackingUrl)],
        'Return until': asked && date(asked.closesAt),
        Refunded: refunded && [money(refunded.amountMinor, order.currency), ' ', id(refunded.id)],
      }),
      table(
        [{ label: 'Item' }, { label: 'Qty', numeric: true, low: true }, { label: 'Amount', numeric: true }],
        order.items.map(({ name, quantity, amountMinor }) => [
          [foreign(name)],
          String(quantity),
          [money(amountMinor, order.currency)],
        ]),
        [['Total', '', [money(total, order.currency)]]],
      ),
      timelineOf(order),
    ],
  }
}

export const shipping = definePanel({
  id: 'shipping',
  title: 'Shipping',
  for: ['invoice', 'customer'],
  sources: { orders },
  ttlSeconds: 15,
  invalidatedBy: ['charge.refunded', 'refund.*', 'invoice.*'],
  async load({ sources, stripe, subject }) {
    const order = await findOrder(sources.orders, subject)
    if (!order) return 'hidden'
    const body = draw(order)
    const asked = openReturn(order)
    if (!asked) return body
    // The money may be back while the orders service is still to be told: then nobody is to approve it again.
    const refund = await findRefund(stripe, order.invoiceId, asked.id).catch(() => undefined)
    if (refund)
      return {
        ...body,
        note: { status: 'info', text: 'refund under way' },
        blocks: [underWay(refund), ...body.blocks.slice(1)],
      }
    const approve = {
      kind: 'run',
      label: 'Approve and refund…',
      action: 'approve-return',
      subject: { kind: subject.kind, id: subject.id },
      look: 'primary',
      note: 'Asks for the amount first.',
    } as const
    return { ...body, blocks: [...body.blocks, blocks.actions(approve)] }
  },
})
