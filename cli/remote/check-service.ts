// Tries a remote service against the protocol, one requirement after the other, and says in plain words what is wrong.
// docs/reference/remote.md.

import { isDeepStrictEqual } from 'node:util'
import {
  remoteProtocol,
  type RemoteAnswerOf,
  type RemoteCall,
  type RemoteMessage,
  type RemoteOffer,
} from '#contract/remote.ts'
import type { RemoteOptions } from '#definitions/source.ts'
import { toHex } from '#hex.ts'
import type { FetchOutside } from '#outside/fetch-outside.ts'
import type { Ports } from '#ports.ts'
import { readAnswer, type RemoteReading } from '#sources/remote/read-answer.ts'
import { createPost } from '#sources/remote/remote-source.ts'
import { sampleEvent, sampleSubject } from './samples.ts'

export type ServiceCheck = {
  ok: boolean
  /** What was tried. */
  what: string
  /** What is wrong and what to do, or what came back. */
  detail: string
  tookMs: number
}

export type ServiceCheckDeps = {
  options: RemoteOptions
  fetchOutside: FetchOutside
  ports: Pick<Ports, 'now' | 'randomBytes'>
}

const deadlineMs = 5000
const minuteMs = 60_000

/** In the order in which they are made. */
export async function* checkService(deps: ServiceCheckDeps): AsyncGenerator<ServiceCheck> {
  const described = await tryCall(deps, { ...commonOf(deps), call: 'describe' })
  yield described.check
  // Nobody is there: everything else would fail in the same way.
  if (!described.wasReached) return
  for (const forgery of forgeriesOf(deps)) yield await tryForgery(forgery)
  if (!described.answer) return
  const { offers } = described.answer
  for (const offer of offers) yield* await tryOffer(deps, offer)
  yield await tryUnknown(deps)
}

const commonOf = ({ ports }: ServiceCheckDeps) => ({
  protocol: remoteProtocol,
  tenant: 'check',
  requestId: `req_${toHex(ports.randomBytes(12))}`,
  deadlineMs,
})

type Tried<C extends RemoteCall> = {
  check: ServiceCheck
  answer?: RemoteAnswerOf<C>
  /** Whether the service answered anything at all. */
  wasReached: boolean
}

/** Posts a message that is in order, and judges the answer. */
async function tryCall<C extends RemoteCall>(
  { options, ...deps }: ServiceCheckDeps,
  message: RemoteMessage & { call: C },
  what: string = nameOf(message),
): Promise<Tried<C>> {
  const beganMs = performance.now()
  const response = await createPost(options, deps)(message, new AbortController().signal)
  const tookMs = Math.round(performance.now() - beganMs)
  const reading = readAnswer<C>(message.call, response)
  const wasReached = response.ok
  if (!reading.ok) return { check: { ok: false, what, detail: explain(reading), tookMs }, wasReached }
  return {
    check: { ok: true, what, detail: kindOf(reading.answer), tookMs },
    answer: reading.answer,
    wasReached,
  }
}

const nameOf = (message: RemoteMessage): string =>
  'id' in message ? `${message.call} ${message.id}` : message.call

/** `done`, `refused`, `hidden`; or that there is something to show. */
function kindOf(answer: unknown): string {
  if (typeof answer !== 'object' || answer === null) return String(answer)
  const kind = ['done', 'failed', 'refused', 'retry', 'faults'].find((key) => key in answer)
  return kind === undefined ? 'answered as the schema says' : `answered "${kind}"`
}

type Forgery = { what: string; deps: ServiceCheckDeps }

/** Posts that a stranger could send. */
function forgeriesOf(deps: ServiceCheckDeps): Forgery[] {
  const { options, fetchOutside, ports } = deps
  const changed = (
    change: (request: Parameters<FetchOutside>[0]) => Partial<Parameters<FetchOutside>[0]>,
  ) => ({
    ...deps,
    fetchOutside: (request: Parameters<FetchOutside>[0]) => fetchOutside({ ...request, ...change(request) }),
  })
  const at = (aheadMs: number) => ({ ...deps, ports: { ...ports, now: () => ports.now() + aheadMs } })
  const stranger = `whsec_${Buffer.from(ports.randomBytes(32)).toString('base64')}`
  return [
    {
      what: 'a post without a signature',
      deps: changed(() => ({ headers: { 'content-type': 'application/json' } })),
    },
    {
      what: 'a post signed with another secret',
      deps: { ...deps, options: { ...options, secret: stranger } },
    },
    {
      what: 'a post whose body was changed after it was signed',
      deps: changed(({ body }) => ({ body: body.replace('"tenant":"check"', '"tenant":"other"') })),
    },
    {
      what: 'a post whose webhook-id was changed after it was signed',
      deps: changed(({ headers }) => ({ headers: { ...headers, 'webhook-id': 'msg_other' } })),
    },
    { what: 'a post that was signed ten minutes ago', deps: at(-10 * minuteMs) },
    { what: 'a post that was signed ten minutes ahead', deps: at(10 * minuteMs) },
  ]
}

