// A sample event of any type, built out of a simulated world of its own: what `tillside trigger` sends.

import { objectOfType, type EventType } from './event-types.ts'
import { createIds } from './ids.ts'
import { isJsonObject, type Json, type JsonObject } from './json.ts'
import { accountIds } from './keys.ts'
import { setAt, valueOf } from './override.ts'
import { fieldsOfType } from './sample-fields.ts'
import { sampleObject } from './sample-object.ts'
import { plantWorld } from './seed/world.ts'
import { draw } from './shape/draw.ts'
import { relatedObject, relatedV2Object } from './shape/event.ts'
import { drawPlan } from './shape/price.ts'
import { isTableName, type Compartment } from './store.ts'
import { isThinOnlyType, objectOfThinType, type ThinOnlyType } from './thin-types.ts'
import { isVersion, newestVersion } from './versions.ts'

export type SampleRequest<Type = EventType> = {
  type: Type
  livemode: boolean
  /** The connected account it happened in. */
  account?: string
  /** The event's id; a new one unless given. */
  id?: string
  /** Values by dotted path; JSON where it is JSON, otherwise text. */
  overrides?: Record<string, string>
  nowMs: number
  newId: (prefix: string) => string
}

export type Samples = {
  /** A snapshot event. */
  snapshot: (asked: SampleRequest) => JsonObject
  /** The thin event that names the same object; of a type that comes in this form alone, that object. */
  thin: (asked: SampleRequest<EventType | ThinOnlyType>) => JsonObject
}

/** Makes a world to take objects from; asked again for a type, it takes the next object that fits. */
export function createSamples(nowMs: number): Samples {
  const store = plantWorld({ nowMs, ids: createIds(1) }).compartment(accountIds.eu, true)
  const turns = new Map<string, { fitting: JsonObject[]; next: number }>()
  const objectFor = (asked: SampleRequest, version: string): JsonObject => {
    const key = `${version} ${asked.type}`
    const turn = turns.get(key) ?? { fitting: fittingObjects(store, asked.type, version), next: 0 }
    turns.set(key, turn)
    const fitting = turn.fitting[turn.next % turn.fitting.length]
    turn.next += 1
    return fitting ? structuredClone(fitting) : madeObject(asked)
  }
  const thinObject = ({ type, ...asked }: SampleRequest<EventType | ThinOnlyType>): Json => {
    if (!isThinOnlyType(type)) {
      const about = { ...asked, type }
      return relatedObject(touched(objectFor(about, newestVersion), about))
    }
    const object = objectOfThinType(type)
    if (object === undefined) return null
    if (object.startsWith('v2.')) return relatedV2Object(object, asked)
    const facts = { created: Math.floor(asked.nowMs / 1000), livemode: asked.livemode, newId: asked.newId }
    return relatedObject(keptObjects(store, object, newestVersion)[0] ?? sampleObject(object, facts))
  }
  return {
    snapshot: (asked) => snapshotOf(asked, objectFor),
    thin: (asked) => thinOf(asked, thinObject(asked)),
  }
}

type ObjectFor = (asked: SampleRequest, version: string) => JsonObject

function snapshotOf(asked: SampleRequest, objectFor: ObjectFor): JsonObject {
  const { type, livemode, account, id, overrides = {}, nowMs, newId } = asked
  const version = requestedVersion(overrides)
  const event: JsonObject = {
    id: id ?? newId('evt'),
    object: 'event',
    ...(account === undefined ? {} : { account }),
    api_version: version,
    created: Math.floor(nowMs / 1000),
    data: {
      object: touched(objectFor(asked, version), asked),
      ...(type.endsWith('.updated') ? { previous_attributes: {} } : {}),
    },
    livemode,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
  }
  return overridden(event, overrides)
}

function thinOf(asked: SampleRequest<EventType | ThinOnlyType>, related: Json): JsonObject {
  const { type, livemode, account, id, overrides = {}, nowMs, newId } = asked
  const event: JsonObject = {
    id: id ?? newId('evt'),
    object: 'v2.core.event',
    ...(account === undefined ? {} : { context: account }),
    created: new Date(nowMs).toISOString(),
    livemode,
    reason: null,
    related_object: related,
    ...(isThinOnlyType(type) ? { type } : { snapshot_event: newId('evt'), type: `v1.${type}` }),
  }
  return overridden(event, overrides)
}

/** An `api_version` that is set is the one the object is drawn in. */
function requestedVersion({ api_version: asked }: Record<string, string>): string {
  return asked !== undefined && isVersion(asked) ? asked : newestVersion
}

function overridden(event: JsonObject, overrides: Record<string, string>): JsonObject {
  for (const [path, text] of Object.entries(overrides)) setAt(event, path, valueOf(text))
  return event
}

/** The object in the mode, account and time of the event. */
function touched(object: JsonObject, { type, livemode, account, nowMs }: SampleRequest): JsonObject {
  setMode(object, livemode)
  if (type.endsWith('.created') && 'created' in object) object['created'] = Math.floor(nowMs / 1000)
  if (object['object'] === 'account' && account !== undefined) object['id'] = account
  return object
}

function setMode(value: Json, livemode: boolean): void {
  if (Array.isArray(value)) for (const each of value) setMode(each, livemode)
  if (!isJsonObject(value)) return
  if (typeof value['livemode'] === 'boolean') value['livemode'] = livemode
  for (const each of Object.values(value)) setMode(each, livemode)
}

/** The kept objects that such an event can be about, or one that is made to be. */
function fittingObjects(store: Compartment, type: EventType, version: string): JsonObject[] {
  const wanted = fieldsOfType[type] ?? {}
  const kept = keptObjects(store, objectOfType(type), version)
  const fitting = kept.filter((object) =>
    Object.entries(wanted).every(([name, value]) => object[name] === value),
  )
  return fitting.length > 0 ? fitting : kept.slice(0, 1).map((object) => ({ ...object, ...wanted }))
}

function madeObject({ type, livemode, nowMs, newId }: SampleRequest): JsonObject {
  const facts = { created: Math.floor(nowMs / 1000), livemode, newId }
  return { ...sampleObject(objectOfType(type), facts), ...fieldsOfType[type] }
}

function keptObjects(store: Compartment, object: string, version: string): JsonObject[] {
  if (object === 'plan') {
    const recurring = store.all('price').filter((price) => price.recurring !== null)
    return recurring.map((price) => drawPlan(price))
  }
  if (!isTableName(object)) return []
  return store
    .all(object)
    .map((entity) => draw(entity, { store, version }))
    .filter((drawn) => drawn['deleted'] !== true)
}
