// Sends requests to the gateway. Stripe signs each one for exactly its purpose and arguments. Reads are retried once with a new
// nonce; requests that change something are never repeated here, because only a person may decide that.

import { createEnvelope, payloadOf, type Signer, withoutRoles } from './envelope.ts'
import { Failure, failureOf } from './failure.ts'
import type {
  ActionResponse,
  ActionRequest,
  AppConnection,
  AppPanelsArgs,
  AppPanelsMessage,
  Envelope,
  ErrorReportArgs,
  OauthExchangeArgs,
  OauthState,
  Panel,
  SignedOp,
} from './generated/contract.ts'
import { readLines } from './generated/read-lines.ts'
import { subjectKey } from './generated/subject-key.ts'

export type GatewayDeps = {
  /** The gateway's address, without a trailing slash. */
  base: string
  signer: Signer
  /** Stripe's `fetchStripeSignature`. */
  sign: (payload: Record<string, unknown>) => Promise<string>
  fetch: typeof fetch
  newId: () => string
  wait: (ms: number) => Promise<void>
}

/** The end of a panels response. */
export type PanelsEnd = { asOf: string; requestId: string }

export type Gateway = {
  panels: (args: AppPanelsArgs, signal?: AbortSignal) => AsyncGenerator<Panel, PanelsEnd>
  action: (id: string, request: ActionRequest, signal?: AbortSignal) => Promise<ActionResponse>
  connection: (signal?: AbortSignal) => Promise<AppConnection>
  signInStatus: (service: string, signal?: AbortSignal) => Promise<OauthState>
  startSignIn: (service: string, signal?: AbortSignal) => Promise<OauthState>
  exchangeCode: (args: OauthExchangeArgs, signal?: AbortSignal) => Promise<OauthState>
  signOut: (service: string, signal?: AbortSignal) => Promise<OauthState>
  report: (report: ErrorReportArgs) => Promise<void>
}

type Call = {
  op: SignedOp
  path: string
  args: unknown
  resource?: string
  signal?: AbortSignal | undefined
  read?: boolean
}

const signingMs = 10_000
const answerMs = 40_000

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Temporary failures, worth a second try: they say nothing about the request itself. */
const passing: readonly Failure['reason'][] = ['offline', 'failed', 'busy']

async function within<T>(ms: number, work: Promise<T>, failure: Failure): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failure), ms)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}

/** Has the envelope signed; without roles if Stripe refuses them, so that actions that need a role are not allowed. */
async function signed(envelope: Envelope, sign: GatewayDeps['sign']): Promise<[Envelope, string]> {
  const late = new Failure('unsigned', 'Stripe did not answer in time')
  try {
    return [envelope, await within(signingMs, sign(payloadOf(envelope)), late)]
  } catch (error) {
    const plain = withoutRoles(envelope)
    if (error === late || !envelope.stripe_roles) throw error
    return [plain, await within(signingMs, sign(payloadOf(plain)), late)]
  }
}

async function send({ op, path, args, resource, signal }: Call, deps: GatewayDeps): Promise<Response> {
  const text = JSON.stringify(args)
  const draft = await createEnvelope(deps.signer, {
    op,
    args: text,
    nonce: deps.newId(),
    ...(resource === undefined ? {} : { resource }),
  })
  const [envelope, signature] = await signed(draft, deps.sign).catch((error: unknown) => {
    throw error instanceof Failure
      ? error
      : new Failure('unsigned', error instanceof Error ? error.message : '')
  })
  const limit = AbortSignal.timeout(answerMs)
  try {
    const response = await deps.fetch(`${deps.base}/${path}`, {
      method: 'POST',
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      headers: { 'content-type': 'application/json', 'stripe-signature': signature },
      body: JSON.stringify({ envelope, args: text }),
      signal: AbortSignal.any(signal ? [signal, limit] : [limit]),
    })
    if (!response.ok) throw await failureOf(response)
    return response
  } catch (error) {
    throw Failure.of(error, limit.aborted ? 'timeout' : 'offline')
  }
}

async function request(call: Call, deps: GatewayDeps): Promise<Response> {
  try {
    return await send(call, deps)
  } catch (error) {
    const failure = Failure.of(error)
    if (!call.read || call.signal?.aborted || !passing.includes(failure.reason)) throw failure
    await deps.wait(400)
    return send(call, deps)
  }
}

async function requestJson<T>(call: Call, deps: GatewayDeps): Promise<T> {
  const response = await request(call, deps)
  const answer: unknown = await response.json().catch(() => undefined)
  // The gateway has validated its answer against the contract, so this only checks that it is an object.
  if (!isRecord(answer)) throw new Failure('broken', '', response.headers.get('Request-Id') ?? undefined)
  return answer as T
}

async function* readPanels(call: Call, deps: GatewayDeps): AsyncGenerator<Panel, PanelsEnd> {
  const response = await request(call, deps)
  try {
    for await (const line of readLines(response.body)) {
      const message = isRecord(line) ? (line as AppPanelsMessage) : undefined
      if (message?.type === 'panel') yield message.panel
      else if (message?.type === 'done') return message
      else if (message?.type === 'error')
        throw new Failure(
          'failed',
          [message.title, message.detail].filter(Boolean).join('. '),
          message.requestId,
        )
      else throw new Failure('broken')
    }
  } catch (error) {
    throw Failure.of(error, error instanceof SyntaxError ? 'broken' : 'offline')
  }
  throw new Failure('broken', 'The answer was cut off', response.headers.get('Request-Id') ?? undefined)
}

/** Creates the gateway client for one viewer. */
export function createGateway(deps: GatewayDeps): Gateway {
  const get = <T>(call: Call) => requestJson<T>({ ...call, read: true }, deps)
  return {
    panels: (args, signal) =>
      readPanels(
        { op: 'panels', path: 'panels', args, resource: subjectKey(args.subject), signal, read: true },
        deps,
      ),
    action: (id, request, signal) => {
      const call: Call = {
        op: 'action',
        path: `actions/${encodeURIComponent(id)}`,
        args: request,
        resource: id,
        signal,
      }
      return requestJson({ ...call, read: request.stage !== 'run' }, deps)
    },
    connection: (signal) => get({ op: 'connection', path: 'connection', args: {}, signal }),
    signInStatus: (service, signal) =>
      get({ op: 'oauth.status', path: 'oauth/status', args: { service }, signal }),
    startSignIn: (service, signal) =>
      get({ op: 'oauth.start', path: 'oauth/start', args: { service }, signal }),
    exchangeCode: (args, signal) =>
      requestJson({ op: 'oauth.exchange', path: 'oauth/exchange', args, signal }, deps),
    signOut: (service, signal) =>
      requestJson({ op: 'oauth.sign_out', path: 'oauth/sign_out', args: { service }, signal }, deps),
    report: async (report) => {
      await send({ op: 'error.report', path: 'errors', args: report }, deps)
    },
  }
}
