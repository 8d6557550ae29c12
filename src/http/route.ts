// What is written down about each route, beside its handler: for the API's description, the reference page and 405 answers.

import type { z } from 'zod'
import type { ErrorCode } from '#errors.ts'

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'ANY'
  /** With `:name` for a segment and `*` for the rest. */
  path: string
  who: 'anybody' | 'operator' | 'sidebar' | 'stripe_app' | 'proxy' | 'stripe'
  summary: string
  /** Needs the operator's session. */
  session?: true
  query?: Record<string, z.ZodType>
  request?: z.ZodType
  /** Absent: 204. */
  response?: {
    contentTypes: string[]
    schema?: z.ZodType
    /** Several of them: lines, or one array. */
    many?: boolean
  }
  errors: readonly ErrorCode[]
}

/** Errors that each route of the sidebar may answer with. */
export const sidebarErrors: readonly ErrorCode[] = ['unauthenticated', 'too_many_requests', 'internal']

/** Tells the methods that a path takes; none when there is no such path. GET brings HEAD along. */
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
