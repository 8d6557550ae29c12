// Answers one request for panels: finds the customer, immediately draws what is known, reads the rest, and draws again. The functions
// are generators, so that each message is sent as soon as it is known.

import type { CustomerHit, Lookup, Mode, OnDemandSection } from '#contract/billing.ts'
import type { PanelsMessage, PanelsRequest } from '#contract/api.ts'
import type { CustomerRef } from '#contract/panel.ts'
import { timeZoneOrUtc } from '#contract/time-zone.ts'
import type { Caller } from '#definitions/context.ts'
import { GatewayError } from '#errors.ts'
import type { PanelLoader, StartedPanels } from '#extensions/panels/load.ts'
import type { Log } from '#log.ts'
import type { Features } from '#permissions.ts'
import {
  changesOthers,
  drawChooser,
  drawClosedSections,
  drawCustomer,
  drawHit,
  drawNotFound,
  drawOnDemand,
  drawSearch,
  drawUnavailable,
  drawUnreadSection,
  findSection,
  type View,
} from '#panels/draw.ts'
import type { Database } from '#store/schema.ts'
import type { ReadRequest } from '#stripe/api/read-request.ts'
import type { StripeContext } from '#stripe/customers/context.ts'
import { UnavailableError } from '#stripe/api/unavailable-error.ts'
import { causeOf, toGatewayError } from '../problem.ts'
import { chooseCustomer, type Choice } from './choose.ts'
import {
  aboutAddress,
  aboutHit,
  accountOf,
  allMessages,
  noPanels,
  restMessages,
  type About,
} from './extensions.ts'
import { parseMatch } from './match.ts'
import { ageOf, doneMessage, foundMessage, panelMessages, type Age, type Messages } from './messages.ts'
import { merge } from './merge.ts'
import { chooseMode, modesOf } from './mode.ts'
import { findPinned } from './pinned.ts'
import { drawPinNote } from './pin-note.ts'

export type PanelsDeps = {
  /** The tenant's Stripe accounts. */
  context: StripeContext
  db: Database
  /** Draws the panels of tillside.config.ts. */
  panels: Pick<PanelLoader, 'start'>
  log: Log
  /** Which keys of a customer's metadata are shown. */
  metadataKeys: readonly string[]
  /** Which features are switched on: they decide which permissions a new Stripe key needs. */
  features: Features
}

/** The caller, and the tenant whose data it is. */
export type PanelsCaller = {
  tenantId: string
  caller: Caller
  requestId: string
  signal: AbortSignal
  nowMs: number
}

/** A request with everything that is decided before reading. */
type LookupRequest = PanelsCaller & {
  conversationId: string | undefined
  ask: ReadRequest
  view: View
  mode: Mode
  modes: Mode[]
}

type PanelSubject = Extract<PanelsRequest['subject'], { kind: 'panel' }>

/** The messages of one response. */
export function respondPanels(request: PanelsRequest, caller: PanelsCaller, deps: PanelsDeps): Messages {
  const lookup = toLookup(request, caller, deps)
  const { subject } = request
  if (subject.kind === 'people') return respondPeople(subject.people, lookup, deps)
  if (subject.kind === 'customer') return respondCustomer(subject.customer, lookup, deps)
  if (subject.kind === 'search') return respondSearch(subject.text, lookup, deps)
  const section = findSection(subject.panel)
  return section ? respondSection(section, subject, lookup, deps) : respondPanel(subject, lookup, deps)
}

function toLookup(request: PanelsRequest, caller: PanelsCaller, deps: PanelsDeps): LookupRequest {
  const { locale = 'en', timeZone, conversationId, fresh } = request
  const { nowMs, signal } = caller
  const { context, features } = deps
  const mode = chooseMode(request, context)
  return {
    ...caller,
    conversationId,
    mode,
    modes: modesOf(context),
    ask: { mode, signal, tally: { stripeRequests: 0 }, ...(fresh ? { fresh: true } : {}) },
    view: { locale, nowMs, features, ...(timeZone === undefined ? {} : { timeZone }) },
  }
}

