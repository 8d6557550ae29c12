// The log at the bottom: the sidebar's requests to the gateway, the gateway's to Stripe, and what the sidebar did in Missive.

import { useState } from 'preact/hooks'
import { Icon, StatusShape } from './icon.tsx'
import type { LogLine } from '../log-line.ts'
import { lines, logFolded, logGroups } from './world-state.ts'

const kinds = [
  { id: 'all', label: 'All' },
  { id: 'gateway', label: 'Requests' },
  { id: 'missive', label: 'In Missive' },
  { id: 'app', label: 'In Stripe' },
] as const
type KindId = (typeof kinds)[number]['id']

const whoWords: Record<LogLine['kind'], string> = {
  gateway: 'sidebar → gateway',
  stripe: 'gateway → Stripe',
  missive: 'sidebar → Missive',
  app: 'app → Dashboard',
  service: 'gateway → service',
}

const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
})

function Result({ line }: { line: LogLine }) {
  if (line.status === undefined)
    return line.kind === 'missive' || line.kind === 'app' ? null : <span class="req">pending</span>
  const status =
    line.status >= 500 || line.status === 401 || line.status === 403
      ? 'bad'
      : line.status >= 400
        ? 'warn'
        : 'ok'
  return (
    <span class="status">
      <StatusShape status={status} />
      {line.status === 0 ? 'cut off' : line.status}
    </span>
  )
}

function Row({ line, isNested }: { line: LogLine; isNested?: boolean }) {
  return (
    <tr class={isNested ? 'in' : ''}>
      <td class="when">{clock.format(line.atMs)}</td>
      <td class="who">{line.who ?? whoWords[line.kind]}</td>
      <td class="call" title={line.what}>
        <code>
          <span class="verb">{line.verb}</span>{' '}
          {line.href ? (
            <a href={line.href} target="_blank" rel="noreferrer noopener">
              {line.what}
            </a>
          ) : (
            <bdi>{line.what}</bdi>
          )}
        </code>
        {line.note && <small> {line.note}</small>}
        {(line.kind === 'stripe' || line.kind === 'service') && !isNested && (
          <small> in the background</small>
        )}
      </td>
      <td>
        <Result line={line} />
      </td>
      <td class="n">{line.tookMs === undefined ? '' : `${Math.round(line.tookMs)} ms`}</td>
      <td class="req">{line.requestId ?? ''}</td>
    </tr>
  )
}

function Head({ kind, onKind }: { kind: KindId; onKind: (kind: KindId) => void }) {
  const countOf = (id: KindId) =>
    logGroups.value.filter(({ line }) => id === 'all' || line.kind === id).length
  return (
    <div class="log-head">
      <h2 id="log-title">Log</h2>
      <div class="tabs" role="group" aria-label="Kind">
        {kinds.map(({ id, label }) => (
          <button
            key={id}
            type="button"
            aria-current={kind === id ? 'true' : undefined}
            onClick={() => onKind(id)}
          >
            {label}
            <span>{countOf(id)}</span>
          </button>
        ))}
      </div>
      <button type="button" class="quiet-button" onClick={() => (lines.value = [])}>
        Clear
      </button>
      <button
        type="button"
        class="icon-button fold"
        aria-label={logFolded.value ? 'Unfold the log' : 'Fold the log'}
        aria-expanded={!logFolded.value}
        onClick={() => (logFolded.value = !logFolded.value)}
      >
        <Icon name="down" />
      </button>
    </div>
  )
}

/** Newest first. */
export function LogTable() {
  const [kind, setKind] = useState<KindId>('all')
  const groups = logGroups.value.filter(({ line }) => kind === 'all' || line.kind === kind)
  return (
    <section class={`log ${logFolded.value ? 'is-folded' : ''}`} aria-labelledby="log-title">
      <Head kind={kind} onKind={setKind} />
      <div class="log-body" tabIndex={0} role="region" aria-label="Requests and actions, newest first">
        <table>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">From, to</th>
              <th scope="col">What</th>
              <th scope="col">Result</th>
              <th scope="col" class="n">
                Took
              </th>
              <th scope="col">Request id</th>
            </tr>
          </thead>
          <tbody>
            {groups.map(({ line, calls }) => [
              <Row key={line.id} line={line} />,
              ...calls.map((call) => <Row key={call.id} line={call} isNested />),
            ])}
          </tbody>
        </table>
        {groups.length === 0 && <p class="empty">Nothing yet. Open a conversation.</p>}
      </div>
    </section>
  )
}
