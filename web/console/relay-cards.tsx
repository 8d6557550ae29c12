// Draws the endpoints with their health, and the schedules with their last runs.

import type { ConsoleEndpoint, ConsoleSchedule } from '#contract/console.ts'
import { countOf, runWords, sayCode, sayEndpoint, spanOf } from '#words/en/console.ts'
import { cleanText } from '#contract/clean-text.ts'
import { drawIcon } from '../ui/icon.tsx'
import type { Console } from './console.ts'
import { drawStateLabel } from './parts.tsx'
import { drawWhen } from './when.tsx'

export function drawEndpointsCard(console: Console, endpoints: readonly ConsoleEndpoint[], nowMs: number) {
  return (
    <section class="card" id="endpoints" aria-labelledby="h-endpoints">
      <header>
        <h2 id="h-endpoints">Endpoints</h2>
        <p>In-house services that receive your events. A failing endpoint does not delay the others.</p>
      </header>
      {endpoints.length === 0 ? (
        <p class="ts-empty">
          No endpoints yet. Add one with <code class="ts-mono">defineEndpoint</code> in tillside.config.ts.
        </p>
      ) : (
        <table>
          <caption class="ts-hidden">Endpoints</caption>
          <thead>
            <tr>
              <th scope="col">Endpoint</th>
              <th scope="col">Last success</th>
              <th scope="col" class="n">
                Waiting
              </th>
              <th scope="col" class="n">
                Gave up
              </th>
              <th scope="col">State</th>
              <th scope="col">
                <span class="ts-hidden">Action</span>
              </th>
            </tr>
          </thead>
          <tbody>{endpoints.map((endpoint) => drawEndpoint(console, endpoint, nowMs))}</tbody>
        </table>
      )}
    </section>
  )
}

function drawEndpoint(console: Console, endpoint: ConsoleEndpoint, nowMs: number) {
  const { id, url, state, succeededAt, failingSince, pausedUntil, waiting, dead } = endpoint
  const label = sayEndpoint(endpoint)
  const enable = () =>
    console.pose({
      title: `Enable ${id}?`,
      text: 'New events will be sent to it again. Events it missed will not: send them again here, or with tillside deliveries retry.',
      verb: 'Enable',
      run: () => console.enable(id),
    })
  const showDead = () => {
    console.narrow({ endpoint: id, delivery: 'dead' })
    document.getElementById('events')?.scrollIntoView()
  }
  return (
    <tr class={label.tint ? `is-${label.tint}` : ''} key={id} data-endpoint={id}>
      <th scope="row">
        {id}
        <small class="url">{cleanText(url)}</small>
      </th>
      <td data-label="Last success">
        {succeededAt ? drawWhen(succeededAt, nowMs) : <span class="ts-muted">never</span>}
      </td>
      <td data-label="Waiting" class="n">
        {countOf(waiting)}
      </td>
      <td data-label="Gave up" class="n">
        {dead > 0 ? (
          <button
            class="ts-link"
            aria-label={`Show the ${dead} deliveries to ${id} that gave up`}
            onClick={showDead}
          >
            {countOf(dead)}
          </button>
        ) : (
          0
        )}
      </td>
      <td class="state">
        {drawStateLabel(label)}
        {label.why && (
          <small>
            {label.why}
            {failingSince && state !== 'disabled' && <>, since {drawWhen(failingSince, nowMs)}</>}
          </small>
        )}
        {pausedUntil && <small>next attempt {drawWhen(pausedUntil, nowMs)}</small>}
      </td>
      <td class="act n">
        {state === 'disabled' && (
          <button class="ts-button" aria-label={`Enable ${id}`} onClick={enable}>
            Enable…
          </button>
        )}
      </td>
    </tr>
  )
}

export function drawSchedulesCard(schedules: readonly ConsoleSchedule[], nowMs: number) {
  return (
    <section class="card" id="schedules" aria-labelledby="h-schedules">
      <header>
        <h2 id="h-schedules">Schedules</h2>
        <p>Jobs that run at set times. Each runs once, however many gateways there are.</p>
      </header>
      {schedules.length === 0 ? (
        <p class="ts-empty">
          No schedules yet. Add one with <code class="ts-mono">defineSchedule</code> in tillside.config.ts.
        </p>
      ) : (
        <table>
          <caption class="ts-hidden">Schedules</caption>
          <thead>
            <tr>
              <th scope="col">Schedule</th>
              <th scope="col">Next</th>
              <th scope="col">Last run</th>
              <th scope="col">Earlier runs</th>
              <th scope="col">State</th>
            </tr>
          </thead>
          <tbody>{schedules.map((schedule) => drawSchedule(schedule, nowMs))}</tbody>
        </table>
      )}
    </section>
  )
}

const wordOf = (state: string) => runWords[state] ?? { status: 'quiet' as const, word: state }

function drawSchedule({ id, cron, timeZone, nextAt, runs }: ConsoleSchedule, nowMs: number) {
  const [last, ...before] = runs
  const label = last ? wordOf(last.state) : { status: 'quiet' as const, word: 'Not run yet' }
  const why = last?.error !== undefined && last.state !== 'done' ? sayCode(last.error) : undefined
  return (
    <tr
      class={last?.state === 'dead' ? 'is-bad' : cron === undefined ? 'is-off' : ''}
      key={id}
      data-schedule={id}
    >
      <th scope="row">
        {id}
        <small>
          {cron === undefined ? (
            'removed from the configuration'
          ) : (
            <>
              <span class="ts-mono">{cron}</span>, {timeZone}
            </>
          )}
        </small>
      </th>
      <td data-label="Next">{nextAt ? drawWhen(nextAt, nowMs) : <span class="ts-muted">none</span>}</td>
      <td data-label="Last run">
        {last ? drawWhen(last.at, nowMs) : <span class="ts-muted">never</span>}
        {last?.tookMs !== undefined && <small>took {spanOf(last.tookMs)}</small>}
      </td>
      <td data-label="Earlier runs" class="low">
        {before.length > 0 && (
          <ul class="runs">
            {before.map((run) => {
              const { status, word } = wordOf(run.state)
              return (
                <li key={run.at} title={`${word}, ${run.at}`}>
                  {drawIcon(status, status)}
                  <span class="ts-hidden">
                    {word} {run.at}
                  </span>
                </li>
              )
            })}
          </ul>
        )}
      </td>
      <td class="state">
        {drawStateLabel(last?.state === 'dead' ? { ...label, tint: 'bad' } : label)}
        {why && <small>{why}</small>}
      </td>
    </tr>
  )
}
