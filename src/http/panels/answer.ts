// What is answered to one request for panels: find, choose, draw at once what is known, read the rest, draw it again.
// A generator, so that each message leaves as soon as it is known.

import type { CustomerHit, Lookup, Mode, StripeAccount } from '#contract/billing.ts'
import type { PanelsMessage, PanelsRequest } from '#contract/api.ts'
import type { CustomerRef } from '#contract/panel.ts'
import type { Subject } from '#contract/subject.ts'
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
import type { BegunPanels, PanelsAsked } from '#in-house/load-panels.ts'
import type { Database } from '#store/schema.ts'
import type { Ask, StripeContext } from '#stripe/context.ts'
import { UnavailableError } from '#stripe/unavailable-error.ts'
import { chooseCustomer, type Choice } from './choose.ts'
import { ageOf, doneMessage, foundMessage, panelMessages, type Age } from './messages.ts'
import { merge } from './merge.ts'
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
  /** Begins the in-house panels; the route adds who asks. */
  beginInHouse: (about: InHouseAbout) => BegunPanels
  /** Told when a pin could not be read; the answer goes on without it. */
  onPinUnread: (error: unknown) => void
}

type InHouseAbout = Pick<
  PanelsAsked,
  'subject' | 'also' | 'panel' | 'params' | 'account' | 'fresh' | 'locale'
> & {
  tally: Ask['tally']
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
  return answerOnePanel(subject, turn)
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
    yield* answerHit(choice.hit, current ?? choice.hit.customer.email, turn)
  } else {
    // Teammates are not looked up, here neither.
    const own = beginForAddress(choice.person?.skipped === 'team' ? undefined : current, turn)
    yield* panelMessages(drawNobodyOrSeveral(choice, lookup, view))
    yield* inHouseMessages(own)
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
  yield* answerHit(hit, hit.customer.email, turn)
}

async function* answerSearch(text: string, turn: Turn): Answer {
  const { context, ask, view, mode, modes } = turn
  const result = await context.search(text, ask)
  yield foundMessage({ people: [], accounts: result.accounts, mode, modes, asOfMs: result.asOfMs }, view)
  yield* panelMessages(drawSearch(result, text, viewOf(result.hits, view)))
  yield done({ asOfMs: result.asOfMs }, turn)
}

/** One customer: at once what the search brought along, then everything, with in-house panels as they are known. */
async function* answerHit(hit: CustomerHit, address: string | undefined, turn: Turn): Answer {
  const { context, ask, view } = turn
  const reading = context.read(hit, ask)
  // Awaited below; without this a failure while the first panels are being sent would count as unhandled.
  reading.catch(() => undefined)
  const own = beginForHit(hit, address, turn)
  yield* panelMessages(drawHit(hit, view))
  yield* panelMessages(own.first)
  const complete = (async function* (): Answer {
    yield* panelMessages(drawCustomer(await reading, view))
  })()
  yield* merge(complete, restMessages(own))
  yield done(ageOf(await reading), turn)
}

/** One in-house panel again, with other parameters. */
async function* answerOnePanel(
  asked: Extract<PanelsRequest['subject'], { kind: 'panel' }>,
  turn: Turn,
): Answer {
  const { subject, panel, params } = asked
  const { mode, modes, nowMs, view } = turn
  const account = accountFor(subject, turn)
  if (!account) throw new GatewayError('not_found', { detail: 'There is no such panel.' })
  const own = begin({ subject, panel, account, ...(params ? { params } : {}) }, turn)
  yield foundMessage({ people: [], accounts: [{ account }], mode, modes, asOfMs: nowMs }, view)
  yield* inHouseMessages(own)
  yield done({ asOfMs: nowMs }, turn)
}

const begin = (
  about: Pick<InHouseAbout, 'subject' | 'also' | 'panel' | 'params' | 'account'>,
  turn: Turn,
) => {
  const { ask, view } = turn
  return turn.beginInHouse({ ...about, tally: ask.tally, locale: view.locale, fresh: ask.fresh ?? false })
}

/** Panels of the customer, and of the address that is being looked at. */
function beginForHit(
  { account, customer }: CustomerHit,
  address: string | undefined,
  turn: Turn,
): BegunPanels {
  const email: Subject | undefined = address === undefined ? undefined : { kind: 'email', address }
  // Of a deleted customer there is nothing to read.
  if (customer.deleted) return email ? begin({ subject: email, account }, turn) : none()
  return begin(
    { subject: { kind: 'customer', id: customer.id }, account, ...(email ? { also: email } : {}) },
    turn,
  )
}

/** Somebody who is no customer, or several: what is known about the address. */
function beginForAddress(address: string | undefined, turn: Turn): BegunPanels {
  if (address === undefined) return none()
  const subject: Subject = { kind: 'email', address }
  const account = accountFor(subject, turn)
  return account ? begin({ subject, account }, turn) : none()
}

/** The account that is named, else the first of the mode. */
const accountFor = (subject: Subject, { context, mode }: Turn): StripeAccount | undefined =>
  context
    .accounts()
    .find((account) =>
      subject.account === undefined ? account.mode === mode : account.key === subject.account,
    )

const none = (): BegunPanels => ({ first: [], rest: merge() })

async function* restMessages({ rest }: BegunPanels): Answer {
  for await (const panel of rest) yield* panelMessages([panel])
}

async function* inHouseMessages(own: BegunPanels): Answer {
  yield* panelMessages(own.first)
  yield* restMessages(own)
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

/** The account that the subject names, if it names one. */
function accountKeyOf({ subject }: PanelsRequest): string | undefined {
  if (subject.kind === 'customer') return subject.customer.account
  return subject.kind === 'panel' ? subject.subject.account : undefined
}

/** The mode asked for; that of the account named; else live, or test when there is no live key. */
function modeOf(request: PanelsRequest, context: StripeContext, modes: Mode[]): Mode {
  const named = accountKeyOf(request)
  if (named !== undefined) {
    const account = context.accounts().find(({ key }) => key === named)
    const what = request.subject.kind === 'panel' ? 'panel' : 'customer'
    if (!account) throw new GatewayError('not_found', { detail: `There is no such ${what}.` })
    return account.mode
  }
  const mode = request.mode ?? (modes.includes('live') ? 'live' : 'test')
  if (!modes.includes(mode)) {
    throw new GatewayError('bad_request', { detail: `The gateway has no Stripe key for ${mode} mode.` })
  }
  return mode
}
