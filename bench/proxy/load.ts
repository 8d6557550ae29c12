// Loads one address and measures it: with wrk if installed (it uses the least of the shared cores), else with autocannon.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { z } from 'zod'

export type Sample = { perSecond: number; p50Ms: number; p99Ms: number; failed: number }

const wrkPath = ['/usr/bin/wrk', '/usr/local/bin/wrk', '/opt/homebrew/bin/wrk'].find((path) =>
  existsSync(path),
)
const path = '/stripe/v1/customers/cus_Q1w2e3r4t5y6u7'

/** One run of GETs with the secret header. */
export function measure(
  url: string,
  secret: string,
  load: { seconds: number; connections: number },
): Promise<Sample> {
  return wrkPath ? byWrk(wrkPath, url, secret, load) : byAutocannon(url, secret, load)
}

const autocannonResult = z.object({
  requests: z.object({ average: z.number() }),
  latency: z.object({ p50: z.number(), p99: z.number() }),
  non2xx: z.number(),
  errors: z.number(),
})

async function byAutocannon(
  url: string,
  secret: string,
  load: { seconds: number; connections: number },
): Promise<Sample> {
  const program = new URL('../../node_modules/autocannon/autocannon.js', import.meta.url).pathname
  const args = [
    program,
    '--json',
    '-c',
    `${load.connections}`,
    '-d',
    `${load.seconds}`,
    '-H',
    `x-api-key=${secret}`,
    '-H',
    'stripe-version=2020-08-27',
    url + path,
  ]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const result = autocannonResult.parse(JSON.parse(stdout))
  return {
    perSecond: result.requests.average,
    p50Ms: result.latency.p50,
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  }
}

const unitMs: Record<string, number> = { us: 0.001, ms: 1, s: 1000, m: 60_000 }
const toMs = (text: string | undefined) => {
  const [, value = 'NaN', unit = ''] = /^([\d.]+)(us|ms|s|m)$/.exec(text ?? '') ?? []
  return Number(value) * (unitMs[unit] ?? Number.NaN)
}

async function byWrk(
  program: string,
  url: string,
  secret: string,
  load: { seconds: number; connections: number },
): Promise<Sample> {
  const args = [
    '-t1',
    `-c${load.connections}`,
    `-d${load.seconds}s`,
    '--latency',
    '-H',
    `x-api-key: ${secret}`,
    '-H',
    'stripe-version: 2020-08-27',
    url + path,
  ]
  const { stdout } = await promisify(execFile)(program, args)
  const find = (pattern: RegExp) => pattern.exec(stdout)?.[1]
  const socketErrors =
    /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout) ?? []
  const broken = socketErrors.slice(1).reduce((sum, text) => sum + Number(text), 0)
  return {
    perSecond: Number(find(/Requests\/sec:\s+([\d.]+)/)),
    p50Ms: toMs(find(/^\s+50%\s+(\S+)/m)),
    p99Ms: toMs(find(/^\s+99%\s+(\S+)/m)),
    failed: Number(find(/Non-2xx or 3xx responses: (\d+)/) ?? 0) + broken,
  }
}
