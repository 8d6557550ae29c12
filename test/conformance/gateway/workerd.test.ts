// The gateway on workerd: the behaviour of every runtime, and what a misconfigured Worker answers.

import { describe, expect, test } from 'vitest'
import { problemSchema } from '#contract/api.ts'
import { describeGateway } from './describe-gateway.ts'
import { metricsSecret, proof } from '../../worlds/gateway/node.ts'
import { startOnWorkerd, type TestWorker, type WorkerOptions } from '../../worlds/gateway/workerd.ts'
import { startStubStripe } from '../../worlds/stripe/stub-server.ts'

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) describeWorker(postgresUrl)
else test.skip('workerd: set TEST_DATABASE_URL to a server where tests may create databases', () => undefined)

function describeWorker(postgresUrl: string): void {
  describeGateway('workerd', (stripeUrl, env = {}) =>
    startOnWorkerd(stripeUrl, { postgresUrl, env: { TILLSIDE_METRICS_SECRET: metricsSecret, ...env } }),
  )

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

  test('the console answers only under its own host name, where nothing else answers, and is off without that name', async () => {
    await withWorker({ env: { TILLSIDE_CONSOLE_URL: 'http://localhost:1' } }, async ({ url }) => {
      const { port } = new URL(url)
      const [main, console] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`]
      const statusOf = async (address: string) => (await fetch(address, { headers: proof })).status
      expect(await statusOf(`${console}/console/`)).toBe(200)
      expect(await statusOf(`${main}/console/`)).toBe(404)
      expect(await statusOf(`${main}/api/console/session`)).toBe(404)
      expect(await statusOf(`${main}/sidebar/`)).toBe(200)
      for (const path of ['/sidebar/', '/api/connection', '/health', '/stripe/v1/customers'])
        expect([path, await statusOf(console + path)]).toEqual([path, 404])
    })
    await withWorker({}, async (worker) => {
      expect((await fetch(`${worker.url}/console/`)).status).toBe(404)
      await worker.logged('console.not_started')
    })
  })

  test('an event type that Stripe does not have is a warning in the log', async () => {
    const configuration = configurationOf(
      "handlers: [{ id: 'note', events: ['invoice.payed'], handle: async () => undefined }]",
    )
    await withWorker({ configuration }, async (worker) => {
      expect((await fetch(`${worker.url}/health`)).status).toBe(200)
      await worker.logged('Did you mean \\"invoice.paid\\"?')
    })
  })

  test('a misspelt key keeps the Worker from starting, and the runtime says which', async () => {
    const stripe = await startStubStripe()
    try {
      const starting = startOnWorkerd(stripe.url, {
        postgresUrl,
        configuration: configurationOf('panles: []'),
      })
      await expect(starting).rejects.toThrow(/there is no key \W*panles\W+did you mean \W*panels/)
    } finally {
      await stripe.close()
    }
  })

  describe('each request reports what is missing', () => {
    const ask = async ({ url }: TestWorker, path: string) => {
      const response = await fetch(url + path, { headers: proof })
      return { status: response.status, problem: problemSchema.safeParse(await response.json()).data }
    }

    test('an unmigrated database is an error until it is migrated', async () => {
      await withWorker({ isEmpty: true }, async (worker) => {
        expect(await ask(worker, '/ready')).toMatchObject({
          status: 503,
          problem: { code: 'database_outdated', detail: 'Run tillside migrate.' },
        })
        expect(await worker.lookForWork()).toBe('exception')
        await worker.migrate()
        expect(await ask(worker, '/ready')).toMatchObject({ status: 200 })
        expect(await worker.lookForWork()).toBe('ok')
      })
    })

    test.for([
      [
        'a name that is not a setting',
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
        'identity mtls is not available on this runtime',
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
        'a configuration without defineConfig',
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
