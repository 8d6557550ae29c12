// BarChart, LineChart and Sparkline, drawn plainly as SVG; screen readers get the same figures as a table.

import { Fragment, type ReactNode } from 'react'
import { readChart, ticksOf, type Chart, type ChartProps, type Point } from './chart-data.ts'
import { useServices } from './services.ts'

const width = 400
const height = 180
const frame = { left: 44, right: 8, top: 10, bottom: 22 }
const plotWidth = width - frame.left - frame.right
const plotHeight = height - frame.top - frame.bottom
const colours = 6

type Drawn = { chart: Chart; xOf: (x: string | number) => number; yOf: (y: number) => number; slot: number }
type Axis = 'x' | 'y'
const has = (choice: string | undefined, axis: Axis, otherwise: string) =>
  [axis, 'both'].includes(choice ?? otherwise)

/** Bars and text categories get slots of equal width; numbers and dates are placed by value. */
function scalesOf(chart: Chart, slotted: boolean): Drawn {
  const { places, low, high } = chart
  const slot = plotWidth / Math.max(places.length, 1)
  const [first, last] = [places[0], places.at(-1)]
  const measured = !slotted && typeof first === 'number' && typeof last === 'number' && last > first
  const xOf = (x: string | number) =>
    measured && typeof x === 'number'
      ? frame.left + ((x - first) / (last - first)) * plotWidth
      : frame.left + (places.indexOf(x) + 0.5) * slot
  const yOf = (y: number) => frame.top + (1 - (y - low) / (high - low || 1)) * plotHeight
  return { chart, xOf, yOf, slot }
}

/** The places that get a label: as many as there is room for. */
const labelled = (places: Chart['places']) => {
  const step = Math.max(1, Math.ceil(places.length / 6))
  return places.filter((_, at) => at % step === 0)
}

function Axes({ props, drawn }: { props: ChartProps; drawn: Drawn }) {
  const { chart, xOf, yOf } = drawn
  const ticks = ticksOf(chart.low, chart.high)
  return (
    <g className="sd-chart-axes">
      {ticks.map((tick) => (
        <Fragment key={tick}>
          {has(props.grid, 'y', 'y') && (
            <line x1={frame.left} x2={width - frame.right} y1={yOf(tick)} y2={yOf(tick)} />
          )}
          {has(props.axis, 'y', 'both') && (
            <text x={frame.left - 6} y={yOf(tick) + 3} textAnchor="end">
              {chart.formatY(tick)}
            </text>
          )}
        </Fragment>
      ))}
      {labelled(chart.places).map((place) => (
        <Fragment key={place}>
          {has(props.grid, 'x', 'y') && (
            <line x1={xOf(place)} x2={xOf(place)} y1={frame.top} y2={height - frame.bottom} />
          )}
          {has(props.axis, 'x', 'both') && (
            <text
              x={Math.min(Math.max(xOf(place), frame.left + 14), width - 18)}
              y={height - 6}
              textAnchor="middle"
            >
              {chart.formatX(place)}
            </text>
          )}
        </Fragment>
      ))}
    </g>
  )
}

function Lines({ drawn, thin = false }: { drawn: Drawn; thin?: boolean }) {
  const { chart, xOf, yOf } = drawn
  const seen = (points: Point[]) => points.flatMap(({ x, y, words }) => (y === null ? [] : [{ x, y, words }]))
  return (
    <>
      {chart.series.map(({ name, points, faint }, at) => (
        <g key={name} className={`sd-series sd-series-${at % colours}${faint ? ' sd-faint' : ''}`}>
          <polyline
            points={seen(points)
              .map(({ x, y }) => `${xOf(x)},${yOf(y)}`)
              .join(' ')}
          />
          {!thin &&
            seen(points).map(({ x, y, words }) => (
              <circle key={x} cx={xOf(x)} cy={yOf(y)} r="3">
                <title>{name ? `${name}, ${words}` : words}</title>
              </circle>
            ))}
        </g>
      ))}
    </>
  )
}

function Bars({ drawn }: { drawn: Drawn }) {
  const { chart, xOf, yOf, slot } = drawn
  const wide = Math.min((slot * 0.7) / Math.max(chart.series.length, 1), 40)
  const base = yOf(Math.max(chart.low, 0))
  return (
    <>
      {chart.series.map(({ name, points, faint }, at) => (
        <g key={name} className={`sd-series sd-bars sd-series-${at % colours}${faint ? ' sd-faint' : ''}`}>
          {points.map(
            ({ x, y, words }) =>
              y !== null && (
                <rect
                  key={x}
                  x={xOf(x) + (at - chart.series.length / 2) * wide}
                  y={Math.min(yOf(y), base)}
                  width={Math.max(wide - 1, 1)}
                  height={Math.max(Math.abs(base - yOf(y)), 0.5)}
                  rx="1.5"
                >
                  <title>{name ? `${name}, ${words}` : words}</title>
                </rect>
              ),
          )}
        </g>
      ))}
    </>
  )
}

/** The names of the series with their colours. */
export const Legend = ({ names, faint = [] }: { names: ReactNode[]; faint?: boolean[] }) => (
  <ul className="sd-legend">
    {names.map((name, at) => (
      <li key={at} className={`sd-series-${at % colours}${faint[at] ? ' sd-faint' : ''}`}>
        {name}
      </li>
    ))}
  </ul>
)

function Figure({
  props,
  drawn,
  kind,
  children,
}: {
  props: ChartProps
  drawn: Drawn
  kind: string
  children: ReactNode
}) {
  const { series, yLabel, xLabel } = drawn.chart
  const label = [kind, yLabel && `of ${yLabel}`, xLabel && `by ${xLabel}`].filter(Boolean).join(' ')
  return (
    <figure className="sd-chart">
      {yLabel && <figcaption className="sd-chart-label">{yLabel}</figcaption>}
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        <Axes props={props} drawn={drawn} />
        {children}
      </svg>
      {series.length > 1 && props.legend !== false && (
        <Legend names={series.map(({ name }) => name)} faint={series.map(({ faint }) => faint)} />
      )}
      <Figures chart={drawn.chart} label={label} />
    </figure>
  )
}

const Figures = ({ chart, label }: { chart: Chart; label: string }) => (
  <ul className="sd-unseen" aria-label={`${label}, figures`}>
    {chart.series.flatMap(({ name, points }) =>
      points.map(({ x, words }) => <li key={`${name} ${x}`}>{name ? `${name}, ${words}` : words}</li>),
    )}
  </ul>
)

export function BarChart(props: ChartProps) {
  const drawn = scalesOf(readChart(props, useServices().locale, true), true)
  return (
    <Figure {...{ props, drawn }} kind="Bar chart">
      <Bars drawn={drawn} />
    </Figure>
  )
}

export function LineChart(props: ChartProps) {
  const fromZero = typeof props.y !== 'object' || props.y.zero !== false
  const drawn = scalesOf(readChart(props, useServices().locale, fromZero), false)
  return (
    <Figure {...{ props, drawn }} kind="Line chart">
      <Lines drawn={drawn} />
    </Figure>
  )
}

export function Sparkline(props: ChartProps) {
  const drawn = scalesOf(readChart(props, useServices().locale, false), false)
  const words = drawn.chart.series[0]?.points.map((point) => point.words).join(', ') ?? ''
  const box = `${frame.left - 4} ${frame.top - 8} ${plotWidth + 8} ${plotHeight + 16}`
  return (
    <svg
      className="sd-sparkline"
      viewBox={box}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Trend. ${words}`}
    >
      <Lines drawn={drawn} thin />
    </svg>
  )
}
