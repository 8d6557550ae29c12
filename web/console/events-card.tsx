// Draws the list of events with its plot, its filters and its empty states.

import type { ConsoleEvent, ConsoleOverview, EventFilter } from '#contract/console.ts'
import { countOf, sayEvent, sayReplay, sayWhatReplayDoes, spanOf } from '#words/en/console.ts'
import { drawIcon } from '../ui/icon.tsx'
import type { Console, Shown } from './console.ts'
import { isNarrowed, readFind, writeFind, writeView } from './filter.ts'
import { FindField } from './find-field.tsx'
import { drawId, drawStateLabel, testBadge } from './parts.tsx'
import { drawPlot } from './plot.tsx'
import { drawWhen } from './when.tsx'

export function drawEventsCard(console: Console, shown: Shown, nowMs: number) {
  const { totals } = shown.overview
  return (
    <section class="card" id="events" aria-labelledby="h-events">
      <header>
        <h2 id="h-events">Events</h2>
        <p>{sayTotals(totals)}</p>
      </header>
      {totals.any ? (
        <>
          {drawPlot(shown.overview)}
          {drawFilters(console, totals)}
          {drawList(console, shown, nowMs)}
        </>
      ) : (
        drawFirst(console)
      )}
    </section>
  )
}

function sayTotals({ cameIn, handledAgain, dead, deadDeliveries, any }: ConsoleOverview['totals']): string {
  if (!any) return 'Events from Stripe, kept until they are handled.'
  const came = `Last 24 hours: ${countOf(cameIn)} received, ${countOf(handledAgain)} retried.`
  const lost = [
    ...(dead > 0 ? [`${countOf(dead)} ${dead === 1 ? 'event' : 'events'}`] : []),
    ...(deadDeliveries > 0
      ? [`${countOf(deadDeliveries)} ${deadDeliveries === 1 ? 'delivery' : 'deliveries'}`]
      : []),
  ]
  if (lost.length === 0) return `${came} Nothing needs your attention.`
  return `${came} ${lost.join(' and ')} gave up and ${dead + deadDeliveries === 1 ? 'needs' : 'need'} your attention.`
}

const command = 'npx tillside trigger invoice.paid'

function drawFirst(console: Console) {
  return (
    <div class="body first">
      <p class="ts-strong">No events yet.</p>
      <p>Send a test event from this machine:</p>
      <p class="command">
        <code class="ts-mono">{command}</code>
        <button class="ts-button" onClick={() => void console.copy(command, 'the command')}>
          {drawIcon('copy')}Copy
        </button>
      </p>
      <p class="ts-muted">
        To receive events from Stripe, add an endpoint there with the address{' '}
        <code class="ts-mono">{location.origin}/webhooks/stripe/live</code> and put its signing secret into{' '}
        <code class="ts-mono">STRIPE_WEBHOOK_SECRETS_LIVE</code>.
      </p>
    </div>
  )
}

type Chip = { label: string; count?: number; change: EventFilter; isOn: boolean }

/** Pressing an active chip removes its filter. */
function chipsOf(filter: EventFilter, { dead, waiting }: ConsoleOverview['totals']): Chip[][] {
  const { state: _state, delivery: _delivery, ...rest } = filter
  const { mode, ...modeless } = filter
  const isState = (state?: EventFilter['state']) => filter.state === state && filter.delivery === undefined
  const state = (label: string, wanted: NonNullable<EventFilter['state']>, count?: number): Chip => ({
    label,
    ...(count ? { count } : {}),
    change: isState(wanted) ? rest : { ...rest, state: wanted },
    isOn: isState(wanted),
  })
  const inMode = (label: string, wanted: 'live' | 'test'): Chip => ({
    label,
    change: mode === wanted ? modeless : { ...modeless, mode: wanted },
    isOn: mode === wanted,
  })
  return [
    [
      { label: 'All', change: rest, isOn: isState(undefined) },
      state('Gave up', 'dead', dead),
      state('Waiting', 'waiting', waiting),
      state('Handled', 'done'),
      state('Set aside', 'set_aside'),
    ],
    [inMode('Live', 'live'), inMode('Test', 'test')],
  ]
}

