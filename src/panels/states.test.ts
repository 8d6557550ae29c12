import { expect, test } from 'vitest'
import type { Dispute, Invoice, Payment, Refund, Subscription } from '#contract/billing.ts'
import { declineOf } from './decline.ts'
import { disputeState } from './dispute-state.ts'
import { startDrawing } from './drawing.ts'
import * as f from './fixtures/billing.ts'
import { text } from './fixtures/panel-text.ts'
import { invoiceState } from './invoice-state.ts'
import { paymentState } from './payment-state.ts'
import { refundState } from './refund-state.ts'
import { subscriptionState } from './subscription-state.ts'
import { en } from '#words/en/panels.ts'

const drawing = startDrawing(f.account, f.view)
const told = ({ status, meta }: { status: string; meta: Parameters<typeof text>[0] }) =>
  `${status}: ${text(meta)}`

test.each<[Partial<Subscription>, string]>([
  [{ status: 'active' }, 'ok: Active'],
  [{ status: 'active', cancelAtPeriodEnd: true }, 'warn: Active, will not renew'],
  [{ status: 'active', cancelAtMs: f.at('2027-01-01') }, 'ok: Active'],
  [{ status: 'active', cancelAtMs: f.at('2026-12-03') }, 'warn: Active, will not renew'],
  [
    { status: 'active', collectionPause: { behavior: 'keep_as_draft' } },
    'warn: Active, but invoices are kept as drafts',
  ],
  [
    { status: 'active', collectionPause: { behavior: 'mark_uncollectible' } },
    'warn: Active, but invoices are marked uncollectible',
  ],
  [{ status: 'active', collectionPause: { behavior: 'void' } }, 'warn: Active, but invoices are voided'],
  [
    { status: 'active', collectionPause: { behavior: 'new_one' } },
    'warn: Active, but invoices are not collected',
  ],
  [{ status: 'trialing', trialEndsAtMs: f.at('2026-12-01') }, 'info: Trial'],
  [{ status: 'trialing', cancelAtPeriodEnd: true }, 'info: Trial, will not renew'],
  [{ status: 'past_due' }, 'bad: Past due: the last invoice is unpaid'],
  [{ status: 'unpaid' }, 'bad: Unpaid: Stripe has stopped retrying'],
  [{ status: 'incomplete' }, 'warn: First payment not completed; expires after 23 hours'],
  [{ status: 'incomplete_expired' }, 'bad: Never started: first payment was not completed'],
  [{ status: 'paused' }, 'warn: Paused'],
  [
    { status: 'paused', pausedBecause: 'trial_end_without_payment_method' },
    'warn: Paused: trial ended without a payment method',
  ],
  [{ status: 'paused', pausedBecause: 'pause_requested' }, 'warn: Paused: on request'],
  [{ status: 'paused', pausedBecause: 'first_payment_failure' }, 'warn: Paused: first payment failed'],
  [{ status: 'paused', pausedBecause: 'final_payment_failure' }, 'warn: Paused: last payment failed'],
  [{ status: 'paused', pausedBecause: 'system' }, 'warn: Paused: by Stripe'],
  [{ status: 'paused', pausedBecause: 'full_moon' }, 'warn: Paused: ‹full moon›'],
  [{ status: 'canceled' }, 'quiet: Canceled'],
  [{ status: 'canceled', cancelReason: 'payment_failed' }, 'quiet: Canceled: payment failed'],
  [{ status: 'canceled', cancelReason: 'payment_disputed' }, 'quiet: Canceled: payment disputed'],
  [
    { status: 'canceled', cancelReason: 'payment_failed', cancelComment: 'too hot' },
    'quiet: Canceled: “‹too hot›”',
  ],
  [{ status: 'hibernating_now' }, 'info: ‹hibernating now›'],
  [{ status: 'constructor' }, 'info: ‹constructor›'],
])('a subscription that is %j reads as %s', (changes, words) => {
  expect(told(subscriptionState(f.subscription(changes), drawing))).toBe(words)
})

