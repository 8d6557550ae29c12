// The common parts of the descriptions of routes for people.

import type { z } from 'zod'
import type { ErrorCode } from '#errors.ts'
import type { Route } from '../route.ts'

/** What any route for signed-in people may answer. */
export const personErrors: readonly ErrorCode[] = [
  'bad_request',
  'signed_out',
  'forbidden',
  'too_many_requests',
  'internal',
]

export const json = (schema: z.ZodType): NonNullable<Route['response']> => ({
  contentTypes: ['application/json'],
  schema,
})
