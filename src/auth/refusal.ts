// A failed proof as an answer of the proxy lane.

import { errors } from '#errors.ts'
import type { Refusal } from '#stripe/forward.ts'
import type { AuthenticationFault } from './authenticate.ts'

/** A missing and a wrong secret answer alike, so that nobody learns what was wrong. */
export function refusalOfAuthentication(reason: AuthenticationFault, tooMany: boolean): Refusal {
  if (reason === 'repeated') {
    return { code: 'bad_request', message: 'A header that proves who asks was sent twice.' }
  }
  const code = tooMany ? 'too_many_requests' : 'unauthenticated'
  return { code, message: errors[code].title }
}
