// The sending side of webhooks: endpoints, installs of the app, and the dispatch of each new event to its endpoints.

import { thinIdOf, type EventLog } from '../event-log.ts'
import type { Ids } from '../ids.ts'
import type { JsonObject } from '../json.ts'
import type { Tables } from '../objects/tables.ts'
import { draw } from '../shape/draw.ts'
import type { Scene } from '../shape/scene.ts'
import type { Compartment, World } from '../store.ts'
import { Courier, type CourierOptions, type Delivery, type DeliveryFaults } from './courier.ts'
import { isSentTo, type EndpointSketch, type InstallState, type WebhookEndpoint } from './endpoint.ts'
import { eventText } from './sign.ts'
import { wait } from './wait.ts'

export type Webhooks = {
  /** Adds an endpoint, which receives its events from now on. */
  add: (endpoint: EndpointSketch) => WebhookEndpoint
  /** Removes an endpoint; pending deliveries are not retried. */
  remove: (endpointId: string) => void
  /** Changes some delivery faults; the others stay. */
  setFaults: (changes: Partial<DeliveryFaults>) => void
  /** All deliveries, oldest first. */
  deliveries: () => readonly Delivery[]
  /** Resolves when no delivery is waiting or running. */
  settled: () => Promise<void>
  /** Aborts all waiting and running deliveries. */
  close: () => Promise<void>
}

export type Installs = {
  /** Installs or removes the app, by mode; each change is a separate event. */
  set: (accountId: string, state: InstallState) => void
  get: (accountId: string) => InstallState
}

export type WebhookOptions = Partial<Omit<CourierOptions, 'now'>>

/** What webhooks depend on; a reset replaces the ground. */
export type WebhookGround = {
  log: EventLog
  now: () => number
  ground: () => { world: World; ids: Ids }
}

const application = (ids: Ids): JsonObject => ({
  id: ids.of('ca', 'the app'),
  object: 'application',
  name: 'Tillside',
})

function createInstalls({ log, ground }: WebhookGround): Installs {
  const states = new Map<string, InstallState>()
  const get = (accountId: string): InstallState => states.get(accountId) ?? { live: false, test: false }
  return {
    get,
    set(accountId, wanted) {
      for (const mode of ['live', 'test'] as const) {
        const held = get(accountId)
        if (held[mode] === wanted[mode]) continue
        const { world, ids } = ground()
        const store = world.compartment(accountId, mode === 'live')
        const record = (type: string): void =>
          void log.record({ store, ids }, { type, object: application(ids) })
        // An app receives its removal while it is still installed, and its install once it is.
        if (!wanted[mode]) record('account.application.deauthorized')
        states.set(accountId, { ...held, [mode]: wanted[mode] })
        if (wanted[mode]) record('account.application.authorized')
      }
    },
  }
}

/** Draws the event for an endpoint. */
function drawFor(endpoint: WebhookEndpoint, event: Tables['event'], scene: Scene): JsonObject {
  const { store } = scene
  if (endpoint.thin) {
    const thin = draw(store.get('v2.core.event', thinIdOf(event.id)), scene)
    const { data, ...notification } = thin
    void data
    return endpoint.connect ? { ...notification, context: store.accountId } : notification
  }
  const { id, object, ...rest } = draw(event, scene)
  return {
    id: id ?? event.id,
    object: object ?? 'event',
    ...(endpoint.connect ? { account: store.accountId } : {}),
    ...rest,
  }
}

/** What dispatching an event needs. */
type Office = {
  courier: Courier
  installs: Installs
  endpoints: Map<string, WebhookEndpoint>
  ledger: Delivery[]
}

/** Sends an event to each endpoint that receives it. */
function dispatch(office: Office, store: Compartment, event: Tables['event']): void {
  const { courier, installs, endpoints, ledger } = office
  const { accountId, livemode } = store
  const origin = { accountId, livemode, type: event.type }
  const reached = [...endpoints.values()].filter((each) => isSentTo(each, origin, installs.get(accountId)))
  event.pending = reached.length
  for (const endpoint of reached) {
    const delivery: Delivery = {
      eventId: endpoint.thin ? thinIdOf(event.id) : event.id,
      endpointId: endpoint.id,
      url: endpoint.url,
      state: 'pending',
      attempts: 0,
      lastStatus: undefined,
    }
    ledger.push(delivery)
    courier.take({
      delivery,
      endpoint,
      body: () => eventText(drawFor(endpoint, event, { store, version: event.api_version })),
      isGone: () => !endpoints.has(endpoint.id),
      onDelivered: () => void (event.pending = Math.max(0, (event.pending ?? 0) - 1)),
    })
  }
}

const usual: Omit<CourierOptions, 'now'> = {
  sleep: wait,
  fetch: (input, init) => globalThis.fetch(input, init),
  retryDelaysMs: [1000, 5000, 30_000],
  timeoutMs: 10_000,
  concurrencyMax: 50,
  seed: 1,
}

/** Creates the sending side of one simulated Stripe. */
export function createWebhooks(
  on: WebhookGround,
  options: WebhookOptions,
): { webhooks: Webhooks; installs: Installs } {
  const courier = new Courier({ now: on.now, ...usual, ...options })
  const installs = createInstalls(on)
  const endpoints = new Map<string, WebhookEndpoint>()
  const ledger: Delivery[] = []
  const office: Office = { courier, installs, endpoints, ledger }
  on.log.onRecord((store, event) => dispatch(office, store, event))

  let count = 0
  const webhooks: Webhooks = {
    add(sketch) {
      count += 1
      const endpoint = { ...sketch, id: on.ground().ids.of('we', `endpoint ${count}`) }
      endpoints.set(endpoint.id, endpoint)
      return endpoint
    },
    remove: (endpointId) => void endpoints.delete(endpointId),
    setFaults: (changes) => void Object.assign(courier.faults, changes),
    deliveries: () => ledger,
    settled: () => courier.settled(),
    close: () => courier.close(),
  }
  return { webhooks, installs }
}
