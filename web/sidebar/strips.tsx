// One-line notices at the top: the age of stale data and its cause, an account that did not answer, why the form is shown.

import type { ComponentChildren } from 'preact'
import { formatAge } from '../ui/format-date.ts'
import { drawIcon } from '../ui/icon.tsx'
import { say } from '../ui/panel-words.ts'
import { drawNextTry } from './next-try.tsx'
import type { Lookup } from './state.ts'
import type { View } from './view.ts'

/** One strip; `more` goes at its end. */
export function drawStrip(
  icon: 'info' | 'warn',
  text: ComponentChildren,
  more?: ComponentChildren,
  status: 'info' | 'warn' = 'warn',
) {
  return (
    <div class={`ts-strip is-${status}`} role="status" data-strip>
      {drawIcon(icon, status)}
      <span>{text}</span>
      {more}
    </div>
  )
}

/** The strips for a lookup; none when all is well. */
export function drawStrips(view: View, { response, failure, retryAtMs }: Lookup) {
  const { words, drawing, nowMs, selection } = view
  const asOf = response.done?.asOf
  const why = failure ? words.failure[failure.reason][0] : response.done?.stale?.text
  const drawRetry = (label: string) => (
    <button type="button" class="ts-link" onClick={() => selection.refresh()}>
      {label}
    </button>
  )
  return [
    why &&
      asOf &&
      drawStrip(
        'info',
        [
          <b>{say(words.asOf, formatAge(asOf, { ...drawing, nowMs }))}</b>,
          ` ${why.replace(/\.?$/, '.')}`,
          drawNextTry(view, retryAtMs),
        ],
        drawRetry(words.refresh),
      ),
    // If no account answered, the panel itself says why.
    response.found?.accounts.some(({ problem }) => !problem) &&
      response.found.accounts.map(
        ({ problem }) => problem && drawStrip('warn', problem, drawRetry(words.retry)),
      ),
  ]
}
