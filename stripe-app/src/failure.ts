// Failures between the app and the gateway, each with a reason that a person can act on.

import type { Problem } from './generated/contract.ts'

export type Reason =
  /** No response: network failure, wrong address, or an address the app may not reach. */
  | 'offline'
  | 'timeout'
  /** Stripe did not sign the request. */
  | 'unsigned'
  /** The gateway does not accept the signature. */
  | 'signature'
  | 'not_installed'
  | 'role'
  | 'missing'
  | 'conflict'
  | 'refused'
  | 'busy'
  | 'failed'
  /** Not a valid answer from a gateway. */
  | 'broken'

export class Failure extends Error {
  override readonly name = 'Failure'
  readonly reason: Reason
  readonly requestId: string | undefined

  constructor(reason: Reason, message = '', requestId?: string) {
    super(message)
    this.reason = reason
    this.requestId = requestId
  }

  static of(error: unknown, reason: Reason = 'broken'): Failure {
    return error instanceof Failure ? error : new Failure(reason)
  }
}

const reasonsByCode: Readonly<Record<string, Reason>> = {
  signature_refused: 'signature',
  not_installed: 'not_installed',
  role_missing: 'role',
  key_conflict: 'conflict',
}

function reasonOf(status: number, code: string | undefined): Reason {
  const known = code === undefined ? undefined : reasonsByCode[code]
  if (known) return known
  if (status === 401) return 'signature'
  if (status === 403) return 'role'
  if (status === 404) return 'missing'
  if (status === 429 || status === 409) return 'busy'
  return status >= 500 ? 'failed' : 'refused'
}

/** Turns an unsuccessful response into a Failure. */
export async function failureOf(response: Response): Promise<Failure> {
  const problem = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined
  const words = [problem?.title, problem?.detail].filter((part) => typeof part === 'string').join('. ')
  const requestId = problem?.request_id ?? response.headers.get('Request-Id') ?? undefined
  return new Failure(reasonOf(response.status, problem?.code), words, requestId)
}

type Words = { title: string; cure: string }

const words: Readonly<Record<Reason, Words>> = {
  offline: {
    title: 'The gateway cannot be reached',
    cure: 'Check that it runs, that API_BASE in stripe-app.json is its https address, and that connect-src allows that address.',
  },
  timeout: { title: 'The gateway did not answer in time', cure: 'Try again in a moment.' },
  unsigned: {
    title: 'Stripe did not sign the request',
    cure: 'The app must have been uploaded once (stripe apps upload) under the id in its manifest. In a preview, the id must be that of the uploaded app.',
  },
  signature: {
    title: 'The gateway does not accept the signature',
    cure: 'Put this app’s signing secret into STRIPE_APP_SECRETS on the gateway. Live, test and sandbox may have secrets of their own. Also check the gateway’s clock.',
  },
  not_installed: {
    title: 'The app is not installed here',
    cure: 'Install it in this account and mode, and list the account in STRIPE_APP_ACCOUNTS on the gateway.',
  },
  role: {
    title: 'Your role does not allow this',
    cure: 'Ask an administrator of this Stripe account for a role that does.',
  },
  missing: {
    title: 'Not found',
    cure: 'It may have been removed, or belong to another account or mode.',
  },
  conflict: {
    title: 'This was already sent with other values',
    cure: 'Close this and start again. Nothing was done twice.',
  },
  refused: {
    title: 'The gateway does not understand the request',
    cure: 'App and gateway may have different versions.',
  },
  busy: { title: 'Too many requests', cure: 'Try again in a moment.' },
  failed: { title: 'The gateway failed', cure: 'Try again in a moment.' },
  broken: {
    title: 'The server that answered is not a Tillside gateway',
    cure: 'Check API_BASE in stripe-app.json: it must be https and end in /stripe-app.',
  },
}

/** Explains a failure to a person: what happened, what helps, and the request id to look up in the log. */
export function explain(failure: Failure): Words & { detail: string | undefined } {
  const { title, cure } = words[failure.reason]
  const detail = [failure.message, failure.requestId && `Request ${failure.requestId}`]
    .filter(Boolean)
    .join(' · ')
  return { title, cure, detail: detail || undefined }
}
