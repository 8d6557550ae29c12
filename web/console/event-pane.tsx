// Draws one event: its facts, state, handlers, deliveries and payload.

import type {
  ConsoleAttempt,
  ConsoleDelivery,
  ConsoleEvent,
  ConsoleEventDetail,
  ConsoleHandlerRun,
} from '#contract/console.ts'
import {
  cameByWords,
  capital,
  deliveryWords,
  handlerWords,
  outcomeWords,
  sayChange,
  sayCode,
  sayEvent,
  sayWhatReplayDoes,
  spanOf,
} from '#words/en/console.ts'
import { cleanText } from '#contract/clean-text.ts'
import { drawIcon } from '../ui/icon.tsx'
import { drawIconButton } from '../ui/icon-button.tsx'
import type { Console } from './console.ts'
import { drawReplay } from './events-card.tsx'
import { Dialog, drawStateLabel, testBadge } from './parts.tsx'
import { drawPayload } from './payload.tsx'
import { drawWhen } from './when.tsx'

export function drawEventPane(console: Console, nowMs: number) {
  const { detail, detailProblem } = console.state
  return (
    <Dialog class="pane" labelledBy="h-event" onLeave={() => console.close()}>
      <header class="pane-head">
        <h2 id="h-event" tabIndex={-1}>
          {detail ? detail.event.type : detailProblem ? 'Not found' : 'Event'}{' '}
          {detail?.event.mode === 'test' && testBadge}
        </h2>
        {drawIconButton('x', 'Close', () => console.close(), { hint: 'Esc' })}
      </header>
      {detail ? (
        drawDetail(console, detail, nowMs)
      ) : detailProblem ? (
        <p class="pane-body">{detailProblem}</p>
      ) : (
        drawBones()
      )}
    </Dialog>
  )
}

const drawBones = () => (
  <div class="pane-body" role="status" aria-label="Loading the event">
    {[60, 90, 75, 40].map((width) => (
      <span class="ts-bone" style={{ width: `${width}%` }} key={width} />
    ))}
  </div>
)

function drawDetail(console: Console, detail: ConsoleEventDetail, nowMs: number) {
  const { event, handlers, deliveries, history } = detail
  const label = sayEvent(event, nowMs)
  return (
    <div class="pane-body">
      <div class={`verdict ${label.tint ? `is-${label.tint}` : ''}`}>
        <p>
          {drawStateLabel(label)}
          {label.why && <small>{label.why}.</small>}
        </p>
        {drawReplay(console, event, event.state === 'dead')}
      </div>
      {drawFacts(console, detail, nowMs)}
      {handlers.length > 0 &&
        drawPart(
          'Handlers',
          handlers.map((one) => drawHandler(console, event, one, nowMs)),
        )}
      {deliveries.length > 0 &&
        drawPart(
          'Deliveries',
          deliveries.map((one) => drawDelivery(console, one, nowMs)),
        )}
      {history.length > 0 &&
        drawPart(
          'Operator actions',
          <ul class="rows">
            {history.map((one) => (
              <li key={one.at}>
                <span>{sayChange(one)}</span>
                {drawWhen(one.at, nowMs)}
              </li>
            ))}
          </ul>,
        )}
      {drawPayloadPart(console, detail)}
    </div>
  )
}

const drawPart = (title: string, body: preact.ComponentChildren, acts?: preact.ComponentChildren) => (
  <section class="part">
    <header>
      <h3>{title}</h3>
      {acts}
    </header>
    {body}
  </section>
)

function drawFacts(console: Console, { event, form, cameBy }: ConsoleEventDetail, nowMs: number) {
  const id = (label: string, value: string | undefined) =>
    value && (
      <div key={label}>
        <dt>{label}</dt>
        <dd class="ts-mono">
          <bdi>{cleanText(value)}</bdi>
          {drawIconButton('copy', `Copy ${value}`, () => void console.copy(value, value), {
            class: 'ts-copy',
          })}
        </dd>
      </div>
    )
  return (
    <dl class="facts">
      {id('Event', event.eventId)}
      {id('Object', event.objectId)}
      {event.customerId !== event.objectId && id('Customer', event.customerId)}
      {id('Account', event.account ?? event.accountName)}
      <div>
        <dt>Occurred</dt>
        <dd>{drawWhen(event.occurredAt, nowMs)}</dd>
      </div>
      <div>
        <dt>Received</dt>
        <dd>
          {drawWhen(event.createdAt, nowMs)}, {cameByWords[cameBy]}
          {form === 'thin' ? ', thin' : ''}
        </dd>
      </div>
      {event.endedAt && (
        <div>
          <dt>Finished</dt>
          <dd>
            {drawWhen(event.endedAt, nowMs)}
            {event.tookMs === undefined ? '' : `, ${spanOf(event.tookMs)} of processing`}
          </dd>
        </div>
      )}
    </dl>
  )
}

