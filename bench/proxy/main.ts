// The proxy lane against its peers on one upstream: requests per second, latency, ratios. Contenders run one at a time, in
// interleaved rounds, each in its own process; prints medians. `node bench/proxy/main.ts --seconds 4 --rounds 5`

import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { startFlags, startPart, type Part } from '../part.ts'
import { printFigures, type Figure } from '../figures.ts'
import { median } from '../percentile.ts'
import { measure, type Sample } from './load.ts'
import { startNginx } from './nginx.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    connections: { type: 'string', default: '32' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const [seconds, rounds, connections] = [values.seconds, values.rounds, values.connections].map(Number) as [
  number,
  number,
  number,
]
const nginxPath = ['/usr/sbin/nginx', '/usr/local/sbin/nginx', '/opt/homebrew/bin/nginx'].find((path) =>
  existsSync(path),
)
const secret = 'bench-secret-0123456789abcdef'

const cores = availableParallelism()

type Measured = Sample & { cpuMicros: number }

/** CPU time that a process has used, if /proc is available; on a shared machine it is more meaningful than the rate. */
function cpuSeconds(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}

async function main(): Promise<void> {
  const upstream = await startPart('proxy/upstream.ts', [])
  const wanted = (name: string) => values.only === undefined || values.only.split(',').includes(name)
  const start: Record<string, () => Promise<Part | undefined>> = {
    tillside: () => startPart('proxy/tillside.ts', [upstream.url, secret], startFlags()),
    'worker-shaped (hono + fetch)': () => startPart('proxy/worker.ts', [upstream.url, secret]),
    '@fastify/reply-from': () => startPart('proxy/reply-from.ts', [upstream.url]),
    nginx: () => startNginx(nginxPath, upstream.url),
    [`tillside --workers ${cores}`]: () =>
      startPart('proxy/workers.ts', [String(cores), upstream.url, secret], startFlags()),
    [`nginx, ${cores} workers`]: () => startNginx(nginxPath, upstream.url, cores),
  }
  const samples = new Map<string, Measured[]>()
  const parts: Part[] = [upstream]
  try {
    const contenders: { name: string; part: Part }[] = []
    for (const [name, open] of Object.entries(start)) {
      const part = wanted(name) ? await open() : undefined
      if (!part) continue
      parts.push(part)
      contenders.push({ name, part })
      await measure(part.url, secret, { seconds: 2, connections })
    }
    for (let round = 0; round < rounds; round++) {
      for (const { name, part } of contenders) {
        // Warms each contender up again: during the others' turns its connections closed and V8 discarded compiled code.
        await measure(part.url, secret, { seconds: 1, connections })
        const before = cpuSeconds(part.pid)
        const sample = await measure(part.url, secret, { seconds, connections })
        const cpuMicros = ((cpuSeconds(part.pid) - before) * 1e6) / (sample.perSecond * seconds)
        samples.set(name, [...(samples.get(name) ?? []), { ...sample, cpuMicros }])
      }
    }
  } finally {
    for (const part of parts) await part.stop()
  }
  print(samples)
}

/** Of several processes only the first would be measured. */
const hasOneProcess = (name: string) => !name.includes('workers')

function print(samples: Map<string, Measured[]>): void {
  const middle = (name: string, of: (sample: Measured) => number) => median((samples.get(name) ?? []).map(of))
  const figures: Figure[] = []
  for (const [name, taken] of samples) {
    figures.push(
      { name, value: middle(name, (sample) => sample.perSecond), unit: 'requests/s' },
      { name: `${name}, p50`, value: middle(name, (sample) => sample.p50Ms), unit: 'ms' },
      { name: `${name}, p99`, value: middle(name, (sample) => sample.p99Ms), unit: 'ms' },
      ...(hasOneProcess(name)
        ? [
            {
              name: `${name}, processor time of a request`,
              value: middle(name, (sample) => sample.cpuMicros),
              unit: 'µs',
            },
          ]
        : []),
      { name: `${name}, failed`, value: taken.reduce((sum, sample) => sum + sample.failed, 0), unit: '' },
    )
  }
  const ours = middle('tillside', (sample) => sample.perSecond)
  for (const name of samples.keys()) {
    if (name === 'tillside') continue
    const value = ours / middle(name, (sample) => sample.perSecond)
    figures.push({ name: `tillside to ${name}, requests a second`, value, unit: '×' })
  }
  const several = [`tillside --workers ${cores}`, `nginx, ${cores} workers`] as const
  const [own, theirs] = several.map((name) => middle(name, (sample) => sample.perSecond))
  if (own && theirs)
    figures.push({
      name: `${several[0]} to ${several[1]}, requests a second`,
      value: own / theirs,
      unit: '×',
    })
  printFigures(
    `the proxy lane, ${connections} connections, ${rounds} rounds of ${seconds} s each, medians; GET /v1/customers/:id, 2 kB`,
    figures,
    values.json,
  )
}

await main()
