// POST /stripe-app/errors: logs errors of the extension. Their text may contain customer data, so only the kind of error, the place
// in our bundle, and messages written by the JavaScript engine get into the log.

import { Hono } from 'hono'
import { LRUCache } from 'lru-cache'
import type { z } from 'zod'
import { errorReportArgsSchema, signedBodySchema } from '#contract/signed.ts'
import { GatewayError } from '#errors.ts'
import type { LogFields } from '#log.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { Route } from '../route.ts'
import { signedErrors, type SignedRoute } from './signed-route.ts'

export const appErrorRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/stripe-app/errors',
    who: 'stripe_app',
    summary: 'What broke in the Stripe App, for the log.',
    request: signedBodySchema,
    errors: signedErrors,
  },
]

type Report = z.infer<typeof errorReportArgsSchema>

/** Reports logged from one account in one window; a broken release would report from every view. */
const reportsMax = 20
const windowMs = 60_000
const accountsMax = 10_000
const framesMax = 20

export function serveAppErrors({ ports, metrics }: Gateway, signedRoute: SignedRoute): Hono<Env> {
  metrics.describe('tillside_app_errors_total', 'Failures that the Stripe App reported.')
  const windows = new LRUCache<string, { reports: number; endsAtMs: number }>({ max: accountsMax })

  function isAllowed(accountId: string): boolean {
    const known = windows.get(accountId)
    const nowMs = ports.now()
    const window = known && known.endsAtMs > nowMs ? known : { reports: 0, endsAtMs: nowMs + windowMs }
    window.reports += 1
    windows.set(accountId, window)
    return window.reports <= reportsMax
  }

  return new Hono<Env>().post(
    '/stripe-app/errors',
    signedRoute('error.report', errorReportArgsSchema, ({ c, args, who }) => {
      if (!isAllowed(who.principal.accountId)) throw new GatewayError('too_many_requests')
      metrics.count('tillside_app_errors_total')
      c.var.log.warn('app.error', { account: who.principal.accountId, mode: who.mode, ...bound(args) })
      return c.body(null, 204)
    }),
  )
}

/** Accepts names and builds as programs write them; anything else is left out, not repaired. */
const word = (text: string, charsMax: number) =>
  /^[\w.$:@/+-]+$/.test(text) ? text.slice(0, charsMax) : undefined

/** The engine writes the messages of these errors; what they quote comes from elsewhere. */
const engineErrors = new Set(['TypeError', 'RangeError', 'ReferenceError'])
const quotes = /"[^"]*"?|`[^`]*`?|(?<![^\s'"])[^\s'"]+@[^\s'"]+/g

/** Matches a line of a stack trace: function, file name without its address, line and column. */
const frame = /^\s*at (?:(?:async )?([\w.$<>]{1,80}) )?\(?(?:\S*\/)?([\w.-]{1,60}):(\d{1,7}):(\d{1,7})\)?$/

function bound({ name, message, stack, view, build }: Report): LogFields {
  const frames = stack.split('\n').flatMap((line) => {
    const [, fn, file, row, column] = line.length > 500 ? [] : (frame.exec(line) ?? [])
    return file === undefined ? [] : [`at ${fn ?? '<anonymous>'} (${file}:${row}:${column})`]
  })
  return {
    name: word(name, 60) ?? 'Error',
    message: engineErrors.has(name) ? message.replace(quotes, '…').slice(0, 200) : undefined,
    view: word(view, 120),
    build: word(build, 120),
    stack: frames.slice(0, framesMax).join('\n'),
  }
}