test.each([
  ['cancel', 'Trial; no default payment method: will be canceled'],
  ['create_invoice', 'Trial; no default payment method: will be invoiced'],
  ['pause', 'Trial; no default payment method: will be paused'],
] as const)(
  'a trial without a default payment method says what %s means, but only when it is known that there is none',
  (trialEndWithoutMethod, words) => {
    const trial = f.subscription({ status: 'trialing', trialEndWithoutMethod })
    expect(text(subscriptionState(trial, drawing, false).meta)).toBe(words)
    expect(text(subscriptionState(trial, drawing, undefined).meta)).toBe('Trial')
    expect(text(subscriptionState(trial, drawing, true).meta)).toBe('Trial')
  },
)

// Stripe counts one attempt: retries by hand are not in it.
const tried = { attempted: true, attemptCount: 1, paymentIds: ['pi_1'] }
const paid = { status: 'paid', amountPaidMinor: 21500, amountRemainingMinor: 0 }
test.each<[Partial<Invoice>, string]>([
  [{ status: 'draft' }, 'info: Draft, not sent yet'],
  [{ status: 'draft', finalizationError: 'tax' }, 'warn: Draft, not sent yet: could not be finalized'],
  [{}, 'info: Open, not charged yet'],
  [{ nextAttemptAtMs: f.at('2026-11-25') }, 'info: Open, will be charged 2026-11-25(date)'],
  [
    { ...tried, nextAttemptAtMs: f.at('2026-11-23') },
    'bad: Payment failed 3 times, next try 2026-11-23(relative): insufficient funds',
  ],
  [tried, 'bad: Payment failed 3 times, no more automatic retries: insufficient funds'],
  [{ ...tried, paymentIds: [], attemptCount: 4 }, 'bad: Payment failed, no more automatic retries'],
  [{ collectionMethod: 'send_invoice', dueAtMs: f.at('2026-12-01') }, 'info: Sent, not paid yet'],
  [{ collectionMethod: 'send_invoice', dueAtMs: f.at('2026-11-12') }, 'bad: Past due by 8 days'],
  [{ collectionMethod: 'send_invoice', dueAtMs: f.nowMs - 1000 }, 'bad: Past due since today'],
  [{ amountPaidMinor: 1500, amountRemainingMinor: 20000 }, 'warn: Partly paid: €15.00 of €215.00'],
  [{ ...tried, paymentIds: ['pi_debit'] }, 'info: €215.00 in progress (bank debit)'],
  [
    { ...tried, paymentIds: ['pi_debit'], collectionMethod: 'send_invoice', dueAtMs: f.at('2026-11-12') },
    'info: €215.00 in progress (bank debit)',
  ],
  [
    { ...tried, paymentIds: ['pi_1', 'pi_debit'] },
    'info: €215.00 in progress (bank debit), declined 3 times before: insufficient funds',
  ],
  [{ ...tried, paymentIds: ['pi_part'] }, 'info: €50.00 of €215.00 in progress (bank debit)'],
  [
    { ...tried, paymentIds: ['pi_1', 'pi_part'] },
    'bad: Payment failed 3 times, no more automatic retries: insufficient funds, €50.00 of €215.00 in progress (bank debit)',
  ],
  [{ ...tried, paymentIds: ['pi_sca'] }, 'bad: Customer must confirm (3-D Secure)'],
  [{ paymentIds: ['pi_sca'] }, 'warn: Customer must confirm (3-D Secure)'],
  [paid, 'ok: Paid'],
  [{ ...paid, paidOutsideMinor: 21500 }, 'ok: Paid outside Stripe'],
  [{ ...paid, paidOutsideMinor: 5000 }, 'ok: Paid, €50.00 outside Stripe'],
  [{ ...paid, amountPaidMinor: 0, creditedBeforePaymentMinor: 21500 }, 'ok: Credited in full'],
  [{ ...paid, amountPaidMinor: 0, fromBalanceMinor: 21500 }, 'ok: Paid from the customer’s balance'],
  [
    { ...paid, amountPaidMinor: 11500, creditedBeforePaymentMinor: 4000, fromBalanceMinor: 6000 },
    'ok: Paid, €40.00 by credit note, €60.00 from the balance',
  ],
  [{ ...paid, amountPaidMinor: 0 }, 'ok: Settled without a payment'],
  [{ ...paid, totalMinor: 0, amountPaidMinor: 0 }, 'ok: Paid'],
  [{ ...paid, overpaidMinor: 2000 }, 'warn: Paid, overpaid by €20.00'],
  [{ ...paid, creditedAfterPaymentMinor: 500 }, 'info: Paid, €5.00 credited back'],
  [{ ...paid, paymentIds: ['pi_refunded'] }, 'warn: Paid, €34.00 refunded'],
  [{ ...paid, paymentIds: ['pi_refunded'], totalMinor: 3400 }, 'quiet: Paid, fully refunded'],
  [{ status: 'uncollectible' }, 'bad: Written off'],
  [
    { status: 'uncollectible', uncollectibleReason: 'max_payment_attempts' },
    'bad: Written off: after all retries',
  ],
  [{ status: 'uncollectible', uncollectibleReason: 'user_forgiven' }, 'bad: Written off: forgiven'],
  [{ status: 'uncollectible', uncollectibleReason: 'lost_at_sea' }, 'bad: Written off: ‹lost at sea›'],
  [{ status: 'void' }, 'quiet: Voided (not owed)'],
  [{ status: 'half_open' }, 'info: ‹half open›'],
])('an invoice that is %j reads as %s', (changes, words) => {
  const declined = { declineCode: 'insufficient_funds' }
  const items = [
    ...['ch_1', 'ch_2', 'ch_3'].map((id) => f.failedPayment({ id, ...declined })),
    f.payment({ id: 'ch_r', paymentIntentId: 'pi_refunded', amountRefundedMinor: 3400 }),
    f.pendingDebit({ id: 'py_1', paymentIntentId: 'pi_debit', invoiceId: 'in_9' }),
    f.pendingDebit({ id: 'py_2', paymentIntentId: 'pi_part', amountMinor: 5000 }),
    f.payment({ id: 'pi_sca', paymentIntentId: 'pi_sca', status: 'requires_action' }),
  ]
  const payments = f.read({ items, hasMore: false, from: 'charges' as const })
  expect(told(invoiceState(f.openInvoice(changes), payments, drawing))).toBe(words)
})

