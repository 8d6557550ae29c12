// Three lanes on one time axis: what came in, what waited, what failed. Each has its own scale, name and last value in words.

import type { ConsoleOverview } from '#contract/console.ts'
import { countOf } from '#words/en/console.ts'
import { hourOf } from './when.tsx'

/** Units of one lane of time: a bar of four, a gap of two. */
const step = 6
const bar = 4
/** So many failures in ten minutes, and it is no accident any more. */
const incidentFailures = 3

const most = (values: readonly number[]) => Math.max(0, ...values)

function barsOf(values: readonly number[], height: number): string {
  const scale = (height - 2) / Math.max(1, most(values))
  return values
    .map((value, lane) => {
      if (value === 0) return ''
      const tall = Math.max(1.5, value * scale).toFixed(1)
      return `M${lane * step} ${height}v-${tall}h${bar}v${tall}z`
    })
    .join('')
}

function lineOf(values: readonly number[], height: number): string {
  const scale = (height - 2) / Math.max(1, most(values))
  return values
    .map(
      (value, lane) =>
        `${lane === 0 ? 'M' : 'L'}${lane * step + bar / 2} ${(height - 0.75 - value * scale).toFixed(1)}`,
    )
    .join('')
}

/** The longest stretch with failures in every lane; `undefined` when they were few. */
function findIncident(failures: readonly number[]): { from: number; to: number } | undefined {
  let longest: { from: number; to: number } | undefined
  let from = -1
  for (let lane = 0; lane <= failures.length; lane++) {
    if ((failures[lane] ?? 0) >= incidentFailures) {
      if (from < 0) from = lane
    } else if (from >= 0) {
      if (!longest || lane - from > longest.to - longest.from) longest = { from, to: lane }
      from = -1
    }
  }
  return longest
}

type Lane = { kind: 'intake' | 'backlog' | 'fails'; name: string; unit: string; values: readonly number[] }

export function drawPlot(overview: ConsoleOverview) {
  const { intake, backlog, failures } = overview
  const width = intake.length * step
  const fromMs = Date.parse(overview.fromAt)
  const atLane = (lane: number) => fromMs + lane * overview.laneMs
  const incident = findIncident(failures)
  const lanes: Lane[] = [
    { kind: 'intake', name: 'Intake', unit: 'per 10 min', values: intake },
    { kind: 'backlog', name: 'Backlog', unit: 'waiting', values: backlog },
    { kind: 'fails', name: 'Failures', unit: 'per 10 min', values: failures },
  ]
  const share = (lane: number) => `${((lane * 100) / intake.length).toFixed(2)}%`
  return (
    <div class="plot" role="group" aria-label="Intake, backlog and failures of the last 24 hours">
      {incident && (
        <p class="incident-name">
          <span
            style={{
              insetInlineStart: share(
                Math.min(intake.length - 12, Math.max(12, (incident.from + incident.to) / 2)),
              ),
            }}
          >
            failing, {hourOf(atLane(incident.from))} to {hourOf(atLane(incident.to))}
          </span>
        </p>
      )}
      {lanes.map((lane) => drawLane(lane, { width, incident, hourAt: (at) => hourOf(atLane(at)) }))}
      <p class="axis" aria-hidden="true">
        {intake.flatMap((_, lane) => {
          const at = new Date(atLane(lane))
          const isMarked =
            at.getHours() % 6 === 0 && at.getMinutes() === 0 && lane > 3 && lane < intake.length - 4
          return isMarked
            ? [<span style={{ insetInlineStart: share(lane) }}>{hourOf(at.getTime())}</span>]
            : []
        })}
      </p>
    </div>
  )
}

const heights = { intake: 56, backlog: 40, fails: 32 }

type Frame = {
  width: number
  incident: { from: number; to: number } | undefined
  hourAt: (lane: number) => string
}

function drawLane({ kind, name, unit, values }: Lane, { width, incident, hourAt }: Frame) {
  const height = heights[kind]
  const line = kind === 'backlog' ? lineOf(values, height) : ''
  return (
    <div class={`lane ${kind}`} key={kind}>
      <p class="name">
        {name}
        <small>{unit}</small>
      </p>
      <div class="draw">
        <svg
          viewBox={`0 0 ${width} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={sayLane(name, values, hourAt)}
        >
          {incident && (
            <rect
              class="incident"
              x={incident.from * step - 1}
              y="-9"
              width={(incident.to - incident.from) * step}
              height={height + 9}
            />
          )}
          {line ? (
            <>
              <path class="fill" d={`${line}V${height}H${bar / 2}z`} />
              <path class="line" d={line} />
            </>
          ) : (
            <path d={barsOf(values, height)} />
          )}
          <path class="base" d={`M0 ${height}H${width}`} />
        </svg>
      </div>
      <p class="last">
        {countOf(values.at(-1) ?? 0)}
        <small>most {countOf(most(values))}</small>
      </p>
    </div>
  )
}

/** What the eye sees, for those who hear it. */
function sayLane(name: string, values: readonly number[], hourAt: (lane: number) => string): string {
  const highest = most(values)
  if (highest === 0) return `${name}: none in 24 hours`
  return `${name}: ${values.at(-1)} now, at most ${highest}, at ${hourAt(values.indexOf(highest))}`
}
