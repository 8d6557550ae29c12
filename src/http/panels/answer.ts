// What is answered to one request for panels: find, choose, draw at once what is known, read the rest, draw it again.
// A generator, so that each message leaves as soon as it is known.

import type { CustomerHit, Lookup, Mode } from '#contract/billing.ts'
import type { PanelsMessage, PanelsRequest } from '#contract/api.ts'
import type { CustomerRef } from '#contract/panel.ts'
import { GatewayError } from '#errors.ts'
import {
  drawChooser,
  drawCustomer,
  drawHit,
  drawNotFound,
  drawSearch,
  drawUnavailable,
  type View,
} from '#panels/draw.ts'
import type { Database } from '#store/schema.ts'
import type { Ask, StripeContext } from '#stripe/context.ts'
import { UnavailableError } from '#stripe/unavailable-error.ts'
import { chooseCustomer, type Choice } from './choose.ts'
import { ageOf, doneMessage, foundMessage, panelMessages, type Age } from './messages.ts'
import { findPinned } from './pinned.ts'
import { drawPinNote } from './pin-note.ts'

/** Everything an answer needs beside the request. */
export type Asking = {
  context: StripeContext
  db: Database
  tenantId: string
  requestId: string
  signal: AbortSignal
  nowMs: number
  /** Told when a pin could not be read; the answer goes on without it. */
  onPinUnread: (error: unknown) => void
}

type Turn = Asking & { ask: Ask; view: View; mode: Mode; modes: Mode[] }
type Answer = AsyncGenerator<PanelsMessage>

/** The messages that answer one request, in the order they become known. */
export function answerPanels(request: PanelsRequest, asking: Asking): Answer {
  const modes = [...new Set(asking.context.accounts().map(({ mode }) => mode))]
  const mode = modeOf(request, asking.context, modes)
  const ask: Ask = {
    mode,
    signal: asking.signal,
    tally: { stripeRequests: 0 },
    ...(request.fresh ? { fresh: true } : {}),
  }
  const view: View = { locale: request.locale ?? 'en', nowMs: asking.nowMs }
  const turn: Turn = { ...asking, ask, view, mode, modes }
  const { subject, conversationId } = request
  if (subject.kind === 'people') return answerPeople(subject.people, conversationId, turn)
  if (subject.kind === 'customer') return answerCustomer(subject.customer, conversationId, turn)
  if (subject.kind === 'search') return answerSearch(subject.text, turn)
  throw new GatewayError('not_found', { detail: 'There is no such panel.' })
}

async function* answerPeople(
  people: { address: string; name?: string | undefined }[],
  conversationId: string | undefined,
  turn: Turn,
): Answer {
  const { context, db, tenantId, ask, view, mode, modes } = turn
  const given = people.map(({ address, name }) => ({ address, ...(name === undefined ? {} : { name }) }))
  const [lookup, pinned] = await Promise.all([
    context.findPeople(given, ask),
    findPinned(db, { tenantId, conversationId, mode }, { context, ask }),
  ])
  if (pinned.state === 'unread') turn.onPinUnread(pinned.error)
  const choice = chooseCustomer(lookup, pinned)
  const current = choice.person?.address
  yield foundMessage(
    {
      ...lookup,
      ...(current === undefined ? {} : { current }),
      ...(choice.kind === 'one' ? { customer: refOf(choice.hit) } : {}),
      mode,
      modes,
    },
    view,
  )
  if (pinned.state === 'gone' || pinned.state === 'unread') {
    yield* panelMessages([drawPinNote(pinned.state, view)])
  }
  if (choice.kind === 'one') {
    yield* answerHit(choice.hit, turn)
  } else {
    yield* panelMessages(drawNobodyOrSeveral(choice, lookup, view))
    yield done({ asOfMs: lookup.asOfMs }, turn)
  }
}

