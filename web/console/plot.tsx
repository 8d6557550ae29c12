// Three lanes on one time axis: events received, waiting and failed. Each has its own scale, name and latest value.

import type { ConsoleOverview } from '#contract/console.ts'
import { countOf } from '#words/en/console.ts'
import { hourOf } from './when.tsx'

/** Width of one interval: a bar of four units and a gap of two. */
const step = 6
const bar = 4
/** From this many failures in ten minutes on, an interval counts as an incident. */
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

/** Finds the longest run of consecutive intervals that each had many failures; `undefined` if there is none. */
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
    <div class="plot" role="group" aria-label="Intake, backlog and failures over the last 24 hours">
      {incident && (
        <p class="incident-name">
          <span
            style={{
              insetInlineStart: share(
                Math.min(intake.length - 12, Math.max(12, (incident.from + incident.to) / 2)),
              ),
            }}
          >
            failing {hourOf(atLane(incident.from))} to {hourOf(atLane(incident.to))}
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
        <small>peak {countOf(most(values))}</small>
      </p>
    </div>
  )
}

/** Describes the lane for screen readers. */
function sayLane(name: string, values: readonly number[], hourAt: (lane: number) => string): string {
  const highest = most(values)
  if (highest === 0) return `${name}: none in 24 hours`
  return `${name}: ${values.at(-1)} now, peak ${highest} at ${hourAt(values.indexOf(highest))}`
}