function drawFilters(console: Console, totals: ConsoleOverview['totals']) {
  const { filter } = console.state.view
  const {
    endpoint,
    delivery,
    type: _type,
    account: _account,
    object: _object,
    event: _event,
    ...others
  } = filter
  const find = (text: string) =>
    console.narrow({
      ...others,
      ...(endpoint ? { endpoint } : {}),
      ...(delivery ? { delivery } : {}),
      ...readFind(text),
    })
  const { endpoint: _none, delivery: _neither, ...elsewhere } = filter
  return (
    <div class="filters">
      <form class="ts-search" role="search" onSubmit={(event) => event.preventDefault()}>
        {drawIcon('search')}
        <FindField text={writeFind(filter)} onFind={find} />
      </form>
      {chipsOf(filter, totals).map((group, index) => (
        <div class="chips" role="group" aria-label={index === 0 ? 'State' : 'Mode'} key={index}>
          {group.map(({ label, count, change, isOn }) => (
            <button type="button" aria-pressed={isOn} onClick={() => console.narrow(change)} key={label}>
              {label}
              {count ? ` ${countOf(count)}` : ''}
            </button>
          ))}
        </div>
      ))}
      {(endpoint ?? delivery) && (
        <button type="button" class="ts-badge" onClick={() => console.narrow(elsewhere)}>
          {[
            endpoint ? `to ${endpoint}` : 'deliveries',
            ...(delivery === 'dead' ? ['gave up'] : delivery ? [delivery] : []),
          ].join(', ')}
          {drawIcon('x')}
          <span class="ts-hidden">: remove this filter</span>
        </button>
      )}
    </div>
  )
}

function drawList(console: Console, { events, next }: Shown, nowMs: number) {
  const { view, isNarrowing, isMoreLoading } = console.state
  if (events.length === 0 && !isNarrowing) {
    return (
      <div class="ts-empty">
        <p>No events match.</p>
        {isNarrowed(view.filter) && (
          <button class="ts-button" onClick={() => console.narrow({})}>
            Show all
          </button>
        )}
      </div>
    )
  }
  return (
    <div class={isNarrowing ? 'is-fading' : ''} aria-busy={isNarrowing}>
      <table>
        <caption class="ts-hidden">Events, newest first</caption>
        <thead>
          <tr>
            <th scope="col">Event</th>
            <th scope="col">Received</th>
            <th scope="col">Object</th>
            <th scope="col" class="n">
              Attempts
            </th>
            <th scope="col" class="n">
              Duration
            </th>
            <th scope="col">State</th>
            <th scope="col">
              <span class="ts-hidden">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>{events.map((event) => drawRow(console, event, nowMs))}</tbody>
      </table>
      {next !== undefined && (
        <p class="more">
          <button class="ts-button" disabled={isMoreLoading} onClick={() => void console.more()}>
            {isMoreLoading ? 'Loading…' : 'Older events'}
          </button>
        </p>
      )}
    </div>
  )
}

function drawRow(console: Console, event: ConsoleEvent, nowMs: number) {
  const label = sayEvent(event, nowMs)
  const { id, type, mode, objectId, attempts, tookMs } = event
  const open = (click: MouseEvent) => {
    if (click.metaKey || click.ctrlKey || click.shiftKey) return
    click.preventDefault()
    console.open(id)
  }
  return (
    <tr class={label.tint ? `is-${label.tint}` : ''} key={id} data-event={event.eventId}>
      <th scope="row">
        <a href={writeView({ ...console.state.view, open: id })} onClick={open}>
          {type}
        </a>{' '}
        {mode === 'test' && testBadge}
        {label.why && <small>{label.why}</small>}
      </th>
      <td data-label="Received">{drawWhen(event.createdAt, nowMs)}</td>
      <td data-label="Object">{objectId && drawId(objectId)}</td>
      <td data-label="Attempts" class="n low">
        {attempts || ''}
      </td>
      <td data-label="Duration" class="n low">
        {tookMs === undefined ? '' : spanOf(tookMs)}
      </td>
      <td class="state">{drawStateLabel(label)}</td>
      <td class="act n">{label.tint && event.state !== 'done' && drawReplay(console, event)}</td>
    </tr>
  )
}

/** A button that queues the event again, after a confirmation. */
export function drawReplay(console: Console, event: ConsoleEvent, isPrimary = false) {
  const verb = sayReplay(event)
  if (verb === undefined) return null
  const ask = () =>
    console.pose({
      title: `${verb}: ${event.type}?`,
      text: sayWhatReplayDoes(event),
      verb,
      run: () => console.replay(event.id),
    })
  return (
    <button
      class={`ts-button ${isPrimary ? 'is-primary' : ''}`}
      aria-label={`${verb}: ${event.type}`}
      onClick={ask}
    >
      {verb}…
    </button>
  )
}
