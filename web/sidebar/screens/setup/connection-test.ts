// The connection test: step by step to the first thing that is wrong, told apart as well as a browser lets us.
// A browser says only "failed to fetch" for four different causes; a second probe and the CSP report separate them.

import type { Connection as ConnectionReport } from '#contract/api.ts'
import { failureOf, requestOptions } from '../../gateway.ts'
import {
  authHeaders,
  type Connection,
  isRecord,
  isSafeAddress,
  normalizeAddress,
} from '../../settings/parse-settings.ts'

/** The steps, in order. */
const steps = ['reach', 'gateway', 'accepted', 'restricted', 'permissions'] as const
export type Step = (typeof steps)[number]
/** What is wrong; each has its cure in the words. */
export type Fault =
  | 'address'
  | 'https'
  | 'offline'
  | 'csp'
  | 'cors'
  | 'unreachable'
  | 'slow'
  | 'foreign'
  | 'failed'
  | 'refused'
  | 'header'
  | 'account'
  | 'unrestricted'
  | 'writes'
  | 'missing'
export type Check = {
  step: Step
  state: 'ok' | 'warn' | 'bad' | 'skipped'
  /** At the right edge: milliseconds, a version, a status. */
  note?: string
  fault?: Fault
  /** What the sentence is about: an account's own words, permissions to tick, a request id. */
  detail?: string[]
}

/** What the test needs of the browser. */
export type TestPorts = {
  fetch: typeof fetch
  now(): number
  isOnline(): boolean
  /** Whether the page's policy blocked a request to this address during the test. */
  wasBlocked(url: string): boolean
}

type Probe = { response: Response } | { fault: Fault }

async function probe(
  url: string,
  ports: TestPorts,
  limitMs: number,
  headers: Record<string, string> = {},
): Promise<Probe> {
  const signal = AbortSignal.timeout(limitMs)
  try {
    return { response: await ports.fetch(url, { ...requestOptions, headers, signal }) }
  } catch {
    if (signal.aborted) return { fault: 'slow' }
    // The policy's report comes in a task of its own.
    await new Promise((done) => setTimeout(done, 30))
    if (ports.wasBlocked(url)) return { fault: 'csp' }
    if (!ports.isOnline()) return { fault: 'offline' }
    // Without CORS the answer is opaque, but it tells that somebody is there.
    const opaque = ports.fetch(url, { ...requestOptions, redirect: 'follow', mode: 'no-cors', signal })
    return opaque.then(
      () => ({ fault: 'cors' }),
      () => ({ fault: 'unreachable' }),
    )
  }
}

// Outline only; the gateway made it by the contract's schema.
function isReport(value: unknown): value is ConnectionReport {
  return isRecord(value) && value.gateway === 'tillside' && Array.isArray(value.accounts)
}

function judgeKeys({ accounts }: ConnectionReport): Check {
  const step = 'restricted'
  const note = [...new Set(accounts.map((account) => account.mode))].join(', ')
  const problem = accounts.find((account) => account.problem)?.problem
  const well = accounts.filter((account) => !account.problem)
  if (well.some((account) => !account.restricted)) return { step, state: 'bad', note, fault: 'unrestricted' }
  if (problem) {
    return { step, state: well.length > 0 ? 'warn' : 'bad', note, fault: 'account', detail: [problem] }
  }
  return well.some((account) => account.canWrite)
    ? { step, state: 'warn', note, fault: 'writes' }
    : { step, state: 'ok', note }
}

function judgePermissions({ accounts }: ConnectionReport): Check {
  const step = 'permissions'
  const all = accounts.filter((account) => !account.problem).flatMap((account) => account.permissions)
  const missing = all.filter((permission) => permission.state === 'missing')
  const note = `${all.filter((permission) => permission.state === 'granted').length} / ${all.length}`
  if (missing.length === 0) return { step, state: 'ok', note }
  const state = missing.some((permission) => permission.need === 'required') ? 'bad' : 'warn'
  const detail = [...new Set(missing.map((permission) => permission.label))]
  return { step, state, note, fault: 'missing', detail }
}

/** Takes the steps up to the first bad one. */
async function takeSteps(connection: Connection, ports: TestPorts, tell: (check: Check) => void) {
  const url = normalizeAddress(connection.url)
  if (!url) return tell({ step: 'reach', state: 'bad', fault: 'address' })
  if (!isSafeAddress(url)) return tell({ step: 'reach', state: 'bad', fault: 'https' })

  const began = ports.now()
  const health = await probe(`${url}health`, ports, 10_000)
  if ('fault' in health) return tell({ step: 'reach', state: 'bad', fault: health.fault })
  tell({ step: 'reach', state: 'ok', note: `${Math.round(ports.now() - began)} ms` })

  const said: unknown = await health.response.json().catch(() => undefined)
  if (!isRecord(said) || said.service !== 'tillside') {
    return tell({ step: 'gateway', state: 'bad', note: String(health.response.status), fault: 'foreign' })
  }
  tell({ step: 'gateway', state: 'ok', note: String(said.version) })

  const step = 'accepted'
  // The gateway tries each resource once: through a slow Stripe that takes its time.
  const report = await probe(`${url}api/connection`, ports, 60_000, authHeaders(connection))
  if ('fault' in report) {
    // The gateway was reached a moment ago: what fails now is the permission to send this header.
    return tell({ step, state: 'bad', fault: report.fault === 'cors' ? 'header' : report.fault })
  }
  const { status, ok } = report.response
  if (!ok) {
    const { requestId = '' } = await failureOf(report.response)
    const fault = status === 401 || status === 403 ? 'refused' : 'failed'
    return tell({ step, state: 'bad', note: String(status), fault, detail: [requestId] })
  }
  const content: unknown = await report.response.json().catch(() => undefined)
  if (!isReport(content)) return tell({ step, state: 'bad', fault: 'foreign' })
  tell({ step, state: 'ok', note: content.principal })
  const keys = judgeKeys(content)
  tell(keys)
  if (keys.state !== 'bad') tell(judgePermissions(content))
}

/** Runs the test; `onCheck` is told of each step as it is known. Resolves to all of them. */
export async function testConnection(
  connection: Connection,
  ports: TestPorts,
  onCheck: (checks: Check[]) => void,
): Promise<Check[]> {
  let checks: Check[] = []
  await takeSteps(connection, ports, (check) => onCheck((checks = [...checks, check])))
  return [...checks, ...steps.slice(checks.length).map((step): Check => ({ step, state: 'skipped' }))]
}

/** Whether the connection may be saved: the test is over and nothing in it is wrong. */
export function isUsable(checks: Check[]): boolean {
  return checks.length === steps.length && !checks.some(({ state }) => state === 'bad' || state === 'skipped')
}
