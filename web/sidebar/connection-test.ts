// The connection test: step by step to the first thing that is wrong, told apart as well as a browser lets us.
// A browser says only "failed to fetch" for four different causes; a second probe and the CSP report separate them.

import type { Connection as ConnectionReport } from '#contract/api.ts'
import { Failure, failureOf } from './stream.ts'
import { authHeaders, type Connection, isSafeAddress, normalizeAddress } from './settings.ts'

/** The steps, in order. */
export const steps = ['reach', 'gateway', 'accepted', 'restricted', 'permissions'] as const
export type Step = (typeof steps)[number]
/** What is wrong; each has its cure in the words. */
export type Fault =
  | 'address' | 'https' | 'offline' | 'csp' | 'cors' | 'unreachable' | 'foreign' | 'failed' | 'refused' | 'header' | 'account' | 'unrestricted' | 'writes' | 'missing' // prettier-ignore
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

type Outcome = { response: Response } | { fault: Fault }

async function knock(url: string, init: RequestInit, ports: TestPorts): Promise<Outcome> {
  const limit = () => AbortSignal.timeout(10_000)
  try {
    return {
      response: await ports.fetch(url, { ...init, credentials: 'omit', cache: 'no-store', signal: limit() }),
    }
  } catch {
    // The policy's report comes in a task of its own.
    await new Promise((done) => setTimeout(done, 30))
    if (ports.wasBlocked(url)) return { fault: 'csp' }
    if (!ports.isOnline()) return { fault: 'offline' }
    try {
      // Without CORS the answer is opaque, but it tells that somebody is there.
      await ports.fetch(url, { mode: 'no-cors', credentials: 'omit', cache: 'no-store', signal: limit() })
      return { fault: 'cors' }
    } catch {
      return { fault: 'unreachable' }
    }
  }
}

type Record_ = Record<string, unknown>
const isRecord = (value: unknown): value is Record_ => typeof value === 'object' && value !== null

// Outline only; the gateway made it by the contract's schema.
function isReport(value: unknown): value is ConnectionReport {
  return isRecord(value) && value.gateway === 'tillside' && Array.isArray(value.accounts)
}

function judgeKeys({ accounts }: ConnectionReport): Check {
  const problem = accounts.find((account) => account.problem)
  const modes = [...new Set(accounts.map((account) => account.mode))].join(', ')
  if (accounts.length > 0 && accounts.every((account) => account.problem)) {
    return { step: 'restricted', state: 'bad', fault: 'account', detail: [problem?.problem ?? ''] }
  }
  if (accounts.some((account) => !account.problem && !account.restricted))
    return { step: 'restricted', state: 'bad', note: modes, fault: 'unrestricted' }
  if (problem)
    return {
      step: 'restricted',
      state: 'warn',
      note: modes,
      fault: 'account',
      detail: [problem.problem ?? ''],
    }
  return accounts.some((account) => account.canWrite)
    ? { step: 'restricted', state: 'warn', note: modes, fault: 'writes' }
    : { step: 'restricted', state: 'ok', note: modes }
}

function judgePermissions({ accounts }: ConnectionReport): Check {
  const all = accounts.filter((account) => !account.problem).flatMap((account) => account.permissions)
  const missing = all.filter((permission) => permission.state === 'missing')
  const granted = all.filter((permission) => permission.state === 'granted').length
  const note = `${granted} / ${all.length}`
  if (missing.length === 0) return { step: 'permissions', state: 'ok', note }
  const state = missing.some((permission) => permission.need === 'required') ? 'bad' : 'warn'
  return {
    step: 'permissions',
    state,
    note,
    fault: 'missing',
    detail: [...new Set(missing.map((permission) => permission.label))],
  }
}

/** Runs the test; `onCheck` is told of each step as it is known. Resolves to all of them. */
export async function testConnection(
  connection: Connection,
  ports: TestPorts,
  onCheck: (checks: Check[]) => void,
): Promise<Check[]> {
  const checks: Check[] = []
  const tell = (check: Check) => {
    checks.push(check)
    onCheck([...checks])
  }
  const stop = (check: Check) => {
    tell(check)
    for (const step of steps.slice(steps.indexOf(check.step) + 1)) checks.push({ step, state: 'skipped' })
    onCheck([...checks])
    return checks
  }
  const url = normalizeAddress(connection.url)
  if (!url) return stop({ step: 'reach', state: 'bad', fault: 'address' })
  if (!isSafeAddress(url)) return stop({ step: 'reach', state: 'bad', fault: 'https' })

  const began = ports.now()
  const health = await knock(`${url}health`, {}, ports)
  if ('fault' in health) return stop({ step: 'reach', state: 'bad', fault: health.fault })
  tell({ step: 'reach', state: 'ok', note: `${Math.round(ports.now() - began)} ms` })
  const said: unknown = await health.response.json().catch(() => undefined)
  if (!isRecord(said) || said.service !== 'tillside') {
    return stop({ step: 'gateway', state: 'bad', note: String(health.response.status), fault: 'foreign' })
  }
  tell({ step: 'gateway', state: 'ok', note: String(said.version) })

  const report = await knock(`${url}api/connection`, { headers: authHeaders(connection) }, ports)
  // The gateway was reached a moment ago: what fails now is the permission to send this header.
  if ('fault' in report)
    return stop({ step: 'accepted', state: 'bad', fault: report.fault === 'cors' ? 'header' : report.fault })
  if (!report.response.ok) {
    const { status } = report.response
    const failure: Failure = await failureOf(report.response)
    const fault = status === 401 || status === 403 ? 'refused' : 'failed'
    return stop({
      step: 'accepted',
      state: 'bad',
      note: String(status),
      fault,
      detail: failure.requestId ? [failure.requestId] : [],
    })
  }
  const content: unknown = await report.response.json().catch(() => undefined)
  if (!isReport(content)) return stop({ step: 'accepted', state: 'bad', fault: 'foreign' })
  tell({ step: 'accepted', state: 'ok', note: content.principal })
  const keys = judgeKeys(content)
  if (keys.state === 'bad') return stop(keys)
  tell(keys)
  tell(judgePermissions(content))
  return checks
}

/** Whether the connection may be saved: the test is over and nothing in it is wrong. */
export function isUsable(checks: Check[]): boolean {
  return (
    checks.length === steps.length && checks.every((check) => check.state === 'ok' || check.state === 'warn')
  )
}
