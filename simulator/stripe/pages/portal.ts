// The hosted page of the customer portal: the card, the end of the subscription, the invoices.

import { cards, isCard, saveCard } from '../billing/checkout.ts'
import { attemptPayment } from '../billing/invoices.ts'
import { cancelAtPeriodEnd, cancelNow, itemOf } from '../billing/subscriptions.ts'
import { changeAndRecord, type Stage } from '../happen.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import { newestFirst } from '../shape/sub-list.ts'
import { dayOf, escaped, htmlPage, moneyOf, seeOther } from './page.ts'

type Session = Tables['billing_portal.session']
/** How long the address works. */
const sessionSeconds = 3600

const over = ['canceled', 'incomplete_expired']
const running = ({ scene: { store } }: Stage, session: Session): Tables['subscription'] | undefined =>
  store.related('subscription', 'customer', session.customer).find((each) => !over.includes(each.status))

const button = (action: string, label: string, more = ''): string =>
  `<form method="post"><input type="hidden" name="do" value="${action}">${more}<button>${escaped(label)}</button></form>`

function drawSubscription(stage: Stage, session: Session): string {
  const { store } = stage.scene
  const held = running(stage, session)
  if (held === undefined) return '<p>There is no subscription.</p>'
  const features = store.get('billing_portal.configuration', idOf(session.configuration)).features
  const end = dayOf(itemOf(stage, held).current_period_end)
  const state = held.cancel_at_period_end ? `Ends on ${end}.` : `Renews on ${end}.`
  const cancel = held.cancel_at_period_end
    ? button('renew', 'Do not cancel')
    : button('cancel', 'Cancel subscription')
  return `<p>${escaped(held.status)}. ${state}</p>${features.subscription_cancel.enabled ? cancel : ''}`
}

function drawCard(stage: Stage, session: Session): string {
  const { store } = stage.scene
  if (
    !store.get('billing_portal.configuration', idOf(session.configuration)).features.payment_method_update
      .enabled
  )
    return ''
  const chosen =
    running(stage, session)?.default_payment_method ??
    store.get('customer', session.customer).invoice_settings.default_payment_method
  const last4 = store.find('payment_method', idOf(chosen))?.card?.last4
  const choices = Object.entries(cards)
    .filter(([each]) => each !== '0002')
    .map(
      ([each, what], index) =>
        `<label class="choice"><input type="radio" name="card" value="${each}"${index === 0 ? ' checked' : ''}>•••• ${each}: ${what}</label>`,
    )
  return `<h2>Card</h2><p>${last4 === undefined ? 'None' : `•••• ${last4}`}</p>${button(
    'card',
    'Use this card',
    `<fieldset><legend>Another card</legend>${choices.join('')}</fieldset>`,
  )}`
}

function drawInvoices(stage: Stage, session: Session): string {
  const { store } = stage.scene
  if (
    !store.get('billing_portal.configuration', idOf(session.configuration)).features.invoice_history.enabled
  )
    return ''
  const rows = newestFirst(store.related('invoice', 'customer', session.customer))
    .filter(({ status }) => status !== 'draft')
    .map(
      (each) =>
        `<tr><td>${dayOf(each.created)}</td><td>${moneyOf(each.total, each.currency)}</td><td>${escaped(each.status ?? '')}</td><td>${
          each.status === 'open'
            ? button('pay', 'Pay', `<input type="hidden" name="invoice" value="${each.id}">`)
            : ''
        }</td></tr>`,
    )
  return `<h2>Invoices</h2><table><thead><tr><th>Date</th><th>Amount</th><th>State</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

function draw(stage: Stage, session: Session, problem = ''): Response {
  const back = session.return_url === null ? '' : `<p><a href="${escaped(session.return_url)}">Return</a></p>`
  const note = problem === '' ? '' : `<p class="error" role="alert">${escaped(problem)}</p>`
  const parts = [drawSubscription(stage, session), drawCard(stage, session), drawInvoices(stage, session)]
  // Who came to mend the card sees it first.
  if (session.flow) parts.splice(0, 2, parts[1] ?? '', parts[0] ?? '')
  return htmlPage('Billing', `${note}${parts.map((part) => `<section>${part}</section>`).join('')}${back}`)
}

function act(stage: Stage, session: Session, form: URLSearchParams): string {
  const { store } = stage.scene
  const held = running(stage, session)
  const { features } = store.get('billing_portal.configuration', idOf(session.configuration))
  const card = form.get('card') ?? undefined
  switch (form.get('do')) {
    case 'card': {
      if (!isCard(card) || card === '0002') return 'Your card was declined. Try another one.'
      const method = saveCard(stage, session.customer, card)
      const owner = store.get('customer', session.customer)
      const settings = { ...owner.invoice_settings, default_payment_method: method.id }
      changeAndRecord(stage, 'customer', owner, { invoice_settings: settings }, 'customer.updated')
      const changes = { default_payment_method: method.id }
      if (held) changeAndRecord(stage, 'subscription', held, changes, 'customer.subscription.updated')
      return ''
    }
    case 'cancel':
      if (held && features.subscription_cancel.mode === 'immediately')
        cancelNow(stage, held, 'cancellation_requested')
      else if (held) cancelAtPeriodEnd(stage, held, true)
      return ''
    case 'renew':
      if (held) cancelAtPeriodEnd(stage, held, false)
      return ''
    case 'pay': {
      const invoice = store.find('invoice', form.get('invoice') ?? '')
      const isPayable = invoice?.customer === session.customer && invoice.status === 'open'
      return isPayable && !attemptPayment(stage, invoice) ? 'The card was declined.' : ''
    }
    default:
      return ''
  }
}

/** Answers the page of a session. */
export async function answerPortal(request: Request, stage: Stage, session: Session): Promise<Response> {
  if (stage.nowMs / 1000 > session.created + sessionSeconds)
    return htmlPage('This page has expired', '<p>Go back, and open it again from there.</p>', 410)
  if (request.method !== 'POST') return draw(stage, session)
  const problem = act(stage, session, new URLSearchParams(await request.text()))
  return problem === '' ? seeOther(new URL(request.url).pathname) : draw(stage, session, problem)
}
