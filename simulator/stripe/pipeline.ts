// The steps of a request through the simulated API: fault and latency, key, account, version, route, limits, parameters,
// permission, idempotency, the resource, expansion.

import { headersOf, refused, success, type ApiResponse } from './answer.ts'
import { type Call, type Endpoint } from './call.ts'
import { RefusalError, refusals } from '../../dashboard/stripe/errors.ts'
import { createEventLog, type EventLog } from './event-log.ts'
import { expand } from './expand.ts'
import { answerFault, latencyOf, takeFault } from './faults.ts'
import { parseForm, type Params, textsOf } from '../../dashboard/stripe/form.ts'
import { Idempotency } from './idempotency.ts'
import type { Ids } from './ids.ts'
import { accountOf, authenticate, type Key, type KeyRing } from './keys.ts'
import { Limits } from './limits.ts'
import { checkParameters } from './parameters.ts'
import { requirePermission } from './permissions.ts'
import { routeOf } from './routes.ts'
import type { Settings } from './settings.ts'
import type { Compartment, World } from './store.ts'
import { isVersion } from './versions.ts'
import type { Visit } from './visit.ts'

/** The data the pipeline works on; replaced by a reset. */
export type Ground = { world: World; ids: Ids }

const requestLineMax = 16_384
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function paramsOf(request: Request): Promise<Params> {
  const query = parseForm(new URL(request.url).search.slice(1))
  if (request.method !== 'POST') return query
  const type = request.headers.get('content-type') ?? ''
  const text = await request.text()
  if (text !== '' && !type.startsWith('application/x-www-form-urlencoded')) {
    throw refusals.invalid(
      'Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any questions, we can help at https://support.stripe.com/.',
    )
  }
  return { ...query, ...parseForm(text) }
}

/** Answers requests with the data of a ground. */
export class Pipeline {
  readonly limits = new Limits()
  /** The events of the world. */
  readonly events: EventLog
  readonly #idempotency = new Idempotency()
  readonly #ring: KeyRing
  readonly #settings: Settings
  readonly #now: () => number
  ground: Ground

  constructor(ring: KeyRing, settings: Settings, now: () => number, ground: Ground) {
    this.#ring = ring
    this.#settings = settings
    this.#now = now
    this.ground = ground
    this.events = createEventLog(settings, now)
  }

  /** Switches to new data and forgets counters and stored responses. */
  replant(ground: Ground): void {
    this.ground = ground
    this.limits.reset()
    this.#idempotency.reset()
  }

  async respond(visit: Visit): Promise<Response> {
    try {
      const answered = await this.#answer(visit)
      return answered instanceof Response ? answered : this.#finish(visit, answered)
    } catch (error) {
      if (error instanceof RefusalError) {
        return this.#finish(visit, refused(error, visit.where, visit.requestId))
      }
      throw error
    }
  }

  #finish(visit: Visit, { status, text, headers }: ApiResponse): Response {
    const stamp = { requestId: visit.requestId, version: visit.version, account: visit.requestedAccount }
    return new Response(text, { status, headers: headersOf(stamp, headers) })
  }

  async #answer(visit: Visit): Promise<ApiResponse | Response> {
    const { request, method, path } = visit
    const settings = this.#settings
    if (request.url.length > requestLineMax) {
      return answerFault({ match: '*', kind: '414' }, visit.requestId) ?? success({})
    }
    const fault = takeFault(settings, method, path)
    const slowness = fault?.kind === 'slow' ? (fault.delayMs ?? 3000) : 0
    const delayMs = latencyOf(settings.latencyMs, method, path) + slowness
    if (delayMs > 0) await sleep(delayMs)
    const { key, store } = this.#enter(visit)
    const { endpoint, id } = routeOf(method, path)
    this.limits.count(method, endpoint.path)
    const odd = fault && answerFault(fault, visit.requestId)
    if (odd) return odd
    const nowMs = this.#now()
    if (settings.rateLimits) this.limits.check(store.accountId, store.livemode, endpoint.path, nowMs)
    const params = await paramsOf(request)
    const scene = { store, version: visit.version ?? settings.defaultVersion }
    const { ids } = this.ground
    const elsewhere = (wanted: string): 'live' | 'test' | undefined => this.#elsewhere(store, wanted)
    const recordEvent = this.#recorder(visit, store)
    return this.#once(visit, endpoint, {
      path,
      origin: new URL(request.url).origin,
      params,
      id,
      scene,
      key,
      ids,
      nowMs,
      settings,
      elsewhere,
      recordEvent,
    })
  }

  #enter(visit: Visit): { key: Key; store: Compartment } {
    const { headers } = visit.request
    const key = authenticate(this.#ring, headers.get('authorization'))
    visit.key = key
    visit.where = { accountId: key.accountId, livemode: key.livemode }
    const requested = headers.get('stripe-account') ?? headers.get('stripe-context')
    if (requested !== null) visit.requestedAccount = requested
    const accountId = accountOf(key, requested)
    visit.where = { accountId, livemode: key.livemode }
    const version = headers.get('stripe-version')
    if (version !== null && !isVersion(version)) throw refusals.unknownVersion(version)
    visit.version = version ?? this.#settings.defaultVersion
    return { key, store: this.ground.world.compartment(accountId, key.livemode) }
  }

  #elsewhere(store: Compartment, id: string): 'live' | 'test' | undefined {
    const other = this.ground.world.compartment(store.accountId, !store.livemode)
    if (other.findById(id) === undefined) return undefined
    return other.livemode ? 'live' : 'test'
  }

  #recorder(visit: Visit, store: Compartment): Call['recordEvent'] {
    const request = { id: visit.requestId, idempotency_key: visit.request.headers.get('idempotency-key') }
    return (type, object, previous) =>
      void this.events.record({ store, ids: this.ground.ids }, { type, object, previous, request })
  }

  #once(visit: Visit, endpoint: Endpoint, call: Call): ApiResponse {
    const header = visit.method === 'POST' ? visit.request.headers.get('idempotency-key') : null
    if (header === null) return this.#perform(endpoint, call)
    const { store } = call.scene
    const key = `${store.accountId}:${store.livemode} ${header}`
    const fingerprint = `${call.path} ${JSON.stringify(call.params)}`
    const kept = this.#idempotency.begin(key, fingerprint, visit.requestId, call.nowMs)
    if (kept) return kept
    try {
      const answer = this.#perform(endpoint, call)
      const stamped = { 'idempotency-key': header, 'original-request': visit.requestId }
      const stampedResponse = { ...answer, headers: { ...answer.headers, ...stamped } }
      this.#idempotency.end(key, stampedResponse)
      return stampedResponse
    } catch (error) {
      if (error instanceof RefusalError)
        this.#idempotency.end(key, refused(error, undefined, visit.requestId))
      throw error
    }
  }

  #perform(endpoint: Endpoint, call: Call): ApiResponse {
    checkParameters(endpoint, call.params)
    const needs = typeof endpoint.needs === 'function' ? endpoint.needs(call) : endpoint.needs
    requirePermission(call.key, call.scene.store.accountId, needs)
    const body = endpoint.answer(call)
    const paths = textsOf(call.params['expand'])
    return success(expand(body, paths, endpoint.kind, { scene: call.scene, key: call.key }))
  }
}