async function* respondPeople(
  people: { address: string; name?: string | undefined }[],
  lookup: LookupRequest,
  deps: PanelsDeps,
): Messages {
  const { context, db } = deps
  const { ask, view, mode, modes } = lookup
  const given = people.map(({ address, name }) => ({ address, ...(name === undefined ? {} : { name }) }))
  const [found, pinned] = await Promise.all([
    context.findPeople(given, ask),
    findPinned(db, lookup, { context, ask }),
  ])
  if (pinned.state === 'unread') deps.log.warn('pin.unread', causeOf(toGatewayError(pinned.error)))
  const choice = chooseCustomer(found, pinned)
  const current = choice.person?.address
  yield foundMessage(
    {
      ...found,
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
    yield* respondHit(choice.hit, current ?? choice.hit.customer.email, lookup, deps)
  } else {
    // Teammates are not looked up anywhere, so not here either.
    const address = choice.person?.skipped === 'team' ? undefined : current
    const started = startPanels(aboutAddress(address, { accounts: context.accounts(), mode }), lookup, deps)
    yield* panelMessages(drawNobodyOrSeveral(choice, found, view))
    yield* allMessages(started)
    yield done({ asOfMs: found.asOfMs }, lookup)
  }
}

function drawNobodyOrSeveral(choice: Exclude<Choice, { kind: 'one' }>, lookup: Lookup, view: View) {
  if (choice.kind === 'several') {
    return drawChooser(choice.hits, { address: choice.person.address, lookup }, viewOf(choice.hits, view))
  }
  const [first] = lookup.accounts
  const nobodyAnswered = lookup.accounts.every(({ unavailable }) => unavailable !== undefined)
  if (first?.unavailable && nobodyAnswered) return drawUnavailable(first.unavailable, first.account, view)
  return choice.person ? drawNotFound(lookup, choice.person, view) : []
}

async function* respondCustomer(ref: CustomerRef, lookup: LookupRequest, deps: PanelsDeps): Messages {
  const { context, db } = deps
  const { ask, view, mode, modes, nowMs } = lookup
  const account = context.accounts().find(({ key }) => key === ref.account)
  const pinned = await findPinned(db, lookup, { context, ask })
  const isPinned = pinned.state === 'found' && pinned.hit.customer.id === ref.customerId
  const found = { people: [], mode, modes, asOfMs: nowMs }
  let hit: CustomerHit | undefined
  try {
    hit = isPinned ? pinned.hit : await context.findCustomer(ref, { kind: 'chosen' }, ask)
  } catch (error) {
    if (!(error instanceof UnavailableError) || !account) throw error
    yield foundMessage({ ...found, accounts: [{ account, unavailable: error.why }] }, view)
    yield* panelMessages(drawUnavailable(error.why, account, view))
    yield done({ asOfMs: nowMs, stale: error.why }, lookup)
    return
  }
  if (!hit || !account) throw new GatewayError('not_found', { detail: 'There is no such customer.' })
  yield foundMessage({ ...found, customer: refOf(hit), accounts: [{ account }] }, view)
  yield* respondHit(hit, hit.customer.email, lookup, deps)
}

async function* respondSearch(text: string, lookup: LookupRequest, { context }: PanelsDeps): Messages {
  const { ask, view, mode, modes } = lookup
  const result = await context.search(text, ask)
  yield foundMessage({ people: [], accounts: result.accounts, mode, modes, asOfMs: result.asOfMs }, view)
  yield* panelMessages(drawSearch(result, text, viewOf([...result.hits, ...result.guests], view)))
  yield done({ asOfMs: result.asOfMs }, lookup)
}

/** Draws one customer: immediately from the hit, then with everything read, and panels of tillside.config.ts as they are ready. */
async function* respondHit(
  hit: CustomerHit,
  address: string | undefined,
  lookup: LookupRequest,
  deps: PanelsDeps,
): Messages {
  const { ask, view } = lookup
  const reading = deps.context.read(hit, ask)
  // Awaited below. Without this, a failure while the first panels are being sent would count as unhandled.
  reading.catch(() => undefined)
  const started = startPanels(aboutHit(hit, address), lookup, deps)
  yield* panelMessages(drawHit(hit, view))
  yield* panelMessages(started.first)
  const complete = (async function* (): Messages {
    yield* panelMessages(drawCustomer(await reading, view))
    yield* panelMessages(drawClosedSections(hit, view, ask.fresh ?? false))
  })()
  yield* merge(complete, restMessages(started))
  yield done(ageOf(await reading), lookup)
}

/** Draws a built-in section that a person opened. The customer is known from the lookup before; the section is read now. */
async function* respondSection(
  section: OnDemandSection,
  { subject, params }: PanelSubject,
  lookup: LookupRequest,
  deps: PanelsDeps,
): Messages {
  const { context, metadataKeys } = deps
  const { ask, view, mode, modes, nowMs } = lookup
  const account = accountOf(subject, { accounts: context.accounts(), mode })
  if (!account || subject.kind !== 'customer')
    throw new GatewayError('not_found', { detail: 'There is no such panel.' })
  const ref = { customerId: subject.id, account: account.key }
  const found = { people: [], accounts: [{ account }], mode, modes, asOfMs: nowMs }
  const match = parseMatch(params?.['match'])
  let hit: CustomerHit | undefined
  try {
    hit = await context.findCustomer(ref, match ?? { kind: 'chosen' }, ask)
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error
    yield foundMessage(found, view)
    yield* panelMessages([drawUnreadSection(section, error.why, account, view)])
    yield done({ asOfMs: nowMs, stale: error.why }, lookup)
    return
  }
  if (!hit) throw new GatewayError('not_found', { detail: 'There is no such customer.' })
  const fresh = params?.['fresh'] === undefined ? {} : { fresh: true }
  const read = await context.readSection(section, hit, { ...ask, ...fresh })
  yield foundMessage(found, view)
  // Redraws the other panels from the previous lookup, so that they agree with the section, which comes last.
  if (match && changesOthers(section)) yield* panelMessages(drawCustomer(await context.read(hit, ask), view))
  yield* panelMessages([drawOnDemand(read, hit, { ...view, metadataKeys })])
  yield done({ asOfMs: nowMs }, lookup)
}

/** Draws one panel of tillside.config.ts again, with other parameters. */
async function* respondPanel(
  { subject, panel, params }: PanelSubject,
  lookup: LookupRequest,
  deps: PanelsDeps,
): Messages {
  const { mode, modes, nowMs, view } = lookup
  const account = accountOf(subject, { accounts: deps.context.accounts(), mode })
  if (!account) throw new GatewayError('not_found', { detail: 'There is no such panel.' })
  const started = startPanels({ subject, panel, account, ...(params ? { params } : {}) }, lookup, deps)
  yield foundMessage({ people: [], accounts: [{ account }], mode, modes, asOfMs: nowMs }, view)
  yield* allMessages(started)
  yield done({ asOfMs: nowMs }, lookup)
}

function startPanels(about: About | undefined, lookup: LookupRequest, { panels }: PanelsDeps): StartedPanels {
  if (!about) return noPanels()
  const { ask, view, caller, requestId, signal } = lookup
  return panels.start({
    ...about,
    surface: 'sidebar',
    sandbox: false,
    caller,
    requestId,
    signal,
    tally: ask.tally,
    locale: view.locale,
    timeZone: timeZoneOrUtc(view.timeZone),
    fresh: ask.fresh ?? false,
  })
}

const done = (age: Age, { requestId, ask, view }: LookupRequest): PanelsMessage =>
  doneMessage(age, { requestId, stripeRequests: ask.tally.stripeRequests, view })

/** Lists name each customer's Stripe account if there are several. A single account is shown in the footer. */
const viewOf = (hits: readonly Pick<CustomerHit, 'account'>[], view: View): View => ({
  ...view,
  accounts: new Set(hits.map(({ account }) => account.key)).size,
})

const refOf = ({ account, customer }: CustomerHit): CustomerRef => ({
  customerId: customer.id,
  account: account.key,
})
