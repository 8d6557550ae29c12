// One-line truths above a customer: how old it is and why, which account did not answer, when it is tried again.

import { formatAge, formatSpan } from '../ui/format-date.ts'
import { Icon } from '../ui/icon.tsx'
import { say } from '../ui/panel-words.ts'
import { Ticking } from './age.tsx'
import type { Looked } from './state.ts'
import type { View } from './view.ts'

function Strip({
  view,
  children,
  retry,
  icon,
}: {
  view: View
  children: preact.ComponentChildren
  retry: string
  icon: 'info' | 'warn'
}) {
  return (
    <div class="ts-strip is-warn" role="status" data-strip>
      <Icon name={icon} status="warn" />
      <span>{children}</span>
      <button type="button" class="ts-link" onClick={() => view.sidebar.refresh()}>
        {retry}
      </button>
    </div>
  )
}

function NextTry({ view, atMs }: { view: View; atMs: number | undefined }) {
  if (!atMs) return null
  // The countdown is for the eye; a reader that is told every second hears nothing else.
  return (
    <span aria-hidden="true">
      {' '}
      <Ticking
        text={(nowMs) => (atMs > nowMs ? say(view.words.nextTry, formatSpan(atMs - nowMs, view.words)) : '')}
      />
    </span>
  )
}

/** The strips of what is shown; none when all is well. */
export function Strips({ view, looked }: { view: View; looked: Looked }) {
  const { answer, failure, retryAtMs } = looked
  const { words, drawing } = view
  const asOf = answer.done?.asOf
  const silent = answer.found?.accounts.filter((account) => account.problem) ?? []
  const stale = answer.done?.stale?.text
  return (
    <>
      {(stale || failure) && asOf && (
        <Strip view={view} icon="info" retry={words.refresh}>
          <b>
            <Ticking text={(nowMs) => say(words.asOf, formatAge(asOf, { ...drawing, nowMs }))} />
          </b>{' '}
          {String(failure ? words.failure[failure.reason][0] : stale).replace(/\.?$/, '.')}
          <NextTry view={view} atMs={retryAtMs} />
        </Strip>
      )}
      {answer.panels.length > 0 &&
        silent.map((account) => (
          <Strip view={view} icon="warn" retry={words.retry}>
            {account.problem}
          </Strip>
        ))}
    </>
  )
}
