// The page's way to the Dashboard's server: its facts, its services, its news of builds.

import type { AppEvent, DashboardFacts, PickedObject, ServiceName } from '../facts.ts'
import type {
  DashboardConnection,
  DashboardHost,
  Mode,
  ServicePlace,
  StripeAnswer,
  UserContext,
} from '../host-api.ts'

async function readFacts(prefix: string): Promise<DashboardFacts> {
  const response = await fetch(`${prefix}/start.json`)
  if (!response.ok) throw new Error('The server of the Dashboard preview does not answer.')
  return (await response.json()) as DashboardFacts
}

/** The error carries the server's own words. */
async function ask<T>(address: string, token: string, body: unknown): Promise<T> {
  const response = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-preview-token': token },
    body: JSON.stringify(body),
  })
  const answer = (await response.json()) as T & { error?: string }
  if (!response.ok) throw new Error(answer.error ?? `The server of the preview answered ${response.status}.`)
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

function listenTo(prefix: string, heard: (event: AppEvent) => void): () => void {
  const source = new EventSource(`${prefix}/events`)
  source.addEventListener('message', ({ data }: MessageEvent<string>) => heard(JSON.parse(data) as AppEvent))
  return () => source.close()
}

export const connectDashboard: DashboardHost['connectDashboard'] = async (
  prefix,
): Promise<DashboardConnection> => {
  const facts = await readFacts(prefix)
  const service = <T>(name: ServiceName, body: object): Promise<T> =>
    ask<T>(`${prefix}/services/${name}`, facts.token, body)
  return {
    facts,
    userContext: (place) => userContextOf(facts, place),
    mode: modeOf,
    services: (place) => ({
      stripeApi: (call) => service<StripeAnswer>('stripe', { ...place(), call }),
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
    onBuild: (heard) => listenTo(prefix, heard),
  }
}
