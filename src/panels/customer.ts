// Draws a customer twice: at once from the data of the lookup, and completely once everything is read.

import type { CustomerBilling, CustomerHit } from '#contract/billing.ts'
import type { Block, Panel } from '#contract/panel.ts'
import { drawAlerts } from './alerts.ts'
import { drawDetails } from './details.ts'
import { type Drawing, startDrawing, type View } from './drawing.ts'
import { drawFields } from './fields.ts'
import { drawHeader } from './header.ts'
import { drawInvoices } from './invoices.ts'
import { isoOf } from './moment.ts'
import { drawPayments } from './payments.ts'
import { drawPending, drawSection } from './section.ts'
import { drawSubscriptions } from './subscriptions.ts'
import { drawEarlyVerdict, drawVerdict } from './verdict.ts'

/** Stale when any part of it could not be renewed. */
function isStale(billing: CustomerBilling): boolean {
  const { subscriptions, invoices, payments, disputes, products, paymentMethods } = billing
  const parts = [subscriptions, invoices, payments, disputes, products, paymentMethods]
  return parts.some((part) => part.state === 'read' && part.stale !== undefined)
}

/** Disputes are drawn with their payments. Only when they cannot be read do they get a section, which says so. */
function drawDisputes(billing: CustomerBilling, drawing: Drawing): Panel[] {
  if (billing.disputes.state === 'read') return []
  const frame = { id: 'disputes', title: drawing.words.sections.disputes, subject: 'disputes' as const }
  return [drawSection(frame, billing.disputes, () => ({ blocks: [] }), drawing)]
}

/** Draws everything about a customer. */
export function drawCustomer(billing: CustomerBilling, view: View): Panel[] {
  const drawing = startDrawing(billing.account, view)
  const verdict = drawVerdict(billing, drawing)
  const alerts = drawAlerts(billing, verdict, drawing)
  const blocks: Block[] = [
    drawHeader(billing, drawing),
    verdict,
    ...alerts,
    drawFields(billing, verdict, drawing),
  ]
  return [
    { id: 'customer', blocks, asOf: isoOf(billing.asOfMs), ...(isStale(billing) ? { stale: true } : {}) },
    drawSubscriptions({ ...billing, billing }, drawing),
    drawInvoices(billing, drawing),
    drawPayments(billing, drawing),
    ...drawDisputes(billing, drawing),
    drawDetails(billing, verdict, alerts, drawing),
  ]
}

/** Draws what the lookup knows. It says nothing about payments and invoices, so `drawCustomer` takes nothing back. */
export function drawHit(hit: CustomerHit, view: View): Panel[] {
  const drawing = startDrawing(hit.account, view)
  const { subscriptions } = hit
  const verdict = drawEarlyVerdict(hit, drawing)
  const { sections } = drawing.words
  const asOf = isoOf(subscriptions.state === 'read' ? subscriptions.asOfMs : view.nowMs)
  const stale = subscriptions.state === 'read' && subscriptions.stale !== undefined
  return [
    {
      id: 'customer',
      blocks: [drawHeader(hit, drawing), ...(verdict ? [verdict] : [])],
      pending: true,
      asOf,
      ...(stale ? { stale } : {}),
    },
    drawSubscriptions(hit, drawing),
    drawPending({ id: 'invoices', title: sections.invoices }, drawing),
    drawPending({ id: 'payments', title: sections.payments }, drawing),
  ]
}
