// The customer portal of Stripe, where a company changes its card, pays open invoices, finds its receipts, and cancels.

import type { Stripe } from 'stripe'
import { GatewayError } from '#errors.ts'
import { findPlan } from '#store/plans.ts'
import { asking, type PlanDeps } from './plan-deps.ts'

/**
 * What people may do there. Made once, when Tillside is set up for others; its id goes into TILLSIDE_PLAN_PORTAL. Without the e-mail
 * address: receipts and the codes of the portal go there. Without other prices and pauses: there is one price.
 */
const features: Stripe.BillingPortal.ConfigurationCreateParams.Features = {
  payment_method_update: { enabled: true },
  invoice_history: { enabled: true },
  customer_update: { enabled: true, allowed_updates: ['name', 'address', 'tax_id'] },
  subscription_cancel: { enabled: true, mode: 'at_period_end', proration_behavior: 'none' },
}

/** Makes the configuration in Stripe. Returns its id. */
export async function createPortalConfiguration(stripe: Stripe): Promise<string> {
  const made = await asking(
    stripe.billingPortal.configurations.create({ features, login_page: { enabled: false } }),
  )
  return made.id
}

/** Returns the address of the portal. It lets whoever has it act for the company, so it is made when it is clicked, and never kept. */
export async function openPortal(
  { db, plan, openStripe }: PlanDeps,
  { tenantId, returnUrl, mendsCard }: { tenantId: string; returnUrl: string; mendsCard: boolean },
): Promise<string> {
  const customer = (await findPlan(db, tenantId))?.customerId
  if (customer === undefined)
    throw new GatewayError('not_now', {
      detail: 'Nothing has been bought yet, so there is nothing to change.',
    })
  const session = await asking(
    openStripe().billingPortal.sessions.create({
      customer,
      configuration: plan.portal,
      return_url: returnUrl,
      ...(mendsCard ? { flow_data: { type: 'payment_method_update' } } : {}),
    }),
  )
  return session.url
}
