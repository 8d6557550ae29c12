// Draws the sections that are read only when a person opens them: closed at first, and in place once they are read.

import type {
  CustomerHit,
  Match,
  OnDemand,
  OnDemandSection,
  StripeAccount,
  Unavailable,
} from '#contract/billing.ts'
import type { Panel } from '#contract/panel.ts'
import { subjectSchema, type Subject } from '#contract/subject.ts'
import { type Drawing, startDrawing, type View } from '../drawing.ts'
import { isoOf } from '../moment.ts'
import { valueOf } from '../standing.ts'
import { unavailableAlert } from '../unavailable.ts'
import { drawBillingDetails } from './billing-details.ts'
import { drawComingUp } from './coming-up.ts'
import { drawBalance, drawMethods } from './ledger.ts'
import { joinParts, type Part } from './parts.ts'
import { drawRisk } from './risk.ts'

/** In the order of the screen. */
const sections = [
  'coming-up',
  'payment-methods',
  'balance',
  'risk',
  'billing-details',
] as const satisfies OnDemandSection[]

/** Keeps the ids apart from those of configured panels. */
const prefix = 'stripe:'

/** The section that a panel's id refers to. */
export const findSection = (panel: string): OnDemandSection | undefined =>
  sections.find((section) => `${prefix}${section}` === panel)

/** Whether the section's data changes the headline, the subscriptions and the comment. */
export const changesOthers = (section: OnDemandSection): boolean => section === 'coming-up'

const matchMax = 200

/** Includes how the customer was found, because the header is drawn again and shows it. */
function paramsOf(section: OnDemandSection, match: Match, fresh: boolean): Record<string, string> {
  const found = changesOthers(section) ? JSON.stringify(match) : undefined
  return {
    ...(fresh ? { fresh: 'yes' } : {}),
    ...(found !== undefined && found.length <= matchMax ? { match: found } : {}),
  }
}

/** Draws the closed section with the request that opens it. After a full refresh the section is read again as well. */
export function drawClosedSections(hit: CustomerHit, view: View, fresh: boolean): Panel[] {
  const { words } = startDrawing(hit.account, view)
  const subject: Subject = { kind: 'customer', id: hit.customer.id, account: hit.account.key }
  // There is nothing to open for a deleted customer or an id that is too long to be sent again.
  if (hit.customer.deleted || !subjectSchema.safeParse(subject).success) return []
  return sections.map((section) => ({
    id: `${prefix}${section}`,
    title: words.onDemand.titles[section],
    onOpen: {
      kind: 'load',
      label: words.actions.tryAgain,
      panel: `${prefix}${section}`,
      subject,
      params: paramsOf(section, hit.match, fresh),
    },
    blocks: [],
    asOf: isoOf(view.nowMs),
  }))
}

export type OnDemandView = View & { metadataKeys: readonly string[] }

function partsOf(
  read: OnDemand,
  { customer, subscriptions }: CustomerHit,
  view: OnDemandView,
  drawing: Drawing,
): Part[] {
  switch (read.section) {
    case 'coming-up':
      return drawComingUp(read, valueOf(subscriptions)?.items ?? [], customer.id, drawing)
    case 'payment-methods':
      return drawMethods(read, customer, drawing)
    case 'balance':
      return drawBalance(read, customer.id, drawing)
    case 'risk':
      return drawRisk(read, customer.id, drawing)
    default:
      return drawBillingDetails(read, customer, view.metadataKeys, drawing)
  }
}

/** Draws the opened section. */
export function drawOnDemand(read: OnDemand, hit: CustomerHit, view: OnDemandView): Panel {
  const drawing = startDrawing(hit.account, view)
  return {
    id: `${prefix}${read.section}`,
    title: drawing.words.onDemand.titles[read.section],
    ...joinParts(partsOf(read, hit, view, drawing), drawing),
  }
}

/** Draws a section whose customer could not be read. */
export function drawUnreadSection(
  section: OnDemandSection,
  why: Unavailable,
  account: StripeAccount,
  view: View,
): Panel {
  const drawing = startDrawing(account, view)
  return {
    id: `${prefix}${section}`,
    title: drawing.words.onDemand.titles[section],
    blocks: [unavailableAlert(why, 'customers', drawing)],
    asOf: isoOf(view.nowMs),
  }
}
