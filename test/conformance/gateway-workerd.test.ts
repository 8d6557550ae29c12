// The gateway on workerd: what every runtime holds to, and what a Worker says that cannot work.

import { describe, expect, test } from 'vitest'
import { problemSchema } from '#contract/api.ts'
import { describeGateway } from './describe-gateway.ts'
import { proof } from './start-for-test.ts'
import { startOnWorkerd, type TestWorker, type WorkerOptions } from './start-on-workerd.ts'
import { startStubStripe } from './stub-stripe.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) describeWorker(postgresUrl)
else test.skip('workerd: set TEST_DATABASE_URL to a server where tests may create databases', () => undefined)

function describeWorker(postgresUrl: string): void {
  describeGateway('workerd', (stripeUrl, env = {}) => startOnWorkerd(stripeUrl, { postgresUrl, env }))

  const withWorker = async (
    options: Omit<WorkerOptions, 'postgresUrl'>,
    run: (worker: TestWorker) => Promise<void>,
  ) => {
    const stripe = await startStubStripe()
    const worker = await startOnWorkerd(stripe.url, { postgresUrl, ...options })
    try {
      await run(worker)
    } finally {
      await worker.close()
      await stripe.close()
    }
  }

  describe('what is missing is said by each request', () => {
    const ask = async ({ url }: TestWorker, path: string) => {
      const response = await fetch(url + path, { headers: proof })
      return { status: response.status, problem: problemSchema.safeParse(await response.json()).data }
    }

    test('a database that nobody has migrated does not answer, until somebody has', async () => {
      await withWorker({ isEmpty: true }, async (worker) => {
        expect(await ask(worker, '/ready')).toMatchObject({
          status: 503,
          problem: { code: 'database_unavailable' },
        })
        expect(await worker.lookForWork()).toBe('exception')
        await worker.migrate()
        expect(await ask(worker, '/ready')).toMatchObject({ status: 200 })
        expect(await worker.lookForWork()).toBe('ok')
      })
    })

    test.for([
      [
        'a name that is no setting',
        { env: { TILLSIDE_PROXY_SECRETS: 'x' } },
        'TILLSIDE_PROXY_SECRETS: there is no such setting',
      ],
      ['no database', { isUnbound: true }, 'DATABASE_URL: missing'],
      [
        'a SQLite file',
        {
          configuration: withSource(
            "sqlSource({ name: 'orders', url: 'sqlite:/data/orders.sqlite', queries: {} })",
          ),
        },
        'sqlite databases cannot be opened on this runtime',
      ],
      [
        'a client certificate',
        {
          configuration: withSource(
            "httpSource({ name: 'orders', baseUrl: 'https://orders.example.com', allow: ['GET /orders/:id'], identity: { kind: 'mtls', cert: 'x', key: 'x' } })",
          ),
        },
        'identity mtls does not exist on this runtime',
      ],
      [
        'an endpoint of the relay',
        {
          configuration: configurationOf(
            "endpoints: [{ id: 'erp', url: 'https://erp.example.com/hook', secrets: ['whsec_' + btoa('w'.repeat(32))], events: ['invoice.paid'] }]",
          ),
        },
        'endpoints: events are passed on by the gateway on Node',
      ],
      [
        'no configuration where one was put',
        { configuration: 'export default {}' },
        'write \\"export default defineConfig',
      ],
    ] as const)('%s: no request is answered, and the log says why', async ([, options, reason]) => {
      await withWorker(options, async (worker) => {
        expect(await ask(worker, '/health')).toMatchObject({ status: 500, problem: { code: 'internal' } })
        await worker.logged(reason)
      })
    })
  })
}

const withSource = (source: string) => configurationOf(`sources: [${source}]`)

function configurationOf(body: string): string {
  return `import { defineConfig, httpSource, sqlSource } from 'tillside/config'
export default defineConfig({ ${body} })`
}
