// The log: the extension's calls to the Dashboard and to its backend, its errors, and its console output.

import { useState } from 'react'
import { usePreview } from './use-preview.ts'
import type { LoggedEvent, Preview } from './preview.ts'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

type Line = { who: string; what: string; result: string; bad: boolean; ms?: number; detail?: string }

const brief = (value: unknown): string => {
  const text = value === undefined ? '' : JSON.stringify(value)
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

function callLine(event: Extract<LoggedEvent, { type: 'call' }>): Line {
  const { name, args, ok, ms, answer, error } = event
  const status =
    typeof answer === 'object' && answer !== null && 'status' in answer ? Number(answer.status) : undefined
  return {
    who: 'app → Dashboard',
    what: `${name}(${args.map(brief).join(', ')})`,
    result: error ?? (status === undefined ? 'done' : String(status)),
    bad: !ok || (status ?? 200) >= 400,
    ms,
    ...(answer === undefined || answer === null ? {} : { detail: JSON.stringify(answer, null, 2) }),
  }
}

function lineOf(event: LoggedEvent): Line {
  switch (event.type) {
    case 'call':
      return callLine(event)
    case 'request':
      return {
        who: 'app → backend',
        what: `${event.method} ${event.url}`,
        result: event.status === 0 ? 'no answer' : String(event.status),
        bad: event.status === 0 || event.status >= 400,
        ms: event.ms,
      }
    case 'blocked':
      return { who: 'policy', what: event.url, result: `blocked by ${event.directive}`, bad: true }
    case 'error':
      return { who: 'app', what: event.message, result: 'error', bad: true, detail: event.stack }
    case 'console':
      return { who: 'console', what: event.text, result: event.level, bad: event.level === 'error' }
    case 'route':
      return {
        who: 'app → Dashboard',
        what: `address ${event.href} ${brief(event.searchParams)}`,
        result: 'done',
        bad: false,
      }
    default:
      return {
        who: 'Dashboard',
        what: `view drawn, SDK ${event.sdkVersion}`,
        result: 'ready',
        bad: false,
        ms: event.ms,
      }
  }
}

function Row({ event }: { event: LoggedEvent }) {
  const { who, what, result, bad, ms, detail } = lineOf(event)
  return (
    <tr className={bad ? 'bad' : ''}>
      <td>{clock.format(event.at)}</td>
      <td>{who}</td>
      <td className="what">
        {detail === undefined || detail === '' ? (
          <code>{what}</code>
        ) : (
          <details>
            <summary>
              <code>{what}</code>
            </summary>
            <pre tabIndex={0}>{detail}</pre>
          </details>
        )}
      </td>
      <td>{result}</td>
      <td className="n">{ms === undefined ? '' : `${Math.round(ms)} ms`}</td>
    </tr>
  )
}

export function LogPane({ preview }: { preview: Preview }) {
  const { log } = usePreview(preview)
  const [folded, setFolded] = useState(false)
  return (
    <section className="log" aria-label="Log">
      <div className="log-head">
        <button type="button" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
          Log
        </button>
        <span>{log.length}</span>
        <button type="button" className="log-clear" onClick={() => preview.set({ log: [] })}>
          Clear
        </button>
      </div>
      {folded ? null : (
        <div className="log-body" tabIndex={0} role="region" aria-label="Log lines">
          <table>
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">Result</th>
                <th scope="col" className="n">
                  Took
                </th>
              </tr>
            </thead>
            <tbody>
              {[...log].reverse().map((event, index) => (
                <Row key={log.length - index} event={event} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}
