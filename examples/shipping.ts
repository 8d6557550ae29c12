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
  const open = openReturn(order)
  if (!open) return []
  const names = order.items.filter(({ line }) => open.lines.includes(line)).map(({ name }) => name)
  return [
    alert('warn', ['Return requested: ', foreign(names.join(', '))], {
      text: [
        foreign(`“${open.words}”`),
        ', ',
        date(open.requestedAt),
        '. The window closes ',
        date(open.closesAt),
        '.',
      ],
    }),
  ]
}

const underWay = ({ amount, currency, id: refundId }: Stripe.Refund) =>
  alert('info', ['Refunded: ', money(amount, currency)], {
    text: [id(refundId), '. The orders service will be informed automatically.'],
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
  const open = openReturn(order)
  const refunded = order.returns.find(({ refund }) => refund !== null)?.refund
  const last = order.movements[0]
  return {
    note: open
      ? { status: 'warn', text: 'return requested' }
      : refunded
        ? { icon: 'undo', text: 'refunded' }
        : { text: (last && words[last.state]) ?? 'ordered' },
    open: open !== undefined,
    blocks: [
      ...returnAlert(order),
      fields({
        Order: id(order.id),
        Parcel: [link(`${order.carrier} ${order.parcel}`, order.trackingUrl)],
        'Return until': open && date(open.closesAt),
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
    const open = openReturn(order)
    if (!open) return body
    // The refund may exist although the orders service does not know yet: then nobody should approve it again.
    const refund = await findRefund(stripe, order.invoiceId, open.id).catch(() => undefined)
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
