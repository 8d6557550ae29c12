// Connects the page to the Dashboard's server: facts, services and build events.

import { askOwnServer, followOwnServer } from '../loopback/own-server.ts'
import type { AppEvent, DashboardFacts, PickedObject, ServiceName } from '../facts.ts'
import type {
  DashboardConnection,
  DashboardHost,
  Mode,
  ServicePlace,
  StripeResponse,
  UserContext,
} from '../host-api.ts'

async function readFacts(prefix: string): Promise<DashboardFacts> {
  const response = await askOwnServer(`${prefix}/start.json`)
  if (!response.ok) throw new Error('The server of the Dashboard preview did not respond.')
  return (await response.json()) as DashboardFacts
}

/** The error contains the server's message. */
async function ask<T>(address: string, body: unknown): Promise<T> {
  const response = await askOwnServer(address, { body })
  const answer = (await response.json()) as T & { error?: string }
  if (!response.ok) throw new Error(answer.error ?? `The preview server responded with ${response.status}.`)
  return answer
}

const modeOf = ({ environment }: ServicePlace): Mode => (environment === 'live' ? 'live' : 'test')

function userContextOf(
  { viewers, account }: DashboardFacts,
  { viewer, environment }: ServicePlace,
): UserContext {
  const person = viewers.find(({ key }) => key === viewer) ?? viewers[0]
  return {
    id: person?.id ?? '',
    name: person?.name ?? '',
    account: { ...account, isSandbox: environment === 'sandbox', org_id: null },
    locale: 'en-US',
    roles: person?.roles ?? [],
  }
}

const listenTo = (prefix: string, listener: (event: AppEvent) => void): (() => void) =>
  followOwnServer(`${prefix}/events`, ({ data }) => listener(JSON.parse(data) as AppEvent))

export const connectDashboard: DashboardHost['connectDashboard'] = async (
  prefix,
): Promise<DashboardConnection> => {
  const facts = await readFacts(prefix)
  const service = <T>(name: ServiceName, body: object): Promise<T> =>
    ask<T>(`${prefix}/services/${name}`, body)
  return {
    facts,
    userContext: (place) => userContextOf(facts, place),
    mode: modeOf,
    services: (place) => ({
      stripeApi: (call) => service<StripeResponse>('stripe', { ...place(), call }),
      sign: async (payload) =>
        (await service<{ signature: string }>('sign', { ...place(), payload })).signature,
      createOAuthState: (state) => service('oauth-state', { state, place: place() }),
    }),
    objects: (request) => service<PickedObject[]>('objects', request),
    object: (request) => service<Record<string, unknown>>('object', request),
    oauthReturn: (state) =>
      service<{ verifier: string; place: Record<string, unknown> }>('oauth-return', { state }).catch(
        () => undefined,
      ),
    sourceStack: async (stack) => (await service<{ stack: string }>('stack', { stack })).stack,
    refresh: () => readFacts(prefix),
    onBuild: (listener) => listenTo(prefix, listener),
  }
}
