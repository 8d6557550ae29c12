// Counters, gauges and histograms, printed as Prometheus text. Our own, because prom-client is Node only.
// https://prometheus.io/docs/instrumenting/exposition_formats/

type Labels = Record<string, string>
type Kind = 'counter' | 'gauge' | 'histogram'
type Cell = { value: number }
type Family = { kind: Kind; series: Map<string, Cell> }

/** Upper bounds in seconds. */
const bucketsSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const escape = (text: string) => text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"')
const print = (labels: Labels) => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escape(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

export interface Metrics {
  /** Adds to a counter. Labels are ids and codes, never names, addresses or paths. */
  count(name: string, labels?: Labels, by?: number): void
  gauge(name: string, labels: Labels, value: number): void
  /** Records a duration in a histogram. */
  observe(name: string, labels: Labels, seconds: number): void
  /** `count` with its series found once, for hot paths. */
  counter(name: string, labels?: Labels): (by?: number) => void
  /** `observe` with its series found once, for hot paths. */
  histogram(name: string, labels: Labels): (seconds: number) => void
  /** Declares what a metric means; undeclared ones are printed without help. */
  describe(name: string, help: string): void
  /** The whole registry as Prometheus text. */
  print(): string
}

/** Gauges of which each process counts its own part. Every other gauge describes something that the processes share. */
const addedGauges = new Set(['tillside_stripe_reads_30d'])

/** Adds the metrics that other processes of the same gateway have printed. Of a gauge that describes something shared, `own` counts. */
export function mergeMetrics(own: string, others: readonly string[]): string {
  const families = new Map<string, { head: string[]; isAdded: boolean; series: Map<string, number> }>()
  for (const [index, text] of [own, ...others].entries()) {
    let family = ''
    let help: string[] = []
    for (const line of text.split('\n')) {
      if (line.startsWith('# HELP ')) help = [line]
      else if (line.startsWith('# TYPE ')) {
        const [, , name = '', kind] = line.split(' ')
        family = name
        const isAdded = kind !== 'gauge' || addedGauges.has(name)
        if (!families.has(name)) families.set(name, { head: [...help, line], isAdded, series: new Map() })
        help = []
      } else if (line !== '') {
        const end = line.lastIndexOf(' ')
        const [key, value] = [line.slice(0, end), Number(line.slice(end + 1))]
        const { isAdded, series } = families.get(family) ?? {
          isAdded: false,
          series: new Map<string, number>(),
        }
        const known = series.get(key)
        if (known === undefined) series.set(key, value)
        else if (isAdded && index > 0) series.set(key, known + value)
      }
    }
  }
  const lines = [...families.values()].flatMap(({ head, series }) => [
    ...head,
    ...[...series].map(([key, value]) => `${key} ${value}`),
  ])
  return `${lines.join('\n')}\n`
}

export function createMetrics(): Metrics {
  const families = new Map<string, Family>()
  const helps = new Map<string, string>()
  const family = (name: string, kind: Kind): Family => {
    const found = families.get(name)
    if (found) return found
    const made: Family = { kind, series: new Map() }
    families.set(name, made)
    return made
  }
  const cell = (name: string, kind: Kind, key: string): Cell => {
    const { series } = family(name, kind)
    const found = series.get(key)
    if (found) return found
    const made: Cell = { value: 0 }
    series.set(key, made)
    return made
  }
  const counter = (name: string, labels: Labels = {}) => {
    const counted = cell(name, 'counter', name + print(labels))
    return (by = 1) => void (counted.value += by)
  }
  const histogram = (name: string, labels: Labels) => {
    const bucket = (le: string) => cell(name, 'histogram', `${name}_bucket${print({ ...labels, le })}`)
    const buckets = bucketsSeconds.map((bound) => bucket(String(bound)))
    const all = bucket('+Inf')
    const sum = cell(name, 'histogram', `${name}_sum${print(labels)}`)
    const total = cell(name, 'histogram', `${name}_count${print(labels)}`)
    return (seconds: number) => {
      for (let i = 0; i < buckets.length; i++) {
        const counted = buckets[i]
        if (counted && seconds <= (bucketsSeconds[i] ?? Infinity)) counted.value++
      }
      all.value++
      sum.value += seconds
      total.value++
    }
  }

  return {
    counter,
    histogram,
    describe: (name, help) => void helps.set(name, help),
    count: (name, labels, by) => counter(name, labels)(by),
    gauge: (name, labels, value) => void (cell(name, 'gauge', name + print(labels)).value = value),
    observe: (name, labels, seconds) => histogram(name, labels)(seconds),
    print() {
      const lines: string[] = []
      for (const [name, { kind, series }] of families) {
        const help = helps.get(name)
        if (help) lines.push(`# HELP ${name} ${help.replace(/\n/g, ' ')}`)
        lines.push(`# TYPE ${name} ${kind}`)
        for (const [key, { value }] of series) lines.push(`${key} ${value}`)
      }
      return lines.join('\n') + '\n'
    },
  }
}
