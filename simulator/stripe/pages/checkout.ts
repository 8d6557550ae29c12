// The hosted page of Checkout: what is bought, with which card. Its address is that of the session.

import { cards, completeCheckout, isCard } from '../billing/checkout.ts'
import type { Stage } from '../happen.ts'
import { idOf } from '../objects/reference.ts'
import type { Tables } from '../objects/tables.ts'
import { dayOf, escaped, htmlPage, moneyOf, seeOther } from './page.ts'

type Session = Tables['checkout.session']

const withId = (address: string, { id }: Session): string => address.replaceAll('{CHECKOUT_SESSION_ID}', id)

function draw(stage: Stage, session: Session, problem = ''): Response {
  const { store } = stage.scene
  const order = session.hiddenOrder
  if (order === undefined || session.status !== 'open')
    return htmlPage(
      session.status === 'complete' ? 'This is paid already' : 'This page has expired',
      '<p>Go back, and begin again from there.</p>',
      session.status === 'complete' ? 200 : 410,
    )
  const price = store.get('price', order.price)
  const product = store.get('product', idOf(price.product))
  const every = `${moneyOf((price.unit_amount ?? 0) * order.quantity, price.currency)} a ${price.recurring?.interval ?? 'month'}`
  const trialEnd =
    order.trialEnd ??
    (order.trialDays === undefined ? undefined : stage.nowMs / 1000 + order.trialDays * 86_400)
  const terms =
    trialEnd === undefined
      ? `<p>${every}, from today.</p>`
      : `<p>Free until ${dayOf(trialEnd)}, then ${every}.</p>`
  const choices = Object.entries(cards).map(
    ([last4, what], index) =>
      `<label class="choice"><input type="radio" name="card" value="${last4}"${index === 0 ? ' checked' : ''}>•••• ${last4}: ${what}</label>`,
  )
  const none =
    session.payment_method_collection === 'if_required' && trialEnd !== undefined
      ? '<label class="choice"><input type="radio" name="card" value="none">No card</label>'
      : ''
  return htmlPage(
    product.name,
    `${terms}
    ${problem === '' ? '' : `<p class="error" role="alert">${escaped(problem)}</p>`}
    <form method="post">
      <fieldset><legend>Card</legend>${choices.join('')}${none}</fieldset>
      <label>Name on the invoice<input name="name" required maxlength="100" value="${escaped(store.get('customer', idOf(session.customer)).name ?? 'Example Ltd')}"></label>
      <label>Country<select name="country"><option>DE</option><option>FR</option><option>GB</option><option>US</option></select></label>
      <button>${trialEnd === undefined ? 'Subscribe' : 'Start trial'}</button>
    </form>
    ${session.cancel_url === null ? '' : `<p><a href="${escaped(withId(session.cancel_url, session))}">Back</a></p>`}`,
  )
}

/** Answers the page of a session. */
export async function answerCheckout(request: Request, stage: Stage, session: Session): Promise<Response> {
  // Read before looking at the session: two people may pay at once.
  const form = new URLSearchParams(request.method === 'POST' ? await request.text() : '')
  if (request.method !== 'POST' || session.status !== 'open') return draw(stage, session)
  const card = form.get('card') ?? undefined
  const isWithout = card === 'none' && session.payment_method_collection === 'if_required'
  if (!isCard(card) && !isWithout) return draw(stage, session, 'Choose a card.')
  const result = completeCheckout(stage, session, {
    card: isCard(card) ? card : undefined,
    name: (form.get('name') ?? '').slice(0, 100),
    country: /^[A-Z]{2}$/.test(form.get('country') ?? '') ? (form.get('country') ?? 'DE') : 'DE',
  })
  if (result === 'declined') return draw(stage, session, 'Your card was declined. Try another one.')
  return seeOther(withId(session.success_url ?? '/', session))
}