function drawAttempt({ number, at, tookMs, outcome, error, status, excerpt }: ConsoleAttempt, nowMs: number) {
  const { status: shape, word } = outcomeWords[outcome] ?? { status: 'quiet', word: outcome }
  const why = error === undefined ? [] : [sayCode(error)]
  const answered = status !== undefined && !error?.startsWith('status_') ? [`answered ${status}`] : []
  return (
    <li key={`${at} ${number}`}>
      {drawIcon(shape, shape)}
      <span>
        {word}
        <small>{[`Attempt ${number}`, spanOf(tookMs), ...answered, ...why].join(' · ')}</small>
        {excerpt && (
          <small class="ts-mono">
            <bdi>{cleanText(excerpt)}</bdi>
          </small>
        )}
      </span>
      {drawWhen(at, nowMs)}
    </li>
  )
}

function drawHandler(console: Console, { id, type }: ConsoleEvent, run: ConsoleHandlerRun, nowMs: number) {
  const { handler, state, isSuperseded, error, tries, attempts, steps, nextAttemptAt } = run
  const ask = () =>
    console.pose({
      title: `Run ${handler} again: ${type}?`,
      text:
        state === 'dead'
          ? sayWhatReplayDoes({ state })
          : 'It runs again from the start. Other handlers do not run.',
      verb: 'Run again',
      run: () => console.replay(id, handler),
    })
  const isFresh = state === 'waiting' && tries === 0
  return (
    <div class="delivery" key={handler}>
      <p class="delivery-head">
        <b>{handler}</b>
        {drawStateLabel(
          isSuperseded
            ? { status: 'quiet', word: 'Superseded' }
            : isFresh
              ? { status: 'info', word: 'Waiting' }
              : handlerWords[state],
        )}
        {(state === 'dead' || state === 'done') && (
          <button class="ts-button" onClick={ask}>
            Run again…
          </button>
        )}
      </p>
      <p class="ts-muted">
        {isSuperseded && 'A newer event of this object was handled first. '}
        {error !== undefined && state !== 'done' && `${capital(sayCode(error))}. `}
        {nextAttemptAt && !isFresh && <>Next attempt {drawWhen(nextAttemptAt, nowMs)}. </>}
      </p>
      {attempts.length > 0 && (
        <ol class="line">{attempts.toReversed().map((one) => drawAttempt(one, nowMs))}</ol>
      )}
      {steps.length > 0 && (
        <ol class="line">
          {steps.map(({ name, at }) => (
            <li key={name}>
              {drawIcon('ok', 'ok')}
              <span>
                {cleanText(name)}
                <small>Step done</small>
              </span>
              {drawWhen(at, nowMs)}
            </li>
          ))}
        </ol>
      )}
    </div>
  )
}

function drawDelivery(console: Console, delivery: ConsoleDelivery, nowMs: number) {
  const { id, endpoint, state, error, tries, attempts, nextAttemptAt } = delivery
  const ask = () =>
    console.pose({
      title: `Send again to ${endpoint}?`,
      text: 'The webhook-id stays the same, so the endpoint can recognise a duplicate.',
      verb: 'Send again',
      run: () => console.retry(id),
    })
  const isFresh = state === 'waiting' && tries === 0
  return (
    <div class="delivery" key={id}>
      <p class="delivery-head">
        <b>{endpoint}</b>
        {drawStateLabel(isFresh ? { status: 'info', word: 'Waiting' } : deliveryWords[state])}
        {(state === 'dead' || state === 'done') && (
          <button class="ts-button" onClick={ask}>
            Send again…
          </button>
        )}
      </p>
      <p class="ts-muted">
        {error !== undefined && state !== 'done' && `${capital(sayCode(error))}. `}
        {nextAttemptAt && !isFresh && <>Next attempt {drawWhen(nextAttemptAt, nowMs)}. </>}
        <bdi class="ts-mono">{id}</bdi>
      </p>
      {attempts.length > 0 && (
        <ol class="line">{attempts.toReversed().map((one) => drawAttempt(one, nowMs))}</ol>
      )}
    </div>
  )
}

function drawPayloadPart(console: Console, { event, masked, payload }: ConsoleEventDetail) {
  if (payload === undefined) return drawPart('Payload', <p class="ts-muted">The payload was erased.</p>)
  const ask = () =>
    console.pose({
      title: 'Show names, addresses and texts?',
      text: 'The audit log records that this event was shown in full, and when.',
      verb: 'Show in full',
      run: () => console.unmask(event.id),
    })
  const text = () => JSON.stringify(payload, undefined, 2)
  return drawPart(
    'Payload',
    <>
      <p class="ts-muted">
        {masked ? 'Personal data is masked.' : 'Shown in full. The audit log has recorded this.'}
      </p>
      {drawPayload(payload)}
    </>,
    <div class="ts-buttons">
      {masked && (
        <button class="ts-button" onClick={ask}>
          {drawIcon('eye')}Show in full…
        </button>
      )}
      <button class="ts-button" onClick={() => void console.copy(text(), 'the payload')}>
        {drawIcon('copy')}Copy
      </button>
    </div>,
  )
}
