// Misspelt names in a configuration: which of them refuse it, which are only mentioned, and how the messages read.

import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { defineConfig, DefinitionError } from '../define-config.ts'
import { httpSource, sqlQuery, sqlSource } from '../define.ts'
import { warningsOf } from './check-names.ts'
import { stripeRoles } from './unknown-roles.ts'

/** As plain JavaScript would pass it: the compiler refuses most of these mistakes. */
function check(config: object): { problems: readonly string[]; warnings: readonly string[] } {
  try {
    return { problems: [], warnings: warningsOf(defineConfig(config)) }
  } catch (error) {
    if (error instanceof DefinitionError) return { problems: error.problems, warnings: [] }
    throw error
  }
}

const panel = { id: 'loyalty', title: 'Loyalty', for: ['customer'], load: () => 'hidden' }
const action = {
  id: 'refund',
  title: 'Refund',
  for: ['payment'],
  roles: 'anybody',
  input: z.object({ reason: z.string() }),
  run: async () => ({ title: 'Done' }),
}
const handler = { id: 'note', events: ['invoice.paid'], handle: async () => undefined }
const endpoint = {
  id: 'orders',
  url: 'https://orders.example.com',
  events: ['*'],
  secrets: [`whsec_${'A'.repeat(32)}`],
}
const schedule = {
  id: 'nightly',
  cron: '0 2 * * *',
  timeZone: 'UTC',
  missed: 'skip',
  run: async () => undefined,
}
const signIn = {
  id: 'crm',
  title: 'CRM',
  authorizeUrl: 'https://crm.example.com/a',
  tokenUrl: 'https://crm.example.com/t',
  clientId: 'x',
  scopes: [],
  redirectUrls: { live: 'https://a.example.com', test: 'https://b.example.com' },
  keep: 'gateway',
}
const complete = {
  panels: [panel],
  actions: [action],
  handlers: [handler],
  endpoints: [endpoint],
  schedules: [schedule],
  signIns: [signIn],
}
const without = (value: object, key: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key))
const source = (options: object) =>
  httpSource({ name: 'orders', baseUrl: 'https://orders.internal', allow: [], ...options })

test('a configuration whose names are all known has neither problems nor warnings', () => {
  expect(check(complete)).toEqual({ problems: [], warnings: [] })
})

test.each([
  [{ panles: [panel] }, 'configuration: there is no key "panles"; did you mean "panels"?'],
  [
    { panels: [{ ...without(panel, 'title'), tittle: 'x' }] },
    'panel "loyalty": there is no key "tittle"; did you mean "title"?',
  ],
  [
    { panels: [{ ...panel, role: ['admin'] }] },
    'panel "loyalty": there is no key "role"; did you mean "roles"?',
  ],
  [{ panels: [{ ...panel, ttl: 60 }] }, 'panel "loyalty": there is no key "ttl"; did you mean "ttlSeconds"?'],
  [
    { actions: [{ ...action, refresh: ['loyalty'] }] },
    'action "refund": there is no key "refresh"; did you mean "refreshes"?',
  ],
  [
    { actions: [{ ...action, steps: [{ lable: 'One', fields: ['reason'] }] }] },
    'action "refund": there is no key "steps[0].lable"; did you mean "steps[0].label"?',
  ],
  [
    { actions: [{ ...action, input: z.object({ reason: z.string().meta({ lable: 'Why' }).optional() }) }] },
    'action "refund": there is no key "input.reason.meta.lable"; did you mean "input.reason.meta.label"?',
  ],
  [
    { handlers: [{ ...handler, timeout: 5000 }] },
    'handler "note": there is no key "timeout"; did you mean "timeoutMs"?',
  ],
  [
    { schedules: [{ ...schedule, source: {} }] },
    'schedule "nightly": there is no key "source"; did you mean "sources"?',
  ],
  [
    { endpoints: [{ ...endpoint, mode: ['live'] }] },
    'endpoint "orders": there is no key "mode"; did you mean "modes"?',
  ],
  [
    { signIns: [{ ...signIn, revokeURL: 'x' }] },
    'sign-in "crm": there is no key "revokeURL"; did you mean "revokeUrl"?',
  ],
  [
    { signIns: [{ ...signIn, redirectUrls: { live: 'x', tset: 'y' } }] },
    'sign-in "crm": there is no key "redirectUrls.tset"; did you mean "redirectUrls.test"?',
  ],
  [
    { sources: [source({ insecur: true })] },
    'source "orders": there is no key "insecur"; did you mean "insecure"?',
  ],
  [
    { sources: [source({ identity: { kind: 'jwt', algorithm: 'HS256', key: 'k', audiance: 'x' } })] },
    'source "orders": there is no key "identity.audiance"; did you mean "identity.audience"?',
  ],
  [
    {
      panels: [
        {
          ...panel,
          sources: { db: sqlSource({ name: 'db', url: 'sqlite:/x', queries: {}, rowMax: 5 } as never) },
        },
      ],
    },
    'source "db": there is no key "rowMax"; did you mean "rowsMax"?',
  ],
  [
    {
      sources: [
        sqlSource({
          name: 'db',
          url: 'sqlite:/x',
          queries: {
            one: sqlQuery({ sql: 'select 1', parameter: z.object({}), row: z.object({}) } as never),
          },
        }),
      ],
    },
    'source "db": there is no key "queries.one.parameter"; did you mean "queries.one.parameters"?',
  ],
])('refuses a misspelt key and names the definition: %#', (config, problem) => {
  expect(check(config).problems).toEqual([problem])
})

