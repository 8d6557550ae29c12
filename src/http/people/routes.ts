// People of a hosted gateway: everything on the console's origin that does not belong to one company's data. Mounted only where the
// gateway is hosted.

import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { GatewayError } from '#errors.ts'
import type { People } from '#people/people.ts'
import { findTenantName } from '#store/tenants.ts'
import { ownPageOnly } from '../console/same-origin.ts'
import type { Env, Gateway } from '../gateway.ts'
import { keyRoutes, serveKeys } from '../keys/routes.ts'
import { deadline } from '../middleware/deadline.ts'
import type { Route } from '../route.ts'
import { servePlan, type PlanRoutesDeps } from '../plan/routes.ts'
import { createGuards, type Guards } from './guards.ts'
import { serveSessions, sessionRoutes } from './session-routes.ts'
import { serveTenants, tenantRoutes } from './tenant-routes.ts'

export const peopleRoutes: readonly Route[] = [...sessionRoutes, ...tenantRoutes, ...keyRoutes]

const timeoutMs = 25_000

/** The routes, and the guards that other routes for signed-in people share. */
export function servePeople(gateway: Gateway & { people: People }): Hono<Env> {
  const { config, people } = gateway
  const guards = createGuards(people)
  const app = new Hono<Env>()
  for (const path of ['/api/session', '/api/me', '/api/tenants', '/api/invitations'])
    for (const pattern of [path, `${path}/*`])
      app.use(pattern, neverStored, deadline(timeoutMs), ownPageOnly(config), fromOwnAddress(people))
  app.route('/', serveSessions({ ...gateway, guards }))
  app.route('/', serveTenants({ people, guards }))
  const { tenantVault } = gateway
  if (tenantVault) app.route('/', serveKeys({ ...gateway, guards, tenantVault }))
  const { plan } = gateway
  if (plan)
    app.route('/', servePlan({ ...gateway, ...plan, requireMember: requirePlanMember(gateway, guards) }))
  return app
}

/** Spending the company's money is worth a second sign-in. */
const requirePlanMember =
  ({ db }: Pick<Gateway, 'db'>, guards: Guards): PlanRoutesDeps['requireMember'] =>
  async (c, tenantId, role) => {
    const member = await guards.requireMember(c, tenantId, role)
    if (role !== 'viewer') guards.requireFresh(member)
    return { email: member.email, companyName: (await findTenantName(db, tenantId)) ?? '' }
  }

const neverStored = createMiddleware<Env>(async (c, next) => {
  await next()
  c.header('Cache-Control', 'private, no-store')
  c.header('Cross-Origin-Resource-Policy', 'same-origin')
})

/** Changes are taken from one address only: that of the settings, which cookies and passkeys belong to. */
const fromOwnAddress = ({ origin }: People) =>
  createMiddleware<Env>(async (c, next) => {
    const given = c.req.header('Origin')
    const isOwn = given === origin || (given === undefined && ['GET', 'HEAD'].includes(c.req.method))
    if (!isOwn) throw new GatewayError('forbidden', { detail: `Open this page at ${origin}.` })
    return next()
  })
