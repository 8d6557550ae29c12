// The connection test: goes step by step to the first fault and names it as exactly as a browser allows.
// A browser reports only "failed to fetch" for four different causes; a second probe and the CSP report distinguish them.

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
/** What is wrong; the words contain a remedy for each. */
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
  /** Details for the sentence: an account's problem, permissions to tick, a request id. */
  detail?: string[]
}

/** What the test needs from the browser. */
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
    // The policy violation is reported in a separate task.
    await new Promise((done) => setTimeout(done, 30))
    if (ports.wasBlocked(url)) return { fault: 'csp' }
    if (!ports.isOnline()) return { fault: 'offline' }
    // Without CORS the response is opaque, but it shows that a server is there.
    const opaque = ports.fetch(url, { ...requestOptions, redirect: 'follow', mode: 'no-cors', signal })
    return opaque.then(
      () => ({ fault: 'cors' }),
      () => ({ fault: 'unreachable' }),
    )
  }
}

// Checks only the outline; the gateway created it from the contract's schema.
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

/** Runs the steps up to the first that fails. */
async function takeSteps(connection: Connection, ports: TestPorts, tell: (check: Check) => void) {
  const url = normalizeAddress(connection.url)
  if (!url) return tell({ step: 'reach', state: 'bad', fault: 'address' })
  if (!isSafeAddress(url)) return tell({ step: 'reach', state: 'bad', fault: 'https' })

  const began = ports.now()
  const health = await probe(`${url}health`, ports, 10_000)
  if ('fault' in health) return tell({ step: 'reach', state: 'bad', fault: health.fault })
  tell({ step: 'reach', state: 'ok', note: `${Math.round(ports.now() - began)} ms` })

  const content: unknown = await health.response.json().catch(() => undefined)
  if (!isRecord(content) || content.service !== 'tillside') {
    return tell({ step: 'gateway', state: 'bad', note: String(health.response.status), fault: 'foreign' })
  }
  tell({ step: 'gateway', state: 'ok', note: String(content.version) })

  const step = 'accepted'
  // The gateway tries each resource once, which takes a while if Stripe is slow.
  const report = await probe(`${url}api/connection`, ports, 60_000, authHeaders(connection))
  if ('fault' in report) {
    // The gateway was reachable a moment ago, so what fails now is the permission to send this header.
    return tell({ step, state: 'bad', fault: report.fault === 'cors' ? 'header' : report.fault })
  }
  const { status, ok } = report.response
  if (!ok) {
    const { requestId = '' } = await failureOf(report.response)
    const fault = status === 401 || status === 403 ? 'refused' : 'failed'
    return tell({ step, state: 'bad', note: String(status), fault, detail: [requestId] })
  }
  const reported: unknown = await report.response.json().catch(() => undefined)
  if (!isReport(reported)) return tell({ step, state: 'bad', fault: 'foreign' })
  tell({ step, state: 'ok', note: reported.principal })
  const keys = judgeKeys(reported)
  tell(keys)
  if (keys.state !== 'bad') tell(judgePermissions(reported))
}

/** Runs the test and calls `onCheck` after each step. Resolves to all steps. */
export async function testConnection(
  connection: Connection,
  ports: TestPorts,
  onCheck: (checks: Check[]) => void,
): Promise<Check[]> {
  let checks: Check[] = []
  await takeSteps(connection, ports, (check) => onCheck((checks = [...checks, check])))
  return [...checks, ...steps.slice(checks.length).map((step): Check => ({ step, state: 'skipped' }))]
}

/** Whether the connection may be saved: the test has finished and no step failed. */
export function isUsable(checks: Check[]): boolean {
  return checks.length === steps.length && !checks.some(({ state }) => state === 'bad' || state === 'skipped')
}
