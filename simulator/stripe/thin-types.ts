// Event types that exist only in thin form, by the kind of object they name: all of the v2 API, some with brackets in their
// names, and the finer ones of the v1 API. A test compares them with the types of the `stripe` package.

import type { Stripe } from 'stripe'
import { eventTypes, type EventType } from './event-types.ts'

/** Excludes the thin twins of snapshot types. */
export type ThinOnlyType = Exclude<Stripe.V2.Core.Event['type'], `v1.${EventType}`>

/** The empty name is for types without an object. */
const typesByObject = {
  '': [
    'v1.billing.meter.no_meter_found',
    'v1.customer.discount.source_changed',
    'v1.entitlements.active_entitlement_summary.entitlement_added',
    'v1.entitlements.active_entitlement_summary.entitlement_removed',
    'v2.core.account_link.returned',
  ],
  'billing.meter': ['v1.billing.meter.error_report_triggered'],
  'financial_connections.account': [
    'v1.financial_connections.account.balance_refresh_failed',
    'v1.financial_connections.account.balance_refresh_succeeded',
    'v1.financial_connections.account.inferred_balances_refresh_failed',
    'v1.financial_connections.account.inferred_balances_refresh_succeeded',
    'v1.financial_connections.account.ownership_refresh_failed',
    'v1.financial_connections.account.ownership_refresh_succeeded',
    'v1.financial_connections.account.risk_intelligence_refresh_failed',
    'v1.financial_connections.account.risk_intelligence_refresh_succeeded',
    'v1.financial_connections.account.transactions_refresh_failed',
    'v1.financial_connections.account.transactions_refresh_succeeded',
  ],
  invoice: [
    'v1.invoice.discount_added',
    'v1.invoice.discount_removed',
    'v1.invoice.line_item_added',
    'v1.invoice.line_item_pricing_changed',
    'v1.invoice.line_item_quantity_changed',
    'v1.invoice.line_item_removed',
  ],
  invoice_payment: ['v1.invoice_payment.canceled', 'v1.invoice_payment.open'],
  invoiceitem: [
    'v1.invoiceitem.amount_changed',
    'v1.invoiceitem.discount_added',
    'v1.invoiceitem.discount_removed',
  ],
  price: [
    'v1.price.activated',
    'v1.price.deactivated',
    'v1.price.lookup_key_changed',
    'v1.price.tax_behavior_changed',
  ],
  product: [
    'v1.product.activated',
    'v1.product.deactivated',
    'v1.product.default_price_changed',
    'v1.product.tax_code_changed',
  ],
  promotion_code: ['v1.promotion_code.fully_redeemed'],
  subscription: [
    'v1.customer.subscription.active',
    'v1.customer.subscription.cancel_at_changed',
    'v1.customer.subscription.default_payment_method_changed',
    'v1.customer.subscription.incomplete',
    'v1.customer.subscription.incomplete_expired',
    'v1.customer.subscription.item_added',
    'v1.customer.subscription.item_price_changed',
    'v1.customer.subscription.item_quantity_changed',
    'v1.customer.subscription.item_removed',
    'v1.customer.subscription.item_tax_rates_changed',
    'v1.customer.subscription.past_due',
    'v1.customer.subscription.trialing',
    'v1.customer.subscription.unpaid',
  ],
  subscription_schedule: [
    'v1.subscription_schedule.phase_added',
    'v1.subscription_schedule.phase_default_tax_rates_changed',
    'v1.subscription_schedule.phase_end_date_changed',
    'v1.subscription_schedule.phase_removed',
    'v1.subscription_schedule.phase_trial_end_changed',
  ],
  'v2.commerce.product_catalog_import': [
    'v2.commerce.product_catalog.imports.failed',
    'v2.commerce.product_catalog.imports.processing',
    'v2.commerce.product_catalog.imports.succeeded',
    'v2.commerce.product_catalog.imports.succeeded_with_errors',
  ],
  'v2.core.account': [
    'v2.core.account.closed',
    'v2.core.account.created',
    'v2.core.account.updated',
    'v2.core.account[configuration.customer].capability_status_updated',
    'v2.core.account[configuration.customer].updated',
    'v2.core.account[configuration.merchant].capability_status_updated',
    'v2.core.account[configuration.merchant].updated',
    'v2.core.account[configuration.recipient].capability_status_updated',
    'v2.core.account[configuration.recipient].updated',
    'v2.core.account[defaults].updated',
    'v2.core.account[future_requirements].updated',
    'v2.core.account[identity].updated',
    'v2.core.account[requirements].updated',
  ],
  'v2.core.account_person': [
    'v2.core.account_person.created',
    'v2.core.account_person.deleted',
    'v2.core.account_person.updated',
  ],
  'v2.core.event_destination': ['v2.core.event_destination.ping'],
  'v2.money_management.adjustment': ['v2.money_management.adjustment.created'],
  'v2.money_management.financial_account': [
    'v2.money_management.financial_account.created',
    'v2.money_management.financial_account.updated',
  ],
  'v2.money_management.financial_address': [
    'v2.money_management.financial_address.activated',
    'v2.money_management.financial_address.failed',
  ],
  'v2.money_management.inbound_transfer': [
    'v2.money_management.inbound_transfer.available',
    'v2.money_management.inbound_transfer.bank_debit_failed',
    'v2.money_management.inbound_transfer.bank_debit_processing',
    'v2.money_management.inbound_transfer.bank_debit_queued',
    'v2.money_management.inbound_transfer.bank_debit_returned',
    'v2.money_management.inbound_transfer.bank_debit_succeeded',
  ],
  'v2.money_management.outbound_payment': [
    'v2.money_management.outbound_payment.canceled',
    'v2.money_management.outbound_payment.created',
    'v2.money_management.outbound_payment.failed',
    'v2.money_management.outbound_payment.posted',
    'v2.money_management.outbound_payment.returned',
    'v2.money_management.outbound_payment.under_review',
    'v2.money_management.outbound_payment.updated',
  ],
  'v2.money_management.payout_intent': [
    'v2.money_management.payout_intent.canceled',
    'v2.money_management.payout_intent.created',
    'v2.money_management.payout_intent.pending',
    'v2.money_management.payout_intent.posted',
    'v2.money_management.payout_intent.processing',
    'v2.money_management.payout_intent.requires_action',
    'v2.money_management.payout_intent.updated',
  ],
  'v2.money_management.payout_method': [
    'v2.money_management.payout_method.created',
    'v2.money_management.payout_method.updated',
  ],
  'v2.money_management.received_credit': [
    'v2.money_management.received_credit.available',
    'v2.money_management.received_credit.failed',
    'v2.money_management.received_credit.returned',
    'v2.money_management.received_credit.succeeded',
  ],
  'v2.money_management.recipient_verification': [
    'v2.money_management.recipient_verification.created',
    'v2.money_management.recipient_verification.updated',
  ],
  'v2.money_management.transaction': [
    'v2.money_management.transaction.created',
    'v2.money_management.transaction.updated',
  ],
} as const satisfies Record<string, readonly ThinOnlyType[]>

const objects = new Map<string, string>(
  Object.entries(typesByObject).flatMap(([object, types]) => types.map((type) => [type, object] as const)),
)

/** All types, in alphabetical order. */
export const thinOnlyTypes: readonly ThinOnlyType[] = Object.values(typesByObject)
  .flatMap((types): readonly ThinOnlyType[] => types)
  .sort()

/** Whether Stripe has this type, and only in thin form. */
export const isThinOnlyType = (text: string): text is ThinOnlyType => objects.has(text)

/** The kind of object that events of this type name; undefined if they name none. */
export const objectOfThinType = (type: ThinOnlyType): string | undefined => objects.get(type) || undefined

/** All event types, snapshot and thin-only. */
export const allTypes: readonly string[] = [...eventTypes, ...thinOnlyTypes].sort()