test.each([
  [
    { panels: [{ ...panel, for: ['custmer'] }] },
    'panel "loyalty": for: there is no subject "custmer"; did you mean "customer"?',
  ],
  [
    { actions: [{ ...action, for: ['order'] }] },
    'action "refund": for: there is no subject "order"; write customer, invoice, product, subscription, payment, email',
  ],
  [
    { panels: [{ ...panel, for: 'customer' }] },
    'panel "loyalty": for must be a list, of customer, invoice, product, subscription, payment, email',
  ],
  [
    { endpoints: [{ ...endpoint, modes: ['Live'] }] },
    'endpoint "orders": modes: there is no mode "Live"; did you mean "live"?',
  ],
  [
    { signIns: [{ ...signIn, keep: 'gatway' }] },
    'sign-in "crm": keep: there is no store "gatway"; did you mean "gateway"?',
  ],
  [
    { sources: [source({ identity: { kind: 'jwl' } })] },
    'source "orders": identity.kind: there is no identity "jwl"; did you mean "jwt"?',
  ],
  [
    { actions: [{ ...action, input: z.object({ reason: z.string().meta({ control: 'swich' }) }) }] },
    'action "refund": input.reason.meta.control: there is no control "swich"; did you mean "switch"?',
  ],
  [
    { actions: [{ ...action, refreshes: ['loyality'] }], panels: [panel] },
    'action "refund": refreshes: there is no panel "loyality"; did you mean "loyalty"?',
  ],
  [
    { actions: [{ ...action, roles: 'admin' }] },
    'action "refund": roles must be a list such as ["admin"], or "anybody"',
  ],
  [{ sidebarRoles: 'admin' }, 'sidebarRoles must be a list such as ["admin"], or a function'],
])('refuses an unknown subject, mode, store, control, identity, panel or list: %#', (config, problem) => {
  expect(check(config).problems).toEqual([problem])
})

test('a panel may be invalidated by an action of the configuration, and by no other', () => {
  const invalidated = (by: string) =>
    check({ panels: [{ ...panel, invalidatedBy: [by] }], actions: [action] }).problems
  expect(['action.refund', 'action.*'].flatMap(invalidated)).toEqual([])
  expect(invalidated('action.refnd')).toEqual([
    'panel "loyalty": invalidatedBy: there is no action "refnd"; did you mean "refund"?',
  ])
  expect(check({ handlers: [{ ...handler, events: ['action.refund'] }] }).warnings).toHaveLength(1)
})

test('names the field that a step means', () => {
  expect(check({ actions: [{ ...action, steps: [{ label: 'One', fields: ['reson'] }] }] }).problems).toEqual([
    'action "refund": steps: there is no field "reson"; did you mean "reason"?',
    'action "refund" has no step with reason',
  ])
})

test.each([
  [{ actions: [{ ...without(action, 'input'), inputs: action.input }] }, 'inputs', 'input'],
  [{ handlers: [{ ...without(handler, 'events'), event: ['*'] }] }, 'event', 'events'],
  [{ endpoints: [{ ...without(endpoint, 'secrets'), secret: ['x'] }] }, 'secret', 'secrets'],
  [{ signIns: [{ ...without(signIn, 'redirectUrls'), redirectUrl: 'x' }] }, 'redirectUrl', 'redirectUrls'],
  [{ sources: [sqlSource({ name: 'db', url: 'sqlite:/x', querys: {} } as never)] }, 'querys', 'queries'],
])('names a misspelt key without which other checks could not run: %#', (config, key, meant) => {
  expect(check(config).problems.join()).toContain(`there is no key "${key}"; did you mean "${meant}"?`)
})

test('lists every problem at once', () => {
  const { problems } = check({
    panles: [],
    actions: [{ ...action, for: ['paymnt'] }],
    handlers: [{ ...handler, order: true }],
  })
  expect(problems).toHaveLength(3)
})

