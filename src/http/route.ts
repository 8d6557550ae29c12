// What the table of routes says about each.

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
  errors: ErrorCode[]
}
