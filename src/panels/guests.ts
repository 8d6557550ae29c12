// Draws payments without a customer as in a customer's payments section: state, amount, refunds, dispute and method.

import type { GuestPayment } from '#contract/billing.ts'
import type { Block, Field, ListItem, Panel } from '#contract/panel.ts'
import { panelWordsFor } from '#words/words-for.ts'
import { startDrawing, type View } from './drawing.ts'
import { foreign } from './foreign.ts'
import { accountName } from './account-alerts.ts'
import { isoOf } from './moment.ts'
import { drawPayment } from './payments.ts'

const listMax = 100

function drawGuest(guest: GuestPayment, view: View): ListItem {
  const drawing = startDrawing(guest.account, view)
  const { fields } = drawing.words
  const item = drawPayment(guest.payment, guest, drawing)
  const email = foreign(guest.email, 320)
  const own: Field[] = [
    ...(email ? [{ label: fields.email, value: [email] }] : []),
    ...((view.accounts ?? 1) > 1
      ? [{ label: fields.stripeAccount, value: [accountName(guest.account, view)] }]
      : []),
    ...(guest.account.mode === 'test' ? [{ label: fields.note, value: drawing.words.notFound.test }] : []),
  ]
  return { ...item, fields: [...own, ...(item.fields ?? [])].slice(0, 30) }
}

/** Draws one panel with all of them, or none if there are none. */
export function drawGuests(
  { payments, hasMore }: { payments: readonly GuestPayment[]; hasMore: boolean },
  view: View,
): Panel[] {
  if (payments.length === 0) return []
  const { notFound, sections } = panelWordsFor(view.locale)
  const asOf = Math.min(...payments.map(({ asOfMs }) => asOfMs))
  const unread = payments.some(
    ({ chargeUnread, disputes }) => chargeUnread === true || disputes.state === 'unavailable',
  )
  const blocks: Block[] = [
    {
      type: 'list',
      items: payments.slice(0, listMax).map((guest) => drawGuest(guest, view)),
      shown: 3,
      ...(hasMore || payments.length > listMax ? { more: { text: sections.stripeHasMore } } : {}),
    },
    ...(unread ? [{ type: 'text' as const, text: notFound.chargeUnread }] : []),
  ]
  return [
    {
      id: 'guests',
      title: notFound.guestTitle,
      count: `${payments.length}${hasMore ? '+' : ''}`,
      open: true,
      blocks,
      asOf: isoOf(asOf),
    },
  ]
}