test('where payments cannot be read, a try that may have failed is not called failed, unless Stripe plans another', () => {
  const unread = f.forbidden('rak_charge_read')
  const open = f.openInvoice({ attempted: true, attemptCount: 1 })
  expect(told(invoiceState(open, unread, drawing))).toBe('warn: Tried, result unknown')
  const again = { ...open, nextAttemptAtMs: f.at('2026-11-23') }
  expect(told(invoiceState(again, unread, drawing))).toBe(
    'bad: Payment failed, next try 2026-11-23(relative)',
  )
})

test('intents tell that a payment failed or is on its way, but not how often it failed', () => {
  const state = (status: string) => {
    const intent = f.payment({
      id: 'pi_1',
      status,
      declineCode: 'insufficient_funds',
      amountCapturedMinor: 0,
    })
    const payments = f.read({ items: [intent], hasMore: false, from: 'payment_intents' as const })
    return told(invoiceState(f.openInvoice({ ...tried, attemptCount: 3 }), payments, drawing))
  }
  expect(state('requires_payment_method')).toBe(
    'bad: Payment failed, no more automatic retries: insufficient funds',
  )
  expect(state('processing')).toBe('info: €215.00 in progress, declined before: insufficient funds')
})

test.each<[Partial<Payment>, string]>([
  [{}, 'ok: Succeeded'],
  [{ status: 'failed' }, 'bad: Failed'],
  [{ status: 'failed', failureCode: 'expired_card' }, 'bad: Failed: the card has expired'],
  [{ status: 'failed', disputed: true, amountRefundedMinor: 5 }, 'bad: Failed'],
  [{ disputed: true, id: 'ch_none', paymentIntentId: 'pi_none' }, 'warn: Disputed, state unknown'],
  [{ disputed: true }, 'bad: Disputed: product not received'],
  [{ disputed: true, id: 'ch_won', paymentIntentId: 'pi_won' }, 'ok: Dispute won'],
  [
    { disputed: true, id: 'ch_won', paymentIntentId: 'pi_won', amountRefundedMinor: 1000 },
    'info: €10.00 refunded',
  ],
  [{ amountRefundedMinor: 1000 }, 'info: €10.00 refunded'],
  [{ amountRefundedMinor: 21500 }, 'quiet: Fully refunded'],
  [{ captured: false, amountCapturedMinor: 0 }, 'info: Authorised, not captured'],
  [
    { captured: false, amountCapturedMinor: 0, amountReleasedMinor: 21500 },
    'quiet: Authorisation released, nothing was taken',
  ],
  [
    { captured: false, amountCapturedMinor: 0, captureBeforeAtMs: f.at('2026-11-10') },
    'quiet: Authorisation expired, nothing was taken',
  ],
  [
    { captured: false, amountCapturedMinor: 0, captureBeforeAtMs: f.at('2026-11-25') },
    'info: Authorised, not captured',
  ],
  [{ amountCapturedMinor: 3000, amountReleasedMinor: 18500 }, 'ok: Succeeded, €30.00 of €215.00 taken'],
  [
    { amountCapturedMinor: 3000, amountReleasedMinor: 18500, amountRefundedMinor: 3000 },
    'quiet: Fully refunded',
  ],
  [{ status: 'pending' }, 'info: In progress'],
  [{ status: 'pending', method: { type: 'sepa_debit' } }, 'info: In progress (bank debit, takes days)'],
  [
    { status: 'processing', method: { type: 'us_bank_account' } },
    'info: In progress (bank debit, takes days)',
  ],
  [{ status: 'pending', amountRefundedMinor: 21500 }, 'info: In progress'],
  [
    { status: 'requires_action', nextAction: 'verify_with_microdeposits' },
    'warn: Customer must verify the bank account',
  ],
  [
    { status: 'requires_action', nextAction: 'display_bank_transfer_instructions' },
    'warn: Waiting for the customer’s bank transfer',
  ],
  [
    { status: 'requires_action', nextAction: 'boleto_display_details' },
    'warn: Waiting for the customer to pay',
  ],
  [{ status: 'requires_capture' }, 'info: Authorised, not captured'],
  [{ status: 'requires_action' }, 'warn: Customer must confirm (3-D Secure)'],
  [{ status: 'requires_payment_method' }, 'info: Checkout not finished'],
  [
    { status: 'requires_payment_method', declineCode: 'do_not_honor' },
    'bad: Failed: the bank declined without giving a reason',
  ],
  [{ status: 'requires_confirmation' }, 'info: Not confirmed'],
  [{ status: 'canceled' }, 'info: Canceled'],
  [{ outcomeType: 'manual_review' }, 'warn: Succeeded, held for review'],
  [{ status: 'teleported' }, 'info: ‹teleported›'],
])('a payment that is %j reads as %s', (changes, words) => {
  const disputes = f.read([f.dispute(), f.dispute({ id: 'dp_2', paymentId: 'ch_won', status: 'won' })])
  expect(told(paymentState(f.payment(changes), disputes, drawing))).toBe(words)
})

