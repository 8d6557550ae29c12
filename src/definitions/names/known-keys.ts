// The keys that each part of a configuration has. The compiler holds these lists to the types.

import type {
  ActionDefinition,
  ActionStep,
  PanelDefinition,
  SignInDefinition,
  TillsideConfig,
} from '../define.ts'
import type { EndpointDefinition, HandlerDefinition, ScheduleDefinition } from '../durable.ts'
import type { HttpIdentity, HttpSourceOptions, RemoteOptions, SqlQuery, SqlSourceOptions } from '../source.ts'

const keysOf = <T>(keys: Record<keyof T, true>): readonly string[] => Object.keys(keys)
type IdentityOf<Kind extends HttpIdentity['kind']> = Extract<HttpIdentity, { kind: Kind }>

export const configKeys = keysOf<TillsideConfig>({
  panels: true,
  actions: true,
  handlers: true,
  schedules: true,
  endpoints: true,
  signIns: true,
  sources: true,
  sidebarRoles: true,
})

export const panelKeys = keysOf<PanelDefinition>({
  id: true,
  title: true,
  for: true,
  sources: true,
  roles: true,
  ttlSeconds: true,
  invalidatedBy: true,
  deadlineMs: true,
  load: true,
})

export const actionKeys = keysOf<ActionDefinition>({
  id: true,
  title: true,
  for: true,
  sources: true,
  roles: true,
  input: true,
  steps: true,
  form: true,
  confirm: true,
  run: true,
  refreshes: true,
})

export const stepKeys = keysOf<ActionStep>({ label: true, fields: true })

export const handlerKeys = keysOf<HandlerDefinition>({
  id: true,
  events: true,
  sources: true,
  ordered: true,
  concurrency: true,
  timeoutMs: true,
  handle: true,
})

export const scheduleKeys = keysOf<ScheduleDefinition>({
  id: true,
  cron: true,
  timeZone: true,
  missed: true,
  sources: true,
  run: true,
})

export const endpointKeys = keysOf<EndpointDefinition>({
  id: true,
  url: true,
  events: true,
  modes: true,
  secrets: true,
  concurrency: true,
  timeoutMs: true,
  insecure: true,
})

export const signInKeys = keysOf<SignInDefinition>({
  id: true,
  title: true,
  authorizeUrl: true,
  tokenUrl: true,
  revokeUrl: true,
  accountUrl: true,
  clientId: true,
  clientSecret: true,
  scopes: true,
  redirectUrls: true,
  keep: true,
  insecure: true,
})

export const redirectUrlKeys = keysOf<SignInDefinition['redirectUrls']>({ live: true, test: true })

export const httpSourceKeys = keysOf<HttpSourceOptions>({
  name: true,
  baseUrl: true,
  allow: true,
  identity: true,
  timeoutMs: true,
  bodyBytesMax: true,
  retries: true,
  passThrough: true,
  insecure: true,
})

export const remoteKeys = keysOf<RemoteOptions>({ name: true, url: true, secret: true, insecure: true })

export const sqlSourceKeys = keysOf<SqlSourceOptions>({
  name: true,
  url: true,
  queries: true,
  timeoutMs: true,
  rowsMax: true,
})

export const queryKeys = keysOf<SqlQuery>({ sql: true, parameters: true, row: true })

export const identityKeys: Readonly<Record<HttpIdentity['kind'], readonly string[]>> = {
  jwt: keysOf<IdentityOf<'jwt'>>({ kind: true, algorithm: true, key: true, audience: true, issuer: true }),
  bearer: keysOf<IdentityOf<'bearer'>>({ kind: true, token: true }),
  mtls: keysOf<IdentityOf<'mtls'>>({ kind: true, cert: true, key: true, ca: true }),
  none: keysOf<IdentityOf<'none'>>({ kind: true }),
}

/** Of `.meta()` on a field of a form. */
export const fieldMetaKeys: readonly string[] = [
  'label',
  'title',
  'hint',
  'description',
  'control',
  'currency',
  'lines',
  'placeholder',
  'unit',
  'labels',
]
