// Checks what must be true after a chaos run. Each breach is one sentence with the number of its return.

import type { Outcome, Reply } from './ask.ts'
import type { Mortal } from '../mortal-process.ts'
import type { Records, Refund } from './records.ts'
import type { Ask, Case } from './world.ts'

export type Ended = {
  one: Case
  /** The answer of `POST /api/panels` at the end. */
  panel: unknown
  asks: readonly { ask: Ask; first: Outcome | undefined; again: Reply }[]
}

type Evidence = {
  ended: readonly Ended[]
  records: Records
  logs: readonly Pick<Mortal, 'lines' | 'complaints'>[]
}

/** Finds all breaches; empty if there are none. */
export function findBreaches({ ended, records, logs }: Evidence): string[] {
  const about = ended.flatMap((one) => [
    ...checkMoney(one, records),
    ...checkService(one, records),
    ...checkOutcomes(one, records),
    ...checkAudit(one, records),
    ...checkPanel(one, records),
  ])
  // Every action has ended by now. Upkeep whose process was killed may still wait for its next attempt, but must not be given up.
  const unfinished = records.jobs.filter(({ task, state }) =>
    task === 'action' ? state !== 'done' : state === 'dead',
  )
  const files = records.integrity.filter((found) => found !== 'ok')
  return [
    ...about,
    ...unfinished.map(({ id, state, error }) => `job ${id} is ${state} (${error ?? 'no error'})`),
    ...files.map((found) => `a database is damaged: ${found}`),
    ...logs.flatMap(checkLog),
  ]
}

const refundsOf = ({ one }: Ended, { refunds }: Records): Refund[] =>
  refunds.filter(({ intentId, returnId }) => intentId === one.intentId || returnId === one.returnId)

function checkMoney(ended: Ended, records: Records): string[] {
  const { one } = ended
  const refunds = refundsOf(ended, records)
  const say = (what: string) => `return ${one.number}: ${what}`
  if (refunds.length !== 1) return [say(`${refunds.length} refunds at Stripe`)]
  const [refund] = refunds
  const total = one.refundedBeforeMinor + one.amountMinor
  const found = records.refundedMinor(one.chargeId)
  return [
    ...(refund?.amountMinor === one.amountMinor && refund.currency === one.currency
      ? []
      : [say(`refunded ${refund?.amountMinor} ${refund?.currency}, not ${one.amountMinor} ${one.currency}`)]),
    ...(refund?.intentId === one.intentId && refund.returnId === one.returnId
      ? []
      : [say('another payment was refunded')]),
    ...(found === total ? [] : [say(`${found} are refunded of the payment, not ${total}`)]),
  ]
}

function checkService(ended: Ended, records: Records): string[] {
  const { one } = ended
  const [refund] = refundsOf(ended, records)
  const row = records.returns.get(one.returnId)
  const approvals = records.approvals.filter((id) => id === one.returnId).length
  const agrees =
    row?.state === 'approved' && row.refund_id === refund?.id && row.refunded === refund?.amountMinor
  return [
    ...(agrees
      ? []
      : [`return ${one.number}: the orders service says ${row?.state} ${row?.refund_id} ${row?.refunded}`]),
    ...(approvals === 1 ? [] : [`return ${one.number}: approved ${approvals} times`]),
  ]
}

/** One run of each return must be done; a rival may have come too late and must be told so. */
function checkOutcomes(ended: Ended, records: Records): string[] {
  const { one, asks } = ended
  const [refund] = refundsOf(ended, records)
  const say = (by: string, what: string) => `return ${one.number}, ${by}: ${what}`
  const breaches = asks.flatMap(({ ask, first, again }) => {
    const last = again.kind === 'final' ? again.outcome : undefined
    if (!first || !last) return [say(ask.by, `asked again, the answer is ${again.kind}`)]
    const isSame = first.state === last.state && first.id === last.id && first.title === last.title
    const wrong = isSame ? [] : [say(ask.by, `${first.state} first, ${last.state} when asked again`)]
    if (last.state === 'done' && last.id !== refund?.id)
      wrong.push(say(ask.by, `says ${last.id} was made, Stripe has ${refund?.id}`))
    const jobId = records.jobOfKey.get(ask.key)
    const steps = (jobId === undefined ? undefined : records.stepsOfJob.get(jobId)) ?? []
    if (last.state !== 'done' && (one.asks.length === 1 || steps.includes('refund')))
      wrong.push(say(ask.by, `${last.state} after ${steps.join(' ')}: ${JSON.stringify(last.text)}`))
    return wrong
  })
  const isDone = asks.some(({ first }) => first?.state === 'done')
  return isDone ? breaches : [...breaches, say('all', 'no answer reported it as done')]
}

function checkAudit({ one, asks }: Ended, { audit, jobOfKey }: Records): string[] {
  const rows = audit.filter(({ target }) => target === `invoice ${one.invoiceId}`)
  const claimed = asks.filter(({ ask }) => jobOfKey.has(ask.key))
  const breaches = claimed.flatMap(({ ask, first }) => {
    const jobId = jobOfKey.get(ask.key)
    const mine = rows.filter(({ detail }) => detail.job === jobId)
    const names = mine.map(({ action }) => action).toSorted()
    const end = mine.find(({ action }) => action === 'action.finished')?.detail
    const agrees = end?.state === first?.state && end?.id === first?.id
    return [
      ...(names.join() === 'action.finished,action.started'
        ? []
        : [`return ${one.number}, ${ask.by}: the audit has ${names.join(' ') || 'nothing'}`]),
      ...(agrees ? [] : [`return ${one.number}, ${ask.by}: the audit says ${end?.state} ${end?.id}`]),
    ]
  })
  return rows.length === 2 * claimed.length
    ? breaches
    : [...breaches, `return ${one.number}: ${rows.length} audit rows for ${claimed.length} keys`]
}

/** The panel must show either the refund with its id and amount, or that the return is waiting. */
function checkPanel(ended: Ended, records: Records): string[] {
  const { one, panel } = ended
  const [refund] = refundsOf(ended, records)
  const text = JSON.stringify(panel)
  const saysWaiting = text.includes('Return requested: ') || text.includes('"action":"approve-return"')
  const saysRefunded = refund !== undefined && text.includes(refund.id)
  const amount = JSON.stringify({ amountMinor: refund?.amountMinor, currency: refund?.currency }).slice(1, -1)
  if (refund ? !saysRefunded || saysWaiting || !text.includes(amount) : !saysWaiting)
    return [`return ${one.number}: the panel says ${text.slice(0, 600)}`]
  return []
}

/** Error lines about an unreachable service are expected; every other error line has to be investigated. */
const someoneWasAway =
  /"code":"(?:source_failed|(?:source orders|stripe) (?:unreachable|circuit_open|timeout|failed))"|"source":"orders","fault":"(?:unreachable|circuit_open|timeout|failed)"/

const isFine = (line: string): boolean =>
  line.includes('"event":"service.started"') ||
  /"level":"(?:debug|info|warn)"/.test(line) ||
  (line.includes('"level":"error"') && someoneWasAway.test(line))

/** Anything but a log line was not written deliberately, such as the stack trace of an uncaught error. */
const checkLog = ({ lines, complaints }: Pick<Mortal, 'lines' | 'complaints'>): string[] =>
  [...lines.filter((line) => !isFine(line)), ...complaints].map(
    (line) => `written to the log: ${line.slice(0, 400)}`,
  )
