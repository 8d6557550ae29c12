// The description of a route, kept beside its handler: for the API's description, the reference page and 405 responses.

import type { z } from 'zod'
import type { ErrorCode } from '#errors.ts'

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ANY'
  /** With `:name` for a segment and `*` for the rest. */
  path: string
  who: 'anybody' | 'operator' | 'person' | 'sidebar' | 'stripe_app' | 'proxy' | 'stripe'
  summary: string
  /** Needs the operator's session. */
  session?: true
  query?: Record<string, z.ZodType>
  request?: z.ZodType
  /** Absent for 204. */
  response?: {
    contentTypes: string[]
    schema?: z.ZodType
    /** Several values: one per line, or one array. */
    many?: boolean
  }
  errors: readonly ErrorCode[]
}

/** Errors that any route of the sidebar may return. */
export const sidebarErrors: readonly ErrorCode[] = [
  'unauthenticated',
  'forbidden',
  'too_many_requests',
  'internal',
]

/** Returns a function that lists the methods of a path, or none if there is no such path. GET implies HEAD. */
export function methodsOf(table: readonly Pick<Route, 'method' | 'path'>[]): (path: string) => string[] {
  const patterns = table.map((route) => ({
    method: route.method,
    pattern: new RegExp(
      `^${route.path
        .replace(/[.]/g, '\\.')
        .replace(/:[a-zA-Z]+/g, '[^/]+')
        .replace(/\*$/, '.*')}$`,
    ),
  }))
  return (path) => {
    const methods = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
    return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
  }
}
