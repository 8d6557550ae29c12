// Handles the page's requests on behalf of a viewer. Every request is parsed; a refusal is a response with a message.

import type { z } from 'zod'
import type { OpenedApp } from '../app/open-app.ts'
import { requests, type Account, type ServiceName, type ServiceRequest, type Viewer } from '../facts.ts'
import type { OAuthStates } from './oauth-states.ts'
import { listObjects, readObject } from './objects.ts'
import { sign } from './sign.ts'
import { sourceStack } from './source-stack.ts'
import { callStripe, type StripeCallDeps } from '../stripe/calls.ts'

export type ServiceDeps = {
  app: OpenedApp
  account: Account
  viewers: readonly Viewer[]
  signingSecrets: () => readonly string[]
  stripe: StripeCallDeps
  oauth: OAuthStates
  now: () => number
}
export type ServiceResponse = { status: number; value: unknown }

const ok = (value: unknown): ServiceResponse => ({ status: 200, value })
const refused = (status: number, error: string): ServiceResponse => ({ status, value: { error } })

type Services = {
  [N in ServiceName]: (
    request: ServiceRequest<N>,
    deps: ServiceDeps,
  ) => ServiceResponse | Promise<ServiceResponse>
}

const withViewer = (
  key: string,
  { viewers }: ServiceDeps,
  answer: (viewer: Viewer) => ServiceResponse | Promise<ServiceResponse>,
): ServiceResponse | Promise<ServiceResponse> => {
  const viewer = viewers.find((each) => each.key === key)
  return viewer ? answer(viewer) : refused(400, 'There is no such viewer.')
}

const services: Services = {
  sign: ({ payload, viewer: key }, deps) =>
    withViewer(key, deps, (viewer) => {
      const { account, signingSecrets, now } = deps
      const secrets = signingSecrets()
      const signed = sign(payload, { viewer, accountId: account.id, secrets, nowMs: now() })
      return signed.ok
        ? ok({ signature: signed.signature })
        : refused(signed.refusal.status, signed.refusal.message)
    }),
  stripe: ({ call, environment, viewer: key }, deps) =>
    withViewer(key, deps, async (viewer) => {
      const { account, app, now, stripe } = deps
      const { manifest } = app.state()
      return ok(
        await callStripe(
          call,
          { manifest, viewer, environment, accountId: account.id, nowMs: now() },
          stripe,
        ),
      )
    }),
  'oauth-state': ({ state, place = {} }, { oauth }) => ok(oauth.create(state, place)),
  'oauth-return'({ state }, { oauth }) {
    const kept = oauth.take(state)
    return kept
      ? ok(kept)
      : refused(404, 'No sign-in was started with this state, or it is already complete.')
  },
  objects: async (request, { stripe }) => ok(await listObjects(stripe.upstream, request)),
  async object(request, { stripe }) {
    const found = await readObject(stripe.upstream, request)
    return found ? ok(found) : refused(404, 'There is no such kind of object.')
  },
  stack: ({ stack }, { app }) => ok({ stack: sourceStack(stack, app.state().code) }),
}

const isService = (name: string): name is ServiceName => Object.hasOwn(services, name)

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type ServiceHandler = (body: unknown, deps: ServiceDeps) => Promise<ServiceResponse>

/** Parses with the service's schema, so that each function gets the right type. */
const parsing =
  <N extends ServiceName>(name: N, schema: z.ZodType<ServiceRequest<N>>): ServiceHandler =>
  async (body, deps) => {
    const parsed = schema.safeParse(body)
    return parsed.success ? services[name](parsed.data, deps) : refused(400, 'The request is malformed.')
  }

const answers: Record<ServiceName, ServiceHandler> = {
  sign: parsing('sign', requests.sign),
  stripe: parsing('stripe', requests.stripe),
  'oauth-state': parsing('oauth-state', requests['oauth-state']),
  'oauth-return': parsing('oauth-return', requests['oauth-return']),
  objects: parsing('objects', requests.objects),
  object: parsing('object', requests.object),
  stack: parsing('stack', requests.stack),
}

export async function answerService(name: string, body: string, deps: ServiceDeps): Promise<ServiceResponse> {
  if (!isService(name)) return refused(404, 'There is no such service.')
  try {
    return await answers[name](json(body), deps)
  } catch (error) {
    // Most likely Stripe did not respond; the message is for the person.
    return refused(502, error instanceof Error ? error.message : 'Stripe did not answer.')
  }
}
