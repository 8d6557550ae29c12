// The result of an action. A failure says first whether anything has changed; a missing answer is not a failure.

import type { ActionResult } from '#contract/actions.ts'
import type { ComponentChildren } from 'preact'
import type { Status } from '#contract/panel.ts'
import { drawNextTry } from '../../next-try.tsx'
import type { Failure } from '../../gateway.ts'
import type { View } from '../../view.ts'
import { drawAction } from '../../../ui/action-button.tsx'
import { drawIcon, type IconName } from '../../../ui/icon.tsx'
import { drawCopyable, drawInline } from '../../../ui/inline.tsx'
import { PanelView } from '../../../ui/panel-view.tsx'
import type { RunState } from './run.ts'

type Box = {
  status: Status
  title: ComponentChildren
  text?: ComponentChildren
  icon?: IconName
  turning?: boolean
}

/** A box with an icon, a title that takes the focus, a text and links. */
function drawBox({ status, title, text, icon = status, turning }: Box, ...more: ComponentChildren[]) {
  return (
    <div class={`ts-alert is-${status}`}>
      <span class={turning ? 'is-turning' : ''}>{drawIcon(icon, status)}</span>
      <div>
        <h1 class="ts-alert-title" tabIndex={-1} data-title data-fault={status === 'bad' || undefined}>
          {title}
        </h1>
        {text && <p class="ts-alert-text">{text}</p>}
        {more}
      </div>
    </div>
  )
}

const drawRequest = (requestId: string | undefined, { words, drawing }: View) =>
  requestId && (
    <p class="ts-alert-text ts-muted">
      {words.forms.request} {drawCopyable(requestId, drawing)}
    </p>
  )

/** A request that failed. */
export function drawFailure(failure: Failure, title: string, view: View) {
  const [reason, cure] = view.words.failure[failure.reason]
  const text = failure.message || [reason, cure].filter(Boolean).join('. ')
  return (
    <div class="ts-alert is-bad" role="alert" tabIndex={-1} data-fault>
      {drawIcon('bad', 'bad')}
      <div>
        <p class="ts-alert-title">{title}</p>
        <p class="ts-alert-text">{text}</p>
        {drawRequest(failure.requestId, view)}
      </div>
    </div>
  )
}

function drawCheckNow({ busy, nextAtMs }: RunState, check: () => void, view: View) {
  const { forms } = view.words
  return (
    <p class="ts-alert-act">
      <button type="button" class="ts-link" onClick={check} aria-disabled={busy || undefined} data-check-now>
        {busy ? forms.asking : forms.checkNow}
      </button>
      {!busy && <span class="ts-next-try">{drawNextTry(view, nextAtMs)}</span>}
    </p>
  )
}

const drawClose = (close: () => void, { words }: View) => (
  <div class="ts-pad ts-buttons">
    <button type="button" class="ts-button is-wide" onClick={close} data-close>
      {words.forms.close}
    </button>
  </div>
)

type Handlers = Record<'check' | 'close', () => void>

/** A run that was sent and got no answer. */
export function drawUnclear(state: RunState, { check, close }: Handlers, view: View) {
  const { forms } = view.words
  const text = [<b>{state.title}</b>, forms.unclearText]
  return (
    <>
      <div class="ts-alerts ts-outcome">
        {drawBox(
          { status: 'warn', title: forms.unclear, text },
          drawRequest(state.unclear?.requestId, view),
          drawCheckNow(state, check, view),
        )}
      </div>
      {drawClose(close, view)}
    </>
  )
}

const statuses: Record<ActionResult['state'], Status> = {
  done: 'ok',
  refused: 'warn',
  failed: 'bad',
  working: 'info',
}

/** The result, or that the run is still in progress. */
export function drawResult(result: ActionResult, state: RunState, { check, close }: Handlers, view: View) {
  const { drawing } = view
  const { actions, id, panels, requestId, text, title } = result
  const isWorking = result.state === 'working'
  const isGood = result.state === 'done' || isWorking
  const icon: IconName = isWorking ? 'refresh' : statuses[result.state]
  return (
    <>
      <div class="ts-alerts ts-outcome">
        {drawBox(
          {
            status: statuses[result.state],
            title,
            text: drawInline(text, drawing),
            icon,
            turning: isWorking,
          },
          id && <p class="ts-alert-text">{drawCopyable(id, drawing)}</p>,
          !isGood && !JSON.stringify(text ?? '').includes(requestId) && drawRequest(requestId, view),
          actions?.length ? (
            <p class="ts-alert-act">{actions.map((action) => drawAction(action, drawing, 'ts-link'))}</p>
          ) : null,
          isWorking && drawCheckNow(state, check, view),
        )}
      </div>
      {drawClose(close, view)}
      {panels?.map((panel) => (
        <PanelView key={panel.id} panel={{ ...panel, open: true }} drawing={drawing} />
      ))}
    </>
  )
}
