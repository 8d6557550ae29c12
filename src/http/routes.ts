// Every route, once: the API description, the reference page and the 405 answers come from this table, and tests hold it to the app.

import { z } from 'zod'
import { actionAnswerSchema, actionRequestSchema } from '#contract/actions.ts'
import {
  connectionSchema,
  healthSchema,
  localeSchema,
  panelsMessageSchema,
  panelsRequestSchema,
  pinRequestSchema,
} from '#contract/api.ts'
import type { ErrorCode } from '#errors.ts'
import { consoleTable } from './console-table.ts'
import type { Route } from './route.ts'
import { stripeAppTable } from './stripe-app-table.ts'

const sidebarErrors: ErrorCode[] = ['unauthenticated', 'too_many_requests', 'internal']

/** What Stripe is told; it looks at the status alone. */
const receivedSchema = z.object({
  received: z.literal(true),
  accepted: z.enum(['new', 'known', 'set_aside']),
})

/** Search in one line: what `GET /api/search` takes. */
export const searchQuerySchema = z.object({
  q: z.string().min(1).max(500),
  mode: z.enum(['live', 'test']).optional(),
  locale: localeSchema.optional(),
})

export const routes: readonly Route[] = [
  {
    method: 'GET',
    path: '/health',
    who: 'operator',
    summary: 'State, version and build; always 200 while the process lives.',
    response: { contentTypes: ['application/json'], schema: healthSchema },
    errors: [],
  },
  {
    method: 'GET',
    path: '/ready',
    who: 'operator',
    summary: 'Whether to send requests here: the database answers and the gateway is not shutting down.',
    response: { contentTypes: ['application/json'], schema: z.object({ ready: z.literal(true) }) },
    errors: ['database_unavailable', 'shutting_down'],
  },
  {
    method: 'GET',
    path: '/metrics',
    who: 'operator',
    summary: 'Counters and durations as Prometheus text.',
    response: { contentTypes: ['text/plain'] },
    errors: [],
  },
  {
    method: 'GET',
    path: '/openapi.json',
    who: 'anybody',
    summary: 'This description.',
    response: { contentTypes: ['application/json'] },
    errors: [],
  },
  {
    method: 'GET',
    path: '/sidebar/*',
    who: 'anybody',
    summary: 'The Missive sidebar: a page and its files.',
    response: { contentTypes: ['text/html'] },
    errors: ['not_found'],
  },
  {
    method: 'GET',
    path: '/icon.svg',
    who: 'anybody',
    summary: 'The icon.',
    response: { contentTypes: ['image/svg+xml'] },
    errors: ['not_found'],
  },
  {
    method: 'GET',
    path: '/icon-512.png',
    who: 'anybody',
    summary: 'The icon as Missive’s integration form takes it.',
    response: { contentTypes: ['image/png'] },
    errors: ['not_found'],
  },
  {
    method: 'POST',
    path: '/api/panels',
    who: 'sidebar',
    summary: 'People, a customer or a search text in; panels out, each as soon as it is known.',
    request: panelsRequestSchema,
    response: {
      contentTypes: ['application/x-ndjson', 'application/json'],
      schema: panelsMessageSchema,
      many: true,
    },
    errors: ['bad_request', 'not_found', 'body_too_large', 'stripe_timeout', ...sidebarErrors],
  },
  {
    method: 'POST',
    path: '/api/actions/:id',
    who: 'sidebar',
    summary:
      'An action of the configuration: its form, a check of what was entered, or its run, once for each key.',
    request: actionRequestSchema,
    response: { contentTypes: ['application/json'], schema: actionAnswerSchema },
    errors: [
      'bad_request',
      'role_missing',
      'not_found',
      'key_conflict',
      'body_too_large',
      'source_failed',
      'stripe_unreachable',
      'stripe_timeout',
      ...sidebarErrors,
    ],
  },
  {
    method: 'GET',
    path: '/api/search',
    who: 'sidebar',
    summary:
      'Customers by e-mail address, name, id, invoice number or last four digits, as one array of messages.',
    query: searchQuerySchema.shape,
    response: { contentTypes: ['application/json'], schema: panelsMessageSchema, many: true },
    errors: ['bad_request', 'stripe_timeout', ...sidebarErrors],
  },
  {
    method: 'GET',
    path: '/api/connection',
    who: 'sidebar',
    summary: 'Who the gateway takes the caller to be, and what each Stripe key may do.',
    query: { locale: localeSchema.optional() },
    response: { contentTypes: ['application/json'], schema: connectionSchema },
    errors: ['bad_request', 'stripe_timeout', ...sidebarErrors],
  },
  {
    method: 'PUT',
    path: '/api/pins/:conversationId',
    who: 'sidebar',
    summary: 'Pins a customer to a conversation.',
    request: pinRequestSchema,
    errors: ['bad_request', 'not_found', 'body_too_large', ...sidebarErrors],
  },
  {
    method: 'DELETE',
    path: '/api/pins/:conversationId',
    who: 'sidebar',
    summary: 'Removes the pin of a conversation.',
    errors: ['bad_request', ...sidebarErrors],
  },
  ...consoleTable,
  ...stripeAppTable,
  ...(['live', 'test'] as const).map((mode): Route => ({
    method: 'POST',
    path: `/webhooks/stripe/${mode}`,
    who: 'stripe',
    summary: `Events of Stripe, ${mode === 'live' ? 'live, and test where an app is installed in both modes' : 'test'}: stored, then acknowledged.`,
    response: { contentTypes: ['application/json'], schema: receivedSchema },
    errors: ['event_refused', 'event_secret_missing', 'body_too_large', 'database_unavailable', 'internal'],
  })),
  {
    method: 'ANY',
    path: '/stripe/v1/*',
    who: 'proxy',
    summary: 'Passed on to Stripe when the allow-list permits it; answers and errors have Stripe’s shape.',
    response: { contentTypes: ['application/json'] },
    errors: [
      'unauthenticated',
      'not_allowed_by_proxy',
      'stripe_unreachable',
      'stripe_redirected',
      'stripe_timeout',
    ],
  },
]

const patterns = routes.map((route) => ({
  method: route.method,
  pattern: new RegExp(
    `^${route.path
      .replace(/[.]/g, '\\.')
      .replace(/:[a-zA-Z]+/g, '[^/]+')
      .replace(/\*$/, '.*')}$`,
  ),
}))

/** The methods a path takes; empty when there is no such path. GET brings HEAD along. */
export function findMethods(path: string): string[] {
  const methods = patterns.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method)
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))]
}
