// Counters, gauges and histograms, printed as Prometheus text. Our own, because prom-client is Node only.
// https://prometheus.io/docs/instrumenting/exposition_formats/

type Labels = Record<string, string>
type Kind = 'counter' | 'gauge' | 'histogram'
type Family = { kind: Kind; series: Map<string, number> }

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
  /** Declares what a metric means; undeclared ones are printed without help. */
  describe(name: string, help: string): void
  /** The whole registry as Prometheus text. */
  print(): string
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
  const add = (series: Map<string, number>, key: string, by: number) =>
    series.set(key, (series.get(key) ?? 0) + by)

  return {
    describe: (name, help) => void helps.set(name, help),
    count: (name, labels = {}, by = 1) => void add(family(name, 'counter').series, name + print(labels), by),
    gauge: (name, labels, value) => void family(name, 'gauge').series.set(name + print(labels), value),
    observe(name, labels, seconds) {
      const { series } = family(name, 'histogram')
      for (const bound of bucketsSeconds) {
        add(series, `${name}_bucket${print({ ...labels, le: String(bound) })}`, seconds <= bound ? 1 : 0)
      }
      add(series, `${name}_bucket${print({ ...labels, le: '+Inf' })}`, 1)
      add(series, `${name}_sum${print(labels)}`, seconds)
      add(series, `${name}_count${print(labels)}`, 1)
    },
    print() {
      const lines: string[] = []
      for (const [name, { kind, series }] of families) {
        const help = helps.get(name)
        if (help) lines.push(`# HELP ${name} ${help.replace(/\n/g, ' ')}`)
        lines.push(`# TYPE ${name} ${kind}`)
        for (const [key, value] of series) lines.push(`${key} ${value}`)
      }
      return lines.join('\n') + '\n'
    },
  }
}
