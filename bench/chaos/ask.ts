// Asks for one approval until its outcome is final: again with the same key when an answer is lost or the work goes on.

import { actionResponseSchema, type ActionResponseOf } from '#contract/actions.ts'
import { problemSchema } from '#contract/api.ts'
import type { Ask, Case } from './world.ts'

export type Outcome = ActionResponseOf<'outcome'>

export type Told =
  | { kind: 'final'; outcome: Outcome }
  /** It goes on by itself, or cannot be told now. */
  | { kind: 'later' }
  /** Nobody answered. */
  | { kind: 'lost' }
  | { kind: 'wrong'; what: string }

const answerTimeoutMs = 30_000

/** One request to run the action. */
export async function askOnce(
  { invoiceId, amountMinor }: Case,
  { key }: Ask,
  { url, proof }: { url: string; proof: Record<string, string> },
): Promise<Told> {
  const input = {
    items: ['1'],
    amount: amountMinor,
    reason: 'requested_by_customer',
    restock: 'workshop',
    label: true,
  }
  let status: number
  let body: unknown
  try {
    const response = await fetch(`${url}/api/actions/approve-return`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...proof },
      body: JSON.stringify({ subject: { kind: 'invoice', id: invoiceId }, stage: 'run', key, input }),
      signal: AbortSignal.timeout(answerTimeoutMs),
    })
    status = response.status
    body = await response.json()
  } catch {
    return { kind: 'lost' }
  }
  return status === 200 ? readAnswer(body) : readProblem(status, body)
}

function readAnswer(body: unknown): Told {
  const answer = actionResponseSchema.safeParse(body)
  if (!answer.success) return { kind: 'wrong', what: 'an answer outside the contract' }
  if (answer.data.type !== 'outcome')
    return { kind: 'wrong', what: `a ${answer.data.type}: ${JSON.stringify(body)}` }
  return answer.data.state === 'working' ? { kind: 'later' } : { kind: 'final', outcome: answer.data }
}

/** What may pass with time says so by its status. */
function readProblem(status: number, body: unknown): Told {
  if (status >= 500 || status === 429) return { kind: 'later' }
  const problem = problemSchema.safeParse(body)
  return { kind: 'wrong', what: `${status} ${problem.success ? problem.data.code : 'without a code'}` }
}

/** The panel beside the invoice, as its last message shows it. */
export async function askPanel(
  { invoiceId }: Case,
  { url, proof }: { url: string; proof: Record<string, string> },
): Promise<unknown> {
  const subject = { kind: 'panel', panel: 'shipping', subject: { kind: 'invoice', id: invoiceId } }
  const response = await fetch(`${url}/api/panels`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...proof },
    body: JSON.stringify({ subject, fresh: true }),
    signal: AbortSignal.timeout(answerTimeoutMs),
  })
  return response.json()
}