test.each<[Partial<Refund>, string]>([
  [{}, 'ok: Refunded 2026-10-05(date), on the statement in 5–10 days'],
  [{ status: 'pending' }, 'info: Refund on its way'],
  [
    { status: 'pending', pendingReason: 'insufficient_funds' },
    'info: Refund on its way: your balance is too low',
  ],
  [{ status: 'requires_action' }, 'warn: Customer must enter bank details'],
  [
    { status: 'failed', failureReason: 'expired_or_canceled_card' },
    'bad: Refund failed: card expired or canceled; money is back on your balance',
  ],
  [{ status: 'failed' }, 'bad: Refund failed: reason unknown; money is back on your balance'],
  [{ status: 'canceled' }, 'info: Refund canceled'],
  [{ status: 'x_y' }, 'info: ‹x y›'],
])('a refund that is %j reads as %s', (changes, words) => {
  expect(told(refundState(f.refund(changes), drawing))).toBe(words)
})

test.each<[Partial<Dispute>, string]>([
  [{}, 'bad: Dispute: response needed by 2026-11-28(date)'],
  [{ dueAtMs: 0 }, 'bad: Dispute: response needed'],
  [{ dueAtMs: f.nowMs - 1000 }, 'bad: Dispute: the deadline has passed'],
  [{ status: 'warning_needs_response' }, 'bad: Inquiry: response needed by 2026-11-28(date)'],
  [{ status: 'appeal_needs_response' }, 'bad: Appeal: response needed by 2026-11-28(date)'],
  [{ status: 'under_review' }, 'warn: Evidence sent, bank is deciding'],
  [{ status: 'warning_under_review' }, 'warn: Evidence sent, bank is deciding'],
  [{ status: 'appeal_under_review' }, 'warn: Evidence sent, bank is deciding'],
  [{ status: 'won' }, 'ok: Dispute won'],
  [{ status: 'warning_closed' }, 'ok: Inquiry closed, no dispute'],
  [{ status: 'prevented' }, 'ok: Dispute prevented'],
  [{ status: 'lost' }, 'info: Dispute lost: €89.00'],
  [{ status: 'on_mars' }, 'info: ‹on mars›'],
])('a dispute that is %j reads as %s', (changes, words) => {
  expect(told(disputeState(f.dispute(changes), drawing))).toBe(words)
})