async function tryForgery({ what, deps }: Forgery): Promise<ServiceCheck> {
  const { options, ...rest } = deps
  const message: RemoteMessage = { ...commonOf(deps), call: 'describe' }
  const beganMs = performance.now()
  const response = await createPost(options, rest)(message, new AbortController().signal)
  const tookMs = Math.round(performance.now() - beganMs)
  const whole = { what: `refuses ${what}`, tookMs }
  if (!response.ok) return { ...whole, ok: false, detail: explain(readAnswer('describe', response)) }
  const { status } = response
  const ok = status >= 400 && status < 500
  return { ...whole, ok, detail: ok ? `answered ${status}` : `answered ${status}; it must answer 401` }
}

/** Something that the service never offered. */
async function tryUnknown(deps: ServiceCheckDeps): Promise<ServiceCheck> {
  const what = 'answers 404 for a panel that it does not have'
  const message = {
    ...askedOf(deps, { call: 'load', id: 'no-such-panel' }),
    call: 'load' as const,
    params: {},
  }
  const { check } = await tryCall(deps, message, what)
  const ok = check.detail === explain({ ok: false, fault: 'not_found', status: 404, places: [] })
  return { ...check, ok, detail: ok ? 'answered 404' : `${check.detail}; it must answer 404` }
}

async function tryOffer(deps: ServiceCheckDeps, offer: RemoteOffer): Promise<ServiceCheck[]> {
  const { call, id, input = {}, event } = offer
  const idempotencyKey = `tillside-check-${toHex(deps.ports.randomBytes(12))}`
  switch (call) {
    case 'load':
      return [(await tryCall(deps, { ...askedOf(deps, offer), call, params: {} })).check]
    case 'form':
      return [(await tryCall(deps, { ...askedOf(deps, offer), call, entered: {} })).check]
    case 'confirm':
      return [(await tryCall(deps, { ...askedOf(deps, offer), call, input })).check]
    case 'run': {
      const message = { ...askedOf(deps, offer), idempotencyKey, call, input }
      return tryTwice(deps, (attempt) => ({ ...message, attempt }))
    }
    default: {
      const sample = sampleEvent(event, deps.ports.now())
      const detail = `Stripe has no event type "${String(event)}"; correct it in the answer to describe`
      if (!sample) return [{ ok: false, what: `handle ${id}`, detail, tookMs: 0 }]
      const account = { mode: 'test' as const }
      const message = { ...commonOf(deps), idempotencyKey, call, id, account, event: sample }
      return tryTwice(deps, (attempt) => ({ ...message, attempt }))
    }
  }
}

const askedOf = (
  deps: ServiceCheckDeps,
  { id, subject = 'customer' }: Pick<RemoteOffer, 'call' | 'id' | 'subject'>,
) => ({
  ...commonOf(deps),
  id,
  subject: sampleSubject(subject, deps.ports.now()),
  caller: { id: 'cli', kind: 'cli' as const, name: 'tillside remote check', roles: [] },
  account: { key: 'check', mode: 'test' as const, sandbox: true },
  surface: 'cli' as const,
  locale: 'en',
  timeZone: 'UTC',
})

/** The gateway repeats a call whose answer was lost. It must take effect once, and be answered alike. */
async function tryTwice(
  deps: ServiceCheckDeps,
  messageOf: (attempt: number) => RemoteMessage & { call: 'run' | 'handle' },
): Promise<ServiceCheck[]> {
  const first = await tryCall(deps, messageOf(1))
  if (!first.answer || 'retry' in first.answer) return [first.check]
  const what = `${nameOf(messageOf(2))}, once more with the same idempotency key`
  const second = await tryCall(deps, messageOf(2), what)
  if (!second.check.ok) return [first.check, second.check]
  const ok = isDeepStrictEqual(first.answer, second.answer)
  const detail = ok
    ? 'answered the same'
    : 'answered something else; keep the answer under its idempotency key, and give it again'
  return [first.check, { ...second.check, ok, detail }]
}

const unreachable: Readonly<Record<string, string>> = {
  url_refused: 'is no https address',
  name_not_found: 'cannot be found: check the host name',
  certificate_refused: 'has a certificate that is not trusted, or has expired',
  http2_only: 'speaks HTTP/2 only; the gateway posts by HTTP/1.1',
  unreachable: 'cannot be reached: is it running?',
}

/** What zod calls the problem, in plain words. */
const codes: Readonly<Record<string, string>> = {
  invalid_type: 'missing, or of the wrong type',
  invalid_value: 'not one of the allowed values',
  invalid_union: 'not one of the allowed forms',
  invalid_format: 'in the wrong format',
  too_big: 'too long or too large',
  too_small: 'too short or too small',
}

function explain(reading: RemoteReading<RemoteCall>): string {
  if (reading.ok) return kindOf(reading.answer)
  const { fault, status, places } = reading
  const [place = ''] = places
  switch (fault) {
    case 'timeout':
      return `did not answer within ${deadlineMs / 1000} s`
    case 'unreachable':
      return unreachable[place] ?? 'cannot be reached'
    case 'refused':
      return `answered ${status} to a post that is rightly signed; compare the secret, and sign the bytes of "id.timestamp.body" as they came`
    case 'answer_invalid':
      return places.map(sayPlace).join('; ')
    default:
      return `answered ${status}${place === '' ? '' : ` (${place})`}`
  }
}

function sayPlace(place: string): string {
  const [path = '', code = ''] = place.split(': ')
  return `${path}: ${codes[code] ?? code}`
}
