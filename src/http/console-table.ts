// The routes of the operator's page: a part of the table in routes.ts.

import {
  consoleEndpointsSchema,
  consoleEventDetailSchema,
  consoleEventsSchema,
  consoleOverviewSchema,
  consoleSchedulesSchema,
  consoleSessionSchema,
  consoleSignInSchema,
  eventsQuerySchema,
} from '#contract/console.ts'
import type { ErrorCode } from '#errors.ts'
import type { Route } from './route.ts'

const path = '/api/console'
const json = ['application/json']
const readErrors: ErrorCode[] = [
  'bad_request',
  'unauthenticated',
  'too_many_requests',
  'not_found',
  'internal',
]
const changeErrors: ErrorCode[] = [...readErrors, 'forbidden', 'not_now']

const read = (route: Pick<Route, 'path' | 'summary' | 'query' | 'response'>): Route => ({
  method: 'GET',
  who: 'operator',
  session: true,
  errors: readErrors,
  ...route,
})
const change = (route: Pick<Route, 'path' | 'summary' | 'response'>): Route => ({
  method: 'POST',
  who: 'operator',
  session: true,
  errors: changeErrors,
  ...route,
})

export const consoleTable: readonly Route[] = [
  {
    method: 'GET',
    path: '/console/*',
    who: 'anybody',
    summary: 'The operator’s page and its files; it shows nothing before a sign-in.',
    response: { contentTypes: ['text/html'] },
    errors: ['not_found'],
  },
  {
    method: 'GET',
    path: `${path}/session`,
    who: 'operator',
    summary:
      'Whether the caller is signed in. Without TILLSIDE_CONSOLE_SECRET this and all below it answer 404.',
    response: { contentTypes: json, schema: consoleSessionSchema },
    errors: ['not_found'],
  },
  {
    method: 'POST',
    path: `${path}/session`,
    who: 'operator',
    summary: 'Signs in with TILLSIDE_CONSOLE_SECRET; the session is a cookie of twelve hours.',
    request: consoleSignInSchema,
    response: { contentTypes: json, schema: consoleSessionSchema },
    errors: [...changeErrors, 'body_too_large'],
  },
  {
    method: 'DELETE',
    path: `${path}/session`,
    who: 'operator',
    summary: 'Signs out.',
    errors: ['forbidden', 'not_found'],
  },
  read({
    path: `${path}/overview`,
    summary: 'Intake, backlog and failures of the last 24 hours, and their totals.',
    response: { contentTypes: json, schema: consoleOverviewSchema },
  }),
  read({
    path: `${path}/events`,
    summary: 'Events, newest first, page by page.',
    query: eventsQuerySchema.shape,
    response: { contentTypes: json, schema: consoleEventsSchema },
  }),
  read({
    path: `${path}/events/:id`,
    summary: 'One event: attempts, steps, deliveries, and its payload with everything personal masked.',
    response: { contentTypes: json, schema: consoleEventDetailSchema },
  }),
  change({
    path: `${path}/events/:id/unmasked`,
    summary: 'The same with everything in it; the audit log notes that it was asked for.',
    response: { contentTypes: json, schema: consoleEventDetailSchema },
  }),
  change({
    path: `${path}/events/:id/replay`,
    summary: 'Handles an event again; one that waits for its next attempt has it now.',
  }),
  read({
    path: `${path}/endpoints`,
    summary: 'In-house endpoints and how they fare.',
    response: { contentTypes: json, schema: consoleEndpointsSchema },
  }),
  change({ path: `${path}/endpoints/:id/enable`, summary: 'Enables an endpoint that was disabled.' }),
  change({ path: `${path}/deliveries/:id/retry`, summary: 'Sends a delivery again that has ended.' }),
  read({
    path: `${path}/schedules`,
    summary: 'Schedules: when each comes next, and its last runs.',
    response: { contentTypes: json, schema: consoleSchedulesSchema },
  }),
]
