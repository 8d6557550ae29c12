// Asks the gateway, each request signed by Stripe for exactly this purpose and these arguments. Reads are tried twice, with
// a new nonce; what changes something is never repeated here, because only a person may decide that.

import { createEnvelope, payloadOf, type Signer, withoutRoles } from './envelope.ts'
import { Failure, failureOf } from './failure.ts'
import type {
  ActionAnswer,
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
  Subject,
} from './generated/contract.ts'
import { readLines } from './read-lines.ts'

export type GatewayMeans = {
  /** Without a slash at the end. */
  base: string
  signer: Signer
  /** Stripe's `fetchStripeSignature`. */
  sign: (payload: Record<string, unknown>) => Promise<string>
  fetch: typeof fetch
  newId: () => string
  wait: (ms: number) => Promise<void>
}

/** What ended an answer of panels. */
export type PanelsEnd = { asOf: string; requestId: string }

export type Gateway = {
  panels: (args: AppPanelsArgs, signal?: AbortSignal) => AsyncGenerator<Panel, PanelsEnd>
  action: (id: string, request: ActionRequest, signal?: AbortSignal) => Promise<ActionAnswer>
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

export const subjectKey = (subject: Subject): string =>
  subject.kind === 'email' ? `email ${subject.address.toLowerCase()}` : `${subject.kind} ${subject.id}`

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Worth a second try: nothing was decided about the request itself. */
const passing: readonly Failure['reason'][] = ['offline', 'failed', 'busy']

async function within<T>(ms: number, work: Promise<T>, failure: Failure): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failure), ms)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}

/** Has the envelope signed; where Stripe refuses the roles, without them: then no action that needs one is allowed. */
async function signed(envelope: Envelope, sign: GatewayMeans['sign']): Promise<[Envelope, string]> {
  const late = new Failure('unsigned', 'Stripe did not answer in time')
  try {
    return [envelope, await within(signingMs, sign(payloadOf(envelope)), late)]
  } catch (error) {
    const plain = withoutRoles(envelope)
    if (error === late || !envelope.stripe_roles) throw error
    return [plain, await within(signingMs, sign(payloadOf(plain)), late)]
  }
}

async function send({ op, path, args, resource, signal }: Call, means: GatewayMeans): Promise<Response> {
  const text = JSON.stringify(args)
  const draft = await createEnvelope(means.signer, {
    op,
    args: text,
    nonce: means.newId(),
    ...(resource === undefined ? {} : { resource }),
  })
  const [envelope, signature] = await signed(draft, means.sign).catch((error: unknown) => {
    throw error instanceof Failure
      ? error
      : new Failure('unsigned', error instanceof Error ? error.message : '')
  })
  const limit = AbortSignal.timeout(answerMs)
  try {
    const response = await means.fetch(`${means.base}/${path}`, {
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

async function ask(call: Call, means: GatewayMeans): Promise<Response> {
  try {
    return await send(call, means)
  } catch (error) {
    const failure = Failure.of(error)
    if (!call.read || call.signal?.aborted || !passing.includes(failure.reason)) throw failure
    await means.wait(400)
    return send(call, means)
  }
}

async function askFor<T>(call: Call, means: GatewayMeans): Promise<T> {
  const response = await ask(call, means)
  const answer: unknown = await response.json().catch(() => undefined)
  // The gateway checked its answer against the contract; here only that it is one.
  if (!isRecord(answer)) throw new Failure('broken', '', response.headers.get('Request-Id') ?? undefined)
  return answer as T
}

async function* readPanels(call: Call, means: GatewayMeans): AsyncGenerator<Panel, PanelsEnd> {
  const response = await ask(call, means)
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
  throw new Failure('broken', 'The answer broke off', response.headers.get('Request-Id') ?? undefined)
}

/** The gateway as one viewer reaches it. */
export function createGateway(means: GatewayMeans): Gateway {
  const get = <T>(call: Call) => askFor<T>({ ...call, read: true }, means)
  return {
    panels: (args, signal) =>
      readPanels(
        { op: 'panels', path: 'panels', args, resource: subjectKey(args.subject), signal, read: true },
        means,
      ),
    action: (id, request, signal) => {
      const call: Call = {
        op: 'action',
        path: `actions/${encodeURIComponent(id)}`,
        args: request,
        resource: id,
        signal,
      }
      return askFor({ ...call, read: request.stage !== 'run' }, means)
    },
    connection: (signal) => get({ op: 'connection', path: 'connection', args: {}, signal }),
    signInStatus: (service, signal) =>
      get({ op: 'oauth.status', path: 'oauth/status', args: { service }, signal }),
    startSignIn: (service, signal) =>
      get({ op: 'oauth.start', path: 'oauth/start', args: { service }, signal }),
    exchangeCode: (args, signal) =>
      askFor({ op: 'oauth.exchange', path: 'oauth/exchange', args, signal }, means),
    signOut: (service, signal) =>
      askFor({ op: 'oauth.sign_out', path: 'oauth/sign_out', args: { service }, signal }, means),
    report: async (report) => {
      await send({ op: 'error.report', path: 'errors', args: report }, means)
    },
  }
}
