// Minimal objects of kinds that the simulator does not store: id in Stripe's format, kind, time and mode. A test compares the
// fields with the types of the `stripe` package.

import type { JsonObject } from './json.ts'

const words = (text: string): Set<string> => new Set(text.split(/\s+/))

/** Id prefixes by kind. */
const prefixes: Record<string, string> = {
  application: 'ca',
  application_fee: 'fee',
  'apps.install': 'ainst',
  bank_account: 'ba',
  'billing.credit_balance_transaction': 'cbtxn',
  'billing.credit_grant': 'credgr',
  'billing.meter': 'mtr',
  'billing_portal.configuration': 'bpc',
  'billing_portal.session': 'bps',
  'climate.order': 'climorder',
  'climate.product': 'climsku',
  customer_cash_balance_transaction: 'ccsbtxn',
  fee_refund: 'fr',
  file: 'file',
  'financial_connections.account': 'fca',
  'financial_connections.authorization': 'fcauth',
  'identity.verification_session': 'vs',
  invoiceitem: 'ii',
  'issuing.authorization': 'iauth',
  'issuing.card': 'ic',
  'issuing.cardholder': 'ich',
  'issuing.dispute': 'idp',
  'issuing.personalization_design': 'ipd',
  'issuing.token': 'itok',
  'issuing.transaction': 'ipi',
  mandate: 'mandate',
  payment_link: 'plink',
  payout: 'po',
  person: 'person',
  promotion_code: 'promo',
  quote: 'qt',
  'radar.early_fraud_warning': 'issfr',
  'reporting.report_run': 'frr',
  'reserve.hold': 'rsvhold',
  'reserve.plan': 'rsvplan',
  'reserve.release': 'rsvrel',
  review: 'prv',
  scheduled_query_run: 'sqr',
  setup_intent: 'seti',
  source: 'src',
  source_mandate_notification: 'srcmn',
  source_transaction: 'srctxn',
  subscription_schedule: 'sub_sched',
  tax_id: 'txi',
  tax_rate: 'txr',
  'terminal.reader': 'tmr',
  'test_helpers.test_clock': 'clock',
  'three_d_secure.authentication': 'tdsauth',
  topup: 'tu',
  transfer: 'tr',
  'treasury.credit_reversal': 'credrev',
  'treasury.debit_reversal': 'debrev',
  'treasury.financial_account': 'fa',
  'treasury.inbound_transfer': 'ibt',
  'treasury.outbound_payment': 'obp',
  'treasury.outbound_transfer': 'obt',
  'treasury.received_credit': 'rc',
  'treasury.received_debit': 'rd',
}

/** Ids that are fixed words. */
const named: Record<string, string> = {
  capability: 'card_payments',
  'reporting.report_type': 'balance.summary.1',
}

const withoutTime = words(
  `application balance balance_settings bank_account capability cash_balance
   entitlements.active_entitlement_summary financial_connections.authorization invoiceitem mandate payment_link
   reporting.report_type tax.settings terminal.reader`,
)

const withoutMode = words('application balance_settings bank_account capability fee_refund file person')

/** An object of a kind that is not stored. */
export function sampleObject(
  object: string,
  facts: { created: number; livemode: boolean; newId: (prefix: string) => string },
): JsonObject {
  const prefix = prefixes[object]
  const id = prefix === undefined ? named[object] : facts.newId(prefix)
  return {
    ...(id === undefined ? {} : { id }),
    object,
    ...(object === 'application' ? { name: 'Tillside' } : {}),
    ...(withoutTime.has(object) ? {} : { created: facts.created }),
    ...(withoutMode.has(object) ? {} : { livemode: facts.livemode }),
  }
}
