// The common parts of the route descriptions behind the console's session.

import type { ErrorCode } from '#errors.ts'
import type { Route } from '../route.ts'

const readErrors: readonly ErrorCode[] = [
  'bad_request',
  'unauthenticated',
  'too_many_requests',
  'not_found',
  'internal',
]
export const changeErrors: readonly ErrorCode[] = [...readErrors, 'forbidden', 'not_now']

/** A route that reads. */
export const readRoute = (route: Pick<Route, 'path' | 'summary' | 'query' | 'response'>): Route => ({
  method: 'GET',
  who: 'operator',
  session: true,
  errors: readErrors,
  ...route,
})

/** A route that changes something. */
export const changeRoute = (route: Pick<Route, 'path' | 'summary' | 'response'>): Route => ({
  method: 'POST',
  who: 'operator',
  session: true,
  errors: changeErrors,
  ...route,
})
