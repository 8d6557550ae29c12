// Invoices and payments between open and paid: pending debits, authorisations captured in part or released, and invoices not
// settled by a payment alone. Their invoices have separate numbers, so that the numbers of others do not change.

import { creditNote } from '../objects/credit.ts'
import type { Tables } from '../objects/tables.ts'
import type { Author } from './author.ts'
import { bill, type BillFacts } from './bill.ts'
import { customerOf, type SeedKey } from './people.ts'
import { Street } from './street.ts'

const beans = (amount: number) => [{ amount, description: '30 kg House blend' }]
const noFunds = {
  code: 'card_declined',
  declineCode: 'insufficient_funds',
  message: 'Your card has insufficient funds.',
}

/** Pending bank debits: alone, after a declined card, and for a part of a sent invoice. */
function plantDebits(street: Street): void {
  const { author } = street
  const { clock } = author
  const sepa = { kind: 'sepa_debit', last4: '3000', country: 'DE' } as const
  const ach = { kind: 'us_bank_account', bank: 'STRIPE TEST BANK', last4: '6789' } as const
  const owe = (key: SeedKey, facts: Omit<BillFacts, 'status' | 'lines'>, amount: number): void => {
    const person = street.person({ ...customerOf(key), method: sepa })
    bill(author, person, { ...facts, status: 'open', lines: beans(amount) })
  }
  owe(
    'hafenkontor',
    { key: 'debit alone', number: 'KELP-8101', at: clock.days(2), debit: { at: clock.days(1) } },
    9800,
  )
  owe(
    'juniper',
    {
      key: 'debit after card',
      number: 'KELP-8102',
      at: clock.days(9),
      failures: [{ at: clock.days(9), failure: noFunds }],
      debit: { at: clock.days(1), method: ach },
    },
    4900,
  )
  owe(
    'teehaus',
    {
      key: 'debit part',
      number: 'KELP-8103',
      at: clock.days(20),
      sent: true,
      dueDate: clock.days(6),
      debit: { at: clock.days(3), amount: 4000 },
    },
    10_000,
  )
}

/** Authorisations: captured in part, with and without the refund that older API versions create for the rest, and released. */
function plantAuthorisations(street: Street): void {
  const { author } = street
  const { clock } = author
  const guest = street.person({
    ...customerOf('anker'),
    method: street.visa,
  })
  const held = (key: string, days: number) =>
    author.charge(guest, {
      key: `authorisation ${key}`,
      at: clock.days(days),
      amount: 10_000,
      uncaptured: true,
      description: 'Deposit for cups',
    })
  author.capture(held('part', 40), { amount: 6000, at: clock.days(38) })
  const old = held('part old', 30)
  author.capture(old, { amount: 3000, at: clock.days(28), refundsRest: true })
  author.refund(old, { amount: 1000, at: clock.days(20), reason: 'requested_by_customer' })
  author.release(held('released', 15))
  author.release(held('released old', 50), { at: clock.days(44), refundsRest: true })
}

/** Invoices settled by a credit note, by the balance, or partly outside Stripe, and one that was overpaid. */
function plantSettled(street: Street): void {
  const { author } = street
  const { clock } = author
  const firm = street.person({
    ...customerOf('rosenhof'),
    method: street.visa,
  })
  const paid = (
    key: string,
    number: string,
    days: number,
    more: Partial<BillFacts> = {},
  ): Tables['invoice'] =>
    bill(author, firm, {
      key: `settled ${key}`,
      number,
      at: clock.days(days),
      status: 'paid',
      lines: beans(10_000),
      ...more,
    })
  const note = (key: string, invoice: Tables['invoice'], amount: number) => {
    const id = author.id('cn', key)
    const { created } = invoice
    author.store.add('credit_note', creditNote({ id, created, invoice, amount, isBeforePayment: true }))
  }
  author.credit(firm, { amount: -13_000, at: clock.days(70), description: 'Beans of a bad harvest' })
  const credited = paid('credited', 'KELP-8111', 60, { credited: 10_000 })
  note('settled', credited, 10_000)
  paid('balance', 'KELP-8112', 50, { fromBalance: 10_000 })
  paid('overpaid', 'KELP-8113', 40, { overpaid: 2000 })
  paid('partly elsewhere', 'KELP-8114', 30, { partlyOffStripe: 4000 })
  const rest = bill(author, firm, {
    key: 'settled rest',
    number: 'KELP-8115',
    at: clock.days(5),
    status: 'open',
    lines: beans(10_000),
    credited: 1000,
    fromBalance: 3000,
    nextAttempt: clock.days(-2),
  })
  note('settled rest', rest, 1000)
}

/** A dispute in yen of an account that settles in euros: its fee is in euros. */
function plantSettlementCurrency(street: Street): void {
  const { author } = street
  const { clock } = author
  const kissa = street.person({
    ...customerOf('kamome'),
    method: street.visa,
  })
  const made = author.charge(kissa, {
    key: 'settlement yen',
    at: clock.days(25),
    amount: 50_000,
    currency: 'jpy',
  })
  author.dispute(made, {
    at: clock.days(5),
    status: 'needs_response',
    reason: 'fraudulent',
    dueBy: clock.days(-9),
    feeMinor: 2000,
    settled: { currency: 'eur', amount: 30_800 },
  })
}

/** Creates these customers. */
export function plantSettlements(author: Author): void {
  const street = new Street(author, 'eur')
  plantDebits(street)
  plantAuthorisations(street)
  plantSettled(street)
  plantSettlementCurrency(street)
}
