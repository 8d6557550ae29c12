// Reads chart data, in either of the SDK's two formats, into series of points, and computes the scales.

import { isNext, type SdkProps } from './sdk-names.ts'

type Row = Record<string, unknown>
type Format = 'capitalize' | Record<string, unknown>
/** How /ui names a column: by its key, or by an object with its label and format. */
type Channel =
  | string
  | number
  | {
      value?: string | number
      label?: string
      format?: Format
      tickFormat?: Format
      domain?: unknown[]
      ticks?: number
      zero?: boolean
    }

export type ChartProps = SdkProps & {
  data?: Row[]
  x?: Channel
  y?: Channel
  z?: Channel
  color?: Channel
  axis?: 'x' | 'y' | 'both' | 'none'
  grid?: 'x' | 'y' | 'both' | 'none'
  legend?: boolean
  tooltip?: boolean
}

export type Point = { x: string | number; y: number | null; words: string }
type Series = { name: string; points: Point[]; faint: boolean }
export type Chart = {
  series: Series[]
  /** Every place on the x axis, in order. */
  places: (string | number)[]
  isTime: boolean
  xLabel: string | undefined
  yLabel: string | undefined
  formatX: (x: string | number) => string
  formatY: (y: number) => string
  low: number
  high: number
}

const keyOf = (channel: Channel | undefined, otherwise: string): string =>
  String((typeof channel === 'object' ? channel.value : channel) ?? otherwise)
const labelOf = (channel: Channel | undefined) => (typeof channel === 'object' ? channel.label : undefined)
const text = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

function readX(value: unknown): { x: string | number; isTime: boolean } {
  if (value instanceof Date) return { x: value.getTime(), isTime: true }
  if (typeof value === 'number') return { x: value, isTime: false }
  const date = typeof value === 'string' && /^\d{4}-\d\d(-\d\d)?/.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(date) ? { x: text(value), isTime: false } : { x: date, isTime: true }
}

/** Which series a row belongs to, and whether that series is drawn faintly: a past period or a forecast. */
function seriesOf(row: Row, props: ChartProps): { name: string; faint: boolean } {
  if (!isNext(props)) return { name: text(row[keyOf(props.color ?? props.z, '')]), faint: false }
  if (row['compare'] !== undefined)
    return { name: text(row['compare']), faint: row['compare'] === 'previous' }
  const isForecast = row['period'] === 'forecast' || row['status'] === 'incomplete'
  const name = text(row['name'])
  return { name: isForecast ? `${name} (${text(row['period'] ?? row['status'])})` : name, faint: isForecast }
}

function numberFormat(format: Format | undefined, locale: string): (value: number) => string {
  if (typeof format !== 'object') return (value) => new Intl.NumberFormat(locale).format(value)
  const currency = text(format['currency'])
  const unit = text(format['unit'])
  const options: Intl.NumberFormatOptions = currency
    ? { style: 'currency', currency, ...(format['fractionalDigits'] === 0 && { maximumFractionDigits: 0 }) }
    : unit
      ? { style: 'unit', unit }
      : {}
  try {
    const written = new Intl.NumberFormat(locale, options)
    return (value) => written.format(value)
  } catch {
    return (value) => String(value)
  }
}

const formatOf = (channel: Channel | undefined) =>
  typeof channel === 'object' ? (channel.tickFormat ?? channel.format) : undefined

/** A round step that divides a span into about four parts. */
function niceStep(span: number): number {
  if (!(span > 0)) return 1
  const rough = span / 4
  const power = 10 ** Math.floor(Math.log10(rough))
  return ([1, 2, 2.5, 5, 10].find((step) => step * power >= rough) ?? 10) * power
}

/** The ticks of an axis from low to high. */
export function ticksOf(low: number, high: number): number[] {
  const step = niceStep(high - low)
  const count = Math.round((high - low) / step)
  return Array.from({ length: count + 1 }, (_, at) => Number((low + at * step).toPrecision(12)))
}

function extent(series: Series[], fromZero: boolean): { low: number; high: number } {
  const values = series.flatMap(({ points }) => points.flatMap(({ y }) => (y === null ? [] : [y])))
  const low = Math.min(...(fromZero ? [0] : []), ...values)
  const high = Math.max(...(fromZero ? [0] : []), ...values)
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { low: 0, high: 1 }
  const step = niceStep(high - low || Math.abs(high) || 1)
  return { low: Math.floor(low / step) * step, high: Math.ceil(high / step) * step || step }
}

export function readChart(props: ChartProps, locale: string, fromZero: boolean): Chart {
  const [xKey, yKey] = isNext(props) ? ['x', 'y'] : [keyOf(props.x, 'x'), keyOf(props.y, 'y')]
  const found = new Map<string, Series>()
  const places = new Set<string | number>()
  let isTime = false
  const formatY = numberFormat(formatOf(props.y), locale)
  for (const row of props.data ?? []) {
    const { name, faint } = seriesOf(row, props)
    const read = readX(row[xKey])
    const y = Number(row[yKey])
    isTime ||= read.isTime
    places.add(read.x)
    const series = found.get(name) ?? { name, faint, points: [] }
    series.points.push({ x: read.x, y: row[yKey] === null || Number.isNaN(y) ? null : y, words: '' })
    found.set(name, series)
  }
  const date = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  const formatX = (x: string | number) => (isTime && typeof x === 'number' ? date.format(x) : String(x))
  const series = [...found.values()]
  for (const { points } of series) {
    for (const point of points)
      point.words = `${formatX(point.x)}: ${point.y === null ? 'none' : formatY(point.y)}`
  }
  const sorted = [...places].sort((one, other) =>
    typeof one === 'number' && typeof other === 'number' ? one - other : 0,
  )
  const labels = { xLabel: labelOf(props.x), yLabel: labelOf(props.y) }
  return { series, places: sorted, isTime, ...labels, formatX, formatY, ...extent(series, fromZero) }
}
