// Runs the measurements one after the other and puts their figures into one table: `npm run bench`. With `--write` the table goes into
// docs/performance.md; `--only proxy,webhooks` runs some of them.

import { execFile } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Figure } from './figures.ts'

type Measurement = {
  folder: string
  title: string
  about: string
  args?: readonly string[]
  /** Writes to the Postgres of TEST_DATABASE_URL. */
  needsPostgres?: boolean
}

const measurements: readonly Measurement[] = [
  {
    folder: 'proxy',
    title: 'The proxy lane',
    about:
      'A GET of 2 kB through the gateway as `npm start` runs it, with all checks, metrics and the default log level, on one upstream on the same machine. `@fastify/reply-from` forwards without any check, as does nginx with one worker. “worker-shaped” is the proxy that people write for a Worker: Hono, a header check, `fetch`.',
  },
  {
    folder: 'webhooks',
    title: 'Events',
    about:
      'Signed events of 4 kB. `constructEvent` and one insert is the minimal handler of tutorials behind Fastify; stripe-sync-engine writes each event into the table of its object. An event counts once it is acknowledged, which each of them does after its commit.',
  },
  {
    folder: 'context',
    title: 'Looking up people',
    about:
      'What the sidebar waits for, with a Stripe that takes 150 ms for each response. Stripe finds customers by address, and lists invoices, payments and disputes by customer: without the id from the first response the second request cannot be made. So a first look takes two round trips, 300 ms, whatever a client does. Warm, everything is in memory.',
  },
  {
    folder: 'signature',
    title: 'Signatures',
    about: 'Verifying a request of the Stripe App, compared with the `stripe` package on the same text.',
  },
  {
    folder: 'long-work',
    title: 'Beside long work',
    about:
      '`/health` and the intake of events, 25 a second each, while tens of thousands of old events are removed, put back, handled again and erased.',
  },
  {
    folder: 'replicas',
    title: 'Three replicas',
    about:
      'Three gateways on one Postgres behind a round-robin proxy. Each is stopped and replaced in turn while requests and events go on.',
    needsPostgres: true,
  },
  {
    folder: 'growth',
    title: 'What grows',
    about:
      'How fast a backlog is handled by more processes, what a thousand events take on disk, and whether many connection keys slow a request down.',
    needsPostgres: true,
  },
]

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})

/** Resolves with the figures, also where a goal was missed, which the measurement says by its exit code. */
function measure({ folder, args = [] }: Measurement): Promise<Figure[]> {
  const file = join(import.meta.dirname, folder, 'main.ts')
  return new Promise((resolve, reject) => {
    const child = execFile(
      process.execPath,
      [file, '--json', ...args],
      { maxBuffer: 2 ** 26 },
      (error, stdout) => {
        const lines = stdout.split('\n').filter((line) => line.startsWith('{"name"'))
        if (lines.length > 0) resolve(lines.map((line) => JSON.parse(line) as Figure))
        else reject(new Error(`${folder} printed no figures`, { cause: error }))
      },
    )
    child.stderr?.pipe(process.stderr)
  })
}

const toText = (value: number) =>
  value.toLocaleString('en', { maximumSignificantDigits: value < 100 ? 2 : 3 })

function machine(): string {
  const [cpu] = cpus()
  const gigabytes = Math.round(totalmem() / 2 ** 30)
  return `${cpu?.model.trim() ?? 'an unknown processor'}, ${availableParallelism()} cores, ${gigabytes} GB, ${process.platform}, Node ${process.versions.node}, ${new Date().toISOString().slice(0, 10)}`
}

const sectionOf = ({ title, about }: Measurement, figures: readonly Figure[]): string => {
  const rows = figures.map(({ name, value, unit }) => `| ${name} | ${toText(value)} ${unit} |`)
  return [`## ${title}`, '', about, '', '| what | figure |', '| --- | ---: |', ...rows].join('\n')
}

const only = values.only?.split(',')
const sections: string[] = []
for (const measurement of measurements) {
  const { folder, needsPostgres } = measurement
  if (only && !only.includes(folder)) continue
  if (needsPostgres && !process.env['TEST_DATABASE_URL']) {
    console.error(`${folder} was not run: set TEST_DATABASE_URL to a Postgres that may be written to.`)
    continue
  }
  sections.push(sectionOf(measurement, await measure(measurement)))
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string
}
const page = `# Performance

Written by \`npm run bench -- --write\`, which runs each measurement once; do not edit. Tillside ${version} on ${machine()}. Load, gateway, database and upstream share those cores, and the machine is shared as well: compare the ratios, not the rates.

${sections.join('\n\n')}
`
if (values.write) writeFileSync(new URL('../docs/performance.md', import.meta.url), page)
else console.log(page)
