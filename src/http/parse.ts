// The edge of the API: what comes in is parsed by a schema, or refused with the names of the fields that are wrong.

import type { Context } from 'hono'
import type { z } from 'zod'
import { GatewayError } from '#errors.ts'
import type { Env } from './gateway.ts'

/** The request's JSON body. Values are not repeated in the refusal: they may be addresses. */
export async function parseBody<T extends z.ZodType>(c: Context<Env>, schema: T): Promise<z.infer<T>> {
  if (!/^application\/json\s*(;|$)/i.test(c.req.header('Content-Type') ?? '')) {
    throw new GatewayError('bad_request', { detail: 'Send the body as Content-Type: application/json.' })
  }
  const text = await c.req.text()
  return parseValue(schema, parseJson(text), 'body')
}

/** A parsed value, or a refusal that names the fields. */
export function parseValue<T extends z.ZodType>(schema: T, value: unknown, place: string): z.infer<T> {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.map(String).join('.') || place))]
  throw new GatewayError('bad_request', { detail: `Not as expected: ${fields.slice(0, 10).join(', ')}.` })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new GatewayError('bad_request', { detail: 'The body is not JSON.', cause })
  }
}