const declineCodes = (
  'insufficient_funds expired_card authentication_required payment_intent_authentication_failure card_declined generic_decline do_not_honor call_issuer ' +
  'no_action_taken not_permitted transaction_not_allowed service_not_allowed try_again_later incorrect_cvc invalid_cvc incorrect_number invalid_number ' +
  'invalid_expiry_month invalid_expiry_year incorrect_zip incorrect_address card_not_supported currency_not_supported invalid_amount card_velocity_exceeded ' +
  'withdrawal_count_limit_exceeded processing_error issuer_not_available reenter_transaction duplicate_transaction stop_payment_order ' +
  'revocation_of_authorization revocation_of_all_authorizations pickup_card restricted_card security_violation invalid_account new_account_information_available ' +
  'fraudulent lost_card stolen_card merchant_blacklist lost_or_stolen_card debit_not_authorized account_closed no_account bank_account_unusable refer_to_customer ' +
  'bank_account_restricted payment_method_customer_decline payment_intent_payment_attempt_expired payment_method_provider_decline payment_method_provider_timeout'
).split(' ')

test.each(declineCodes)('%s has words of ours and something that helps', (declineCode) => {
  const decline = declineOf(f.failedPayment({ declineCode }), en)
  expect(text(decline?.reason ?? '')).toMatch(/^[^‹]+$/)
  expect(decline?.helps).toMatch(/\S/)
})

test.each(['fraudulent', 'lost_card', 'stolen_card', 'merchant_blacklist', 'lost_or_stolen_card'])(
  '%s is never told to the customer',
  (code) => {
    for (const codes of [
      { declineCode: code },
      { failureCode: code },
      { declineCode: 'insufficient_funds', failureCode: code },
      { declineCode: 'new_code', failureCode: code },
    ]) {
      const decline = declineOf(f.failedPayment(codes), en)
      expect(decline).toMatchObject({ sensitive: true, toCustomer: 'The bank declined the payment.' })
    }
  },
)

test('a code that is not known yet is shown as it is and stays neutral for the customer', () => {
  const decline = declineOf(f.failedPayment({ declineCode: 'moon_phase' }), en)
  expect([text(decline?.reason ?? ''), decline?.toCustomer]).toEqual([
    '‹moon phase›',
    'The bank declined the payment.',
  ])
})

test('a payment that our own rules blocked is not blamed on the bank', () => {
  const decline = declineOf(f.failedPayment({ outcomeType: 'blocked', declineCode: 'fraudulent' }), en)
  expect([text(decline?.reason ?? ''), decline?.toCustomer]).toEqual([
    'blocked by your fraud rules',
    'The payment did not go through.',
  ])
})