function drawNobodyOrSeveral(choice: Exclude<Choice, { kind: 'one' }>, lookup: Lookup, view: View) {
  if (choice.kind === 'several') {
    return drawChooser(choice.hits, { address: choice.person.address, lookup }, viewOf(choice.hits, view))
  }
  const failures = lookup.accounts.map(({ unavailable }) => unavailable)
  const [why] = failures
  if (why && failures.every((failure) => failure !== undefined)) return drawUnavailable(why, view)
  return choice.person ? drawNotFound(lookup, choice.person, view) : []
}

async function* answerCustomer(ref: CustomerRef, conversationId: string | undefined, turn: Turn): Answer {
  const { context, db, tenantId, ask, view, mode, modes } = turn
  const account = context.accounts().find(({ key }) => key === ref.account)
  const pinned = await findPinned(db, { tenantId, conversationId, mode }, { context, ask })
  const isPinned = pinned.state === 'found' && pinned.hit.customer.id === ref.customerId
  const found = { people: [], mode, modes, asOfMs: turn.nowMs }
  let hit: CustomerHit | undefined
  try {
    hit = isPinned ? pinned.hit : await context.findCustomer(ref, { kind: 'chosen' }, ask)
  } catch (error) {
    if (!(error instanceof UnavailableError) || !account) throw error
    yield foundMessage({ ...found, accounts: [{ account, unavailable: error.why }] }, view)
    yield* panelMessages(drawUnavailable(error.why, view))
    yield done({ asOfMs: turn.nowMs, stale: error.why }, turn)
    return
  }
  if (!hit || !account) throw new GatewayError('not_found', { detail: 'There is no such customer.' })
  yield foundMessage({ ...found, customer: refOf(hit), accounts: [{ account }] }, view)
  yield* answerHit(hit, turn)
}

async function* answerSearch(text: string, turn: Turn): Answer {
  const { context, ask, view, mode, modes } = turn
  const result = await context.search(text, ask)
  yield foundMessage({ people: [], accounts: result.accounts, mode, modes, asOfMs: result.asOfMs }, view)
  yield* panelMessages(drawSearch(result, text, viewOf(result.hits, view)))
  yield done({ asOfMs: result.asOfMs }, turn)
}

/** One customer: at once what the search brought along, then everything. */
async function* answerHit(hit: CustomerHit, turn: Turn): Answer {
  const { context, ask, view } = turn
  const reading = context.read(hit, ask)
  // Awaited below; without this a failure while the first panels are being sent would count as unhandled.
  reading.catch(() => undefined)
  yield* panelMessages(drawHit(hit, view))
  const billing = await reading
  yield* panelMessages(drawCustomer(billing, view))
  yield done(ageOf(billing), turn)
}

const done = (age: Age, { requestId, ask, view }: Turn): PanelsMessage =>
  doneMessage(age, { requestId, stripeRequests: ask.tally.stripeRequests, view })

/** A list names the Stripe account of each customer when they are of several; one customer's account stands in the footer. */
const viewOf = (hits: readonly CustomerHit[], view: View): View => ({
  ...view,
  accounts: new Set(hits.map(({ account }) => account.key)).size,
})

const refOf = ({ account, customer }: CustomerHit): CustomerRef => ({
  customerId: customer.id,
  account: account.key,
})

/** The mode asked for; a customer's own; else live, or test when there is no live key. */
function modeOf(request: PanelsRequest, context: StripeContext, modes: Mode[]): Mode {
  const { subject } = request
  if (subject.kind === 'customer') {
    const account = context.accounts().find(({ key }) => key === subject.customer.account)
    if (!account) throw new GatewayError('not_found', { detail: 'There is no such customer.' })
    return account.mode
  }
  const mode = request.mode ?? (modes.includes('live') ? 'live' : 'test')
  if (!modes.includes(mode)) {
    throw new GatewayError('bad_request', { detail: `The gateway has no Stripe key for ${mode} mode.` })
  }
  return mode
}
