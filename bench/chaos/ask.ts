// Sends an approval request and classifies the answer; callers repeat it with the same key until its outcome is final.

import { actionResponseSchema, type ActionResponseOf } from '#contract/actions.ts'
import { problemSchema } from '#contract/api.ts'
import type { Ask, Case } from './world.ts'

export type Outcome = ActionResponseOf<'outcome'>

export type Reply =
  | { kind: 'final'; outcome: Outcome }
  /** Still in progress, or temporarily unavailable. */
  | { kind: 'later' }
  /** No answer. */
  | { kind: 'lost' }
  | { kind: 'wrong'; what: string }

const answerTimeoutMs = 30_000

/** One request to run the action. */
export async function askOnce(
  { invoiceId, amountMinor }: Case,
  { key }: Ask,
  { url, proof }: { url: string; proof: Record<string, string> },
): Promise<Reply> {
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

function readAnswer(body: unknown): Reply {
  const answer = actionResponseSchema.safeParse(body)
  if (!answer.success) return { kind: 'wrong', what: 'an answer outside the contract' }
  if (answer.data.type !== 'outcome')
    return { kind: 'wrong', what: `a ${answer.data.type}: ${JSON.stringify(body)}` }
  return answer.data.state === 'working' ? { kind: 'later' } : { kind: 'final', outcome: answer.data }
}

/** Classifies a problem; temporary ones are recognised by their status. */
function readProblem(status: number, body: unknown): Reply {
  if (status >= 500 || status === 429) return { kind: 'later' }
  const problem = problemSchema.safeParse(body)
  return { kind: 'wrong', what: `${status} ${problem.success ? problem.data.code : 'without a code'}` }
}

/** Loads the panel beside the invoice. */
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
