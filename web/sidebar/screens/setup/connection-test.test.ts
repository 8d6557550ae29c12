import { expect, test } from 'vitest'
import { type Check, isUsable, testConnection, type TestPorts } from './connection-test.ts'

const connection = { kind: 'key', url: 'https://till.example/', connectionKey: 'tsk_1' } as const
const health = { service: 'tillside', version: '1.4.0' }
const permission = (label: string, state: string, need = 'advised') => ({ slug: label, label, need, state })
const account = (more: object = {}) => ({
  key: 'a',
  mode: 'live',
  restricted: true,
  permissions: [permission('Customers', 'granted', 'required')],
  ...more,
})
const report = (...accounts: object[]) => ({
  gateway: 'tillside',
  version: '1.4.0',
  principal: 'Support team',
  accounts,
})

type Answers = Record<string, () => Response | Promise<Response>>
const fail = () => Promise.reject(new TypeError('Failed to fetch'))
const fine: Answers = {
  '/health': () => Response.json(health),
  '/api/connection': () => Response.json(report(account())),
}

function run(
  answers: Answers,
  more: Partial<TestPorts> & { url?: string; opaque?: boolean } = {},
): Promise<Check[]> {
  const ports: TestPorts = {
    fetch: async (input, init) => {
      if (init?.mode === 'no-cors') return more.opaque ? new Response() : fail()
      return (answers[new URL(input instanceof Request ? input.url : String(input)).pathname] ?? fail)()
    },
    now: () => 0,
    isOnline: () => true,
    wasBlocked: () => false,
    ...more,
  }
  return testConnection({ ...connection, url: more.url ?? connection.url }, ports, () => undefined)
}

const wrong = (checks: Check[]) => checks.find((check) => check.state === 'bad' || check.state === 'warn')

test('a working gateway passes every step and may be saved', async () => {
  const checks = await run(fine)
  expect(checks.map(({ step, state }) => `${step} ${state}`)).toEqual([
    'reach ok',
    'gateway ok',
    'accepted ok',
    'restricted ok',
    'permissions ok',
  ])
  expect(isUsable(checks)).toBe(true)
})

test.each([
  ['not an address', 'address', {}, { url: 'http://' }],
  ['plain http to another machine', 'https', {}, { url: 'http://till.example/' }],
  ['blocked by the policy of the page', 'csp', {}, { wasBlocked: () => true }],
  ['no network', 'offline', {}, { isOnline: () => false }],
  ['hidden by CORS', 'cors', {}, { opaque: true }],
  ['nothing there', 'unreachable', {}, {}],
  ['another server', 'foreign', { '/health': () => new Response('<html>') }, {}],
  [
    'a wrong secret',
    'refused',
    { ...fine, '/api/connection': () => Response.json({ request_id: 'req_1' }, { status: 401 }) },
    {},
  ],
  ['a header that is not allowed', 'header', { ...fine, '/api/connection': fail }, { opaque: true }],
  [
    'a gateway that fails',
    'failed',
    { ...fine, '/api/connection': () => new Response('', { status: 500 }) },
    {},
  ],
  [
    'a key that is not restricted',
    'unrestricted',
    { ...fine, '/api/connection': () => Response.json(report(account({ restricted: false }))) },
    {},
  ],
  [
    'a Stripe that does not answer',
    'account',
    { ...fine, '/api/connection': () => Response.json(report(account({ problem: 'No' }))) },
    {},
  ],
  [
    'a required permission missing',
    'missing',
    {
      ...fine,
      '/api/connection': () =>
        Response.json(report(account({ permissions: [permission('Customers', 'missing', 'required')] }))),
    },
    {},
  ],
] as const)('recognises %s and does not allow saving', async (_, fault, answers, more) => {
  const checks = await run(answers, more)
  expect(wrong(checks)).toMatchObject({ fault, state: 'bad' })
  expect(checks).toHaveLength(5)
  expect(isUsable(checks)).toBe(false)
})

test.each([
  ['a key that can write', 'writes', account({ canWrite: true })],
  ['an advised permission missing', 'missing', account({ permissions: [permission('Disputes', 'missing')] })],
] as const)('warns about %s and allows saving', async (_, fault, one) => {
  const checks = await run({ ...fine, '/api/connection': () => Response.json(report(one)) })
  expect(wrong(checks)).toMatchObject({ fault, state: 'warn' })
  expect(isUsable(checks)).toBe(true)
})