test('keys of the author’s own are mentioned but accepted; symbols and keys that begin with _ are not mentioned', () => {
  const own = { ...panel, team: 'billing', titleOf: () => 'x', _cache: 1, [Symbol('mark')]: 1 }
  expect(check({ panels: [own] })).toEqual({
    problems: [],
    warnings: ['team', 'titleOf'].map(
      (key) =>
        `panel "loyalty": the key "${key}" is not read; known keys are id, title, for, sources, roles, ttlSeconds, invalidatedBy, deadlineMs, load`,
    ),
  })
})

test('a key that resembles one that is present is not taken for it', () => {
  const { problems, warnings } = check({ panels: [{ ...panel, titles: ['a'] }] })
  expect([problems.length, warnings.length]).toEqual([0, 1])
})

test('further keys of .meta() belong to other tools and are not mentioned', () => {
  const input = z.object({ reason: z.string().meta({ label: 'Why', deprecated: true, examples: ['late'] }) })
  expect(check({ actions: [{ ...action, input }] })).toEqual({ problems: [], warnings: [] })
})

const unknownType = (where: string, type: string, meant?: string) =>
  `${where}: "${type}" matches no event type that this version of Tillside knows.${meant ? ` Did you mean "${meant}"?` : ''} If Stripe has added it since, nothing needs to be done.`

test.each([
  [
    { handlers: [{ ...handler, events: ['invoice.payed'] }] },
    'handler "note": events',
    'invoice.payed',
    'invoice.paid',
  ],
  [
    { endpoints: [{ ...endpoint, events: ['invoices.*'] }] },
    'endpoint "orders": events',
    'invoices.*',
    'invoice.*',
  ],
  [
    { panels: [{ ...panel, invalidatedBy: ['custommer.updated'] }] },
    'panel "loyalty": invalidatedBy',
    'custommer.updated',
    'customer.updated',
  ],
  [
    { handlers: [{ ...handler, events: ['v1.invoice.payed'] }] },
    'handler "note": events',
    'v1.invoice.payed',
    'v1.invoice.paid',
  ],
  [
    { handlers: [{ ...handler, events: ['warehouse.robot.started'] }] },
    'handler "note": events',
    'warehouse.robot.started',
    undefined,
  ],
])('warns of an unknown event type, which Stripe may have added: %#', (config, where, type, meant) => {
  expect(check(config)).toEqual({ problems: [], warnings: [unknownType(where, type, meant)] })
})

test.each([
  '*',
  'invoice.*',
  'v1.*',
  'v1.invoice.paid',
  'v2.core.account.*',
  'v2.core.account[requirements].updated',
  'v1.billing.meter.error_report_triggered',
  'charge.dispute.*',
])('knows the event pattern %s', (pattern) => {
  expect(check({ handlers: [{ ...handler, events: [pattern] }] })).toEqual({ problems: [], warnings: [] })
})

test.each(['invoice*', '*.paid', 'invoice.*.paid', 'Invoice.paid', '', 'invoice paid', '.*', 'invoice.'])(
  'refuses the event pattern "%s", which no type can match',
  (pattern) => {
    expect(check({ handlers: [{ ...handler, events: [pattern] }] }).problems).toEqual([
      `handler "note": events: "${pattern}" matches no event; write a type such as invoice.paid, invoice.* for all below, or *`,
    ])
  },
)

test('warns of a role that Stripe does not have and sidebarRoles does not grant', () => {
  const roles = (names: string[], sidebarRoles?: unknown) =>
    check({ actions: [{ ...action, roles: names }], ...(sidebarRoles ? { sidebarRoles } : {}) }).warnings
  const text = (role: string, end = '') =>
    `action "refund": roles: "${role}" is neither a role of Stripe nor granted by sidebarRoles${end}`
  expect(roles(['admin', 'support_specialist'])).toEqual([])
  expect(roles(['admn'])).toEqual([text('admn', '; did you mean "admin"?')])
  expect(roles(['night_shift'])).toEqual([text('night_shift')])
  expect(roles(['night_shift'], ['night_shift'])).toEqual([])
  // A function may grant any role; a misspelt one of Stripe's is still mentioned.
  expect(roles(['night_shift'], () => [])).toEqual([])
  expect(roles(['admn'], () => [])).toEqual([text('admn', '; did you mean "admin"?')])
})

test('the known roles are those of Stripe’s SDK for apps', () => {
  const sdk = 'stripe-app/node_modules/@stripe/ui-extension-sdk/utils/context.d.ts'
  const [, union = ''] = /type RoleId = ([^;]+);/.exec(readFileSync(sdk, 'utf8')) ?? []
  expect(stripeRoles).toEqual([...union.matchAll(/'([a-z_]+)'/g)].map(([, id]) => id))
})
