// A soak test of the proxy lane: a steady rate for minutes. The gateway runs with the flags of `npm start`; its resident memory is
// sampled every five seconds after a warm-up. Exits with 1 if memory grew by more than 10 MB or anything failed.
// `npm run soak -- --minutes 10 --rate 200`; with `--bad-clients` other clients misbehave at the same time.

import { readdir, readFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import { setTimeout } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { Pool } from 'undici'
import { startFlags, startPart } from '../part.ts'
import { median } from '../percentile.ts'
import { misbehave } from './bad-clients.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    rate: { type: 'string', default: '200' },
    warmup: { type: 'string', default: '60' },
    'bad-clients': { type: 'boolean', default: false },
  },
})
const [minutes, rate, warmupSeconds] = [Number(values.minutes), Number(values.rate), Number(values.warmup)]
const secret = 'soak-secret-0123456789abcdef'
const growthMax = 10
const tickMs = 50

/** Resident memory in MB: from /proc if available, else from ps. */
async function residentMb(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
  } catch {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])
    return Number(stdout) / 1024
  }
}

/** Open files and connections; unknown without /proc. */
const handles = async (pid: number): Promise<number> =>
  readdir(`/proc/${pid}/fd`).then(
    (all) => all.length,
    () => Number.NaN,
  )

type Tally = { sent: number; answered: number; errors: Map<string, number> }

async function ask(pool: Pool, path: string, tally: Tally): Promise<void> {
  tally.sent++
  const note = (what: string) => tally.errors.set(what, (tally.errors.get(what) ?? 0) + 1)
  try {
    const { statusCode, body } = await pool.request({
      method: 'GET',
      path,
      headers: { 'x-api-key': secret, 'stripe-version': '2020-08-27' },
    })
    const text = await body.text()
    if (statusCode !== 200 || !text.startsWith('{"id":"cus_')) note(`status ${statusCode}`)
    else tally.answered++
  } catch (error) {
    note(error instanceof Error ? error.name : 'unknown')
  }
}

/** Keeps the rate until the end by sending what is due at each tick; ids differ, as in production. */
async function load(url: string, endsAtMs: number, tally: Tally): Promise<void> {
  const pool = new Pool(url, { connections: 64 })
  const startedAtMs = performance.now()
  const open = new Set<Promise<void>>()
  while (performance.now() < endsAtMs) {
    const seconds = (performance.now() - startedAtMs) / 1000
    const due = Math.floor(seconds * rate)
    while (tally.sent < due) {
      const request = ask(pool, `/stripe/v1/customers/cus_${tally.sent}?limit=${tally.sent % 100}`, tally)
      open.add(request)
      void request.finally(() => open.delete(request))
    }
    await setTimeout(tickMs)
  }
  await Promise.all(open)
  await pool.close()
}

async function main(): Promise<boolean> {
  const upstream = await startPart('proxy/upstream.ts', [])
  const gateway = await startPart('proxy/tillside.ts', [upstream.url, secret], startFlags())
  const tally: Tally = { sent: 0, answered: 0, errors: new Map() }
  const samples: number[] = []
  const open: number[] = []
  const calm = new AbortController()
  const startedAtMs = performance.now()
  const endsAtMs = startedAtMs + minutes * 60_000
  try {
    const before = await handles(gateway.pid)
    const loading = load(gateway.url, endsAtMs, tally)
    const bad = values['bad-clients'] ? misbehave(gateway.url, secret, calm.signal) : undefined
    await setTimeout(Math.min(warmupSeconds * 1000, (minutes * 60_000) / 2))
    while (performance.now() < endsAtMs) {
      samples.push(await residentMb(gateway.pid))
      open.push(await handles(gateway.pid))
      await setTimeout(5000)
    }
    await loading
    calm.abort()
    for (const [kind, count] of (await bad) ?? []) console.log(`  ${kind}: ${count} times`)
    // The last of them disconnect after half a minute.
    if (bad) await setTimeout(35_000)
    console.log(
      `open handles of the gateway: ${before} at first, at most ${Math.max(...open)}, ${await handles(gateway.pid)} after all have disconnected`,
    )
  } finally {
    await gateway.stop()
    await upstream.stop()
  }
  // The medians of the first and last twelve samples, so that a single garbage collection does not decide.
  const [first, last] = [median(samples.slice(0, 12)), median(samples.slice(-12))]
  const failed = tally.sent - tally.answered
  console.log(
    `${minutes} minutes at ${rate} requests a second: ${tally.sent} sent, ${tally.answered} answered, ${failed} failed`,
  )
  for (const [what, count] of tally.errors) console.log(`  ${what}: ${count}`)
  console.log(
    `memory of the gateway: ${first.toFixed(1)} MB after the warm-up, ${last.toFixed(1)} MB at the end, highest ${Math.max(...samples).toFixed(1)} MB, growth ${(last - first).toFixed(1)} MB (limit ${growthMax})`,
  )
  return failed === 0 && last - first <= growthMax
}

process.exit((await main()) ? 0 : 1)
