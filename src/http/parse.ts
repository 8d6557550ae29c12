// The edge of the API: input is parsed by a schema, or refused with the names of the invalid fields.

import type { Context } from 'hono'
import type { z } from 'zod'
import { GatewayError } from '#errors.ts'
import { networkOf } from '#ip-address.ts'
import { hasOddText } from '#odd-text.ts'
import type { Places } from '#proxy/places.ts'
import { readBounded } from '#read-bounded.ts'
import type { Env, Gateway } from './gateway.ts'

const bodyBytesMax = 64 * 1024
/** Initial room for a body of unannounced length; it grows as the body arrives. */
const unannouncedBytes = 16 * 1024

/** Parses the request's JSON body, at most 64 kB. The refusal does not repeat values, which may be addresses. */
export async function parseBody<T extends z.ZodType>(c: Context<Env>, schema: T): Promise<z.infer<T>> {
  requireJson(c)
  return parseValue(schema, parseJson(await readBytes(c)), 'body')
}

/** The same for a caller that is not authenticated yet. */
export async function parseUnverified<T extends z.ZodType>(
  c: Context<Env>,
  gateway: Pick<Gateway, 'unverified'>,
  schema: T,
): Promise<z.infer<T>> {
  requireJson(c)
  return parseValue(schema, parseJson(await readUnverified(c, gateway)), 'body')
}

/** Refuses a body not declared as JSON: foreign pages can send some other types without a preflight. */
export function requireJson(c: Context<Env>): void {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('Content-Type') ?? '')) {
    throw new GatewayError('bad_request', { detail: 'Send the body as Content-Type: application/json.' })
  }
}

/** Returns the parsed value, or throws a refusal that names the fields. All input comes through here. */
export function parseValue<T extends z.ZodType>(schema: T, value: unknown, place: string): z.infer<T> {
  if (hasOddText(value)) {
    throw new GatewayError('bad_request', {
      detail: 'Some text contains half a character, or the character NUL.',
    })
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.map(String).join('.') || place))]
  throw new GatewayError('bad_request', { detail: `Not as expected: ${fields.slice(0, 10).join(', ')}.` })
}

/**
 * Reads the body, at most 64 kB. HTTP enforces an announced length; without one, the arriving bytes are counted, and nothing beyond
 * the limit is kept. Meanwhile only the caller is waited for: see `deadline`.
 */
async function readBytes(
  c: Context<Env>,
  bytesMax = bodyBytesMax,
  onArrived?: (bytes: number) => void,
): Promise<Uint8Array> {
  const announced = announcedBytes(c)
  if (announced !== undefined && announced > bytesMax) throw tooLarge(bytesMax)
  c.set('isReadingBody', true)
  try {
    // Read in one call, because a web stream costs as much as the rest of a small request.
    if (announced !== undefined) return new Uint8Array(await c.req.raw.arrayBuffer())
    const bytes = await readBounded(c.req.raw.body, bytesMax, onArrived)
    if (bytes) return bytes
  } catch (error) {
    if (error instanceof GatewayError) throw error
    throw new GatewayError('request_aborted', { cause: error })
  } finally {
    c.set('isReadingBody', false)
  }
  throw tooLarge(bytesMax)
}

/**
 * The same for a body whose sender is not known yet. All such bodies share limited room, of which each network gets a part. When
 * it is full, the body that has been arriving longest gives way. Stripe's arrive within milliseconds.
 */
export async function readUnverified(
  c: Context<Env>,
  { unverified }: Pick<Gateway, 'unverified'>,
  bytesMax = bodyBytesMax,
): Promise<Uint8Array> {
  const announced = announcedBytes(c)
  const room = takeRoom(unverified, { remoteAddress: c.env?.remoteAddress, announced, bytesMax })
  const gaveWay = new Promise<never>((_resolve, reject) => {
    room.onGivingWay = reject
  })
  try {
    const onArrived = (bytes: number) => room.grow(bytes)
    return await Promise.race([readBytes(c, bytesMax, onArrived), gaveWay])
  } finally {
    room.leave()
  }
}

export type Room = {
  /** Takes as much as this many bytes need. Throws when there is no room for them. */
  grow(bytes: number): void
  leave(): void
  /** Called with the error when another body needs the room. */
  onGivingWay?: (error: GatewayError) => void
}

/** Takes room for a body whose sender is not known yet. Throws when there is none, or the body is announced as too large. */
export function takeRoom(
  unverified: Places,
  body: { remoteAddress: string | undefined; announced: number | undefined; bytesMax: number },
): Room {
  const { remoteAddress, announced: weight = unannouncedBytes, bytesMax } = body
  if (weight > bytesMax) throw tooLarge(bytesMax)
  const place = unverified.take({ caller: networkOf(remoteAddress), weight, waitingFor: 'caller' })
  if (!place) throw new GatewayError('too_many_requests')
  const room: Room = {
    grow(bytes) {
      const more = bytes - place.weight
      if (more > 0 && !unverified.grow(place, more)) throw new GatewayError('too_many_requests')
    },
    leave: () => unverified.leave(place),
  }
  place.onGivingWay = () => room.onGivingWay?.(new GatewayError('request_timeout'))
  return room
}

export const tooLarge = (bytesMax: number) =>
  new GatewayError('body_too_large', { detail: `At most ${bytesMax} bytes.` })

function announcedBytes(c: Context<Env>): number | undefined {
  const announced = c.req.header('Content-Length')
  return announced !== undefined && /^\d+$/.test(announced) ? Number(announced) : undefined
}

const decoder = new TextDecoder('utf-8', { fatal: true })

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes))
  } catch (cause) {
    throw new GatewayError('bad_request', { detail: 'The body is not JSON.', cause })
  }
}
