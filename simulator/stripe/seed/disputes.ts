// Refunds and disputes in every state.

import type { Tables } from '../objects/tables.ts'
import { creditNote } from '../objects/credit.ts'
import type { Author } from './author.ts'
import { bill } from './bill.ts'
import { Street } from './street.ts'

function plantRefunds(street: Street): void {
  const { author } = street
  const { clock } = author
  const rosa = street.person({
    key: 'rosa',
    name: 'Rosa Lindqvist',
    email: 'rosa@lindqvist.example',
    method: street.visa,
  })
  const sold = (key: string, days: number, amount: number): Tables['charge'] =>
    author.charge(rosa, {
      key: `rosa ${key}`,
      at: clock.days(days),
      amount,
      description: 'Order in the shop',
    })
  author.refund(sold('failed', 12, 6400), {
    amount: 6400,
    at: clock.days(7),
    status: 'failed',
    failureReason: 'expired_or_canceled_card',
    reason: 'requested_by_customer',
  })
  author.refund(sold('partly', 30, 12_000), {
    amount: 2500,
    at: clock.days(26),
    reason: 'requested_by_customer',
  })
  author.refund(sold('full', 50, 3900), { amount: 3900, at: clock.days(49), reason: 'duplicate' })
  author.refund(sold('pending', 6, 5100), {
    amount: 5100,
    at: clock.days(1),
    status: 'pending',
    pendingReason: 'processing',
  })
  const inPieces = sold('pieces', 80, 24_000)
  for (let piece = 0; piece < 11; piece += 1)
    author.refund(inPieces, { amount: 1000, at: clock.days(70 - piece) })
  const credited = bill(author, rosa, {
    key: 'rosa credited',
    at: clock.days(40),
    status: 'paid',
    lines: [{ amount: 10_000, description: 'Tasting set' }],
  })
  credited.post_payment_credit_notes_amount = 2000
  author.store.add(
    'credit_note',
    creditNote({ id: author.id('cn', 'rosa'), created: clock.days(35), invoice: credited, amount: 2000 }),
  )
}

type Case = {
  status: Tables['dispute']['status']
  reason: string
  name: string
  email: string
  due: number | null
  submissions?: number
}

const cases: Case[] = [
  { status: 'won', reason: 'fraudulent', name: 'Ewa Maj', email: 'ewa@maj.example', due: 40, submissions: 1 },
  {
    status: 'lost',
    reason: 'product_unacceptable',
    name: 'Bar Centrale',
    email: 'bar@centrale.example',
    due: 60,
    submissions: 1,
  },
  {
    status: 'appeal_needs_response',
    reason: 'duplicate',
    name: 'Kiosk 24',
    email: 'team@kiosk24.example',
    due: -5,
    submissions: 1,
  },
  {
    status: 'under_review',
    reason: 'credit_not_processed',
    name: 'Milan Jovic',
    email: 'milan@jovic.example',
    due: 2,
    submissions: 1,
  },
  {
    status: 'warning_needs_response',
    reason: 'unrecognized',
    name: 'Hanne Dahl',
    email: 'hanne@dahl.example',
    due: -12,
  },
  { status: 'prevented', reason: 'fraudulent', name: 'Lou Petit', email: 'lou@petit.example', due: null },
]

function plantDisputes(street: Street): void {
  const { author } = street
  const { clock } = author
  cases.forEach(({ status, reason, name, email, due, submissions = 0 }, index) => {
    const person = street.person({ key: `dispute ${status}`, name, email, method: street.visa })
    const made = author.charge(person, {
      key: `dispute ${status}`,
      at: clock.days(62 - index),
      amount: 6600 + index * 500,
      description: 'Order in the shop',
    })
    author.dispute(made, {
      at: clock.days(50 - index),
      status,
      reason,
      dueBy: due === null ? null : clock.days(due),
      submissions,
    })
  })
}

/** Creates the refunds and disputes. */
export function plantDisputesAndRefunds(author: Author): void {
  const street = new Street(author, 'eur')
  plantRefunds(street)
  plantDisputes(street)
}
