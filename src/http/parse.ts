// The edge of the API: what comes in is parsed by a schema, or refused with the names of the fields that are wrong.

import type { Context } from 'hono'
import type { z } from 'zod'
import { GatewayError } from '#errors.ts'
import type { Env } from './gateway.ts'

const bodyBytesMax = 64 * 1024

/** The request's JSON body, at most 64 kB. Values are not repeated in the refusal: they may be addresses. */
export async function parseBody<T extends z.ZodType>(c: Context<Env>, schema: T): Promise<z.infer<T>> {
  requireJson(c)
  return parseValue(schema, parseJson(new TextDecoder().decode(await readBytes(c.req.raw))), 'body')
}

/** Refuses a body that is not announced as JSON: pages of others can send some types without being asked. */
export function requireJson(c: Context<Env>): void {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('Content-Type') ?? '')) {
    throw new GatewayError('bad_request', { detail: 'Send the body as Content-Type: application/json.' })
  }
}

/** A parsed value, or a refusal that names the fields. */
export function parseValue<T extends z.ZodType>(schema: T, value: unknown, place: string): z.infer<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.map(String).join('.') || place))]
  throw new GatewayError('bad_request', { detail: `Not as expected: ${fields.slice(0, 10).join(', ')}.` })
}

/**
 * The body, at most 64 kB. HTTP itself holds a body to the length that is announced; where none is, what arrives is counted, and
 * nothing beyond the limit is kept.
 */
export async function readBytes(request: Request, bytesMax = bodyBytesMax): Promise<Uint8Array> {
  const tooLarge = () => new GatewayError('body_too_large', { detail: `At most ${bytesMax} bytes.` })
  const announced = request.headers.get('Content-Length')
  if (announced !== null && Number(announced) > bytesMax) throw tooLarge()
  // At once, because streams of the web cost as much as all the rest of a small request.
  if (announced !== null && /^\d+$/.test(announced)) return readWhole(request, tooLarge, bytesMax)
  const { body } = request
  const parts: Uint8Array[] = []
  let length = 0
  const reader = body?.getReader()
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    length += part.value.byteLength
    if (length > bytesMax) throw tooLarge()
    parts.push(part.value)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.byteLength
  }
  return whole
}

async function readWhole(
  request: Request,
  tooLarge: () => GatewayError,
  bytesMax: number,
): Promise<Uint8Array> {
  const whole = new Uint8Array(await request.arrayBuffer())
  if (whole.byteLength > bytesMax) throw tooLarge()
  return whole
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GatewayError('bad_request', { detail: 'The body is not JSON.', cause })
  }
}
