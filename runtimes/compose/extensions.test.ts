import { expect, test } from 'vitest'
import { selfTenantId } from '#auth/principal.ts'
import { parseConfig } from '#config.ts'
import { defineConfig } from '#definitions/define-config.ts'
import { defineHandler } from '#definitions/define.ts'
import { createLog } from '#log.ts'
import { createMetrics } from '#metrics.ts'
import { createSelfTenant } from '#tenants/tenant.ts'
import { createNodePorts } from '../node/ports.ts'
import { assembleExtensions } from './extensions.ts'

const withEvents = (...events: string[]) =>
  defineConfig({
    handlers: [defineHandler({ id: 'note', events: events as never, handle: async () => undefined })],
  })

test('logs the warnings of each configuration that comes into force, at start and at a change', async () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', now: Date.now, write: (line) => void lines.push(line) })
  const config = parseConfig({})
  const { ports, close } = createNodePorts(log)
  const tenant = await createSelfTenant(selfTenantId, config)
  const open = assembleExtensions(withEvents('invoice.payed'), {
    config,
    ports,
    metrics: createMetrics(),
    tenant,
    runtime: {},
  })
  open.replace(withEvents('invoice.paid'))
  open.replace(withEvents('invoice.paid', 'charge.refund'))
  await open.close()
  await close()
  expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
    expect.objectContaining({
      level: 'warn',
      event: 'definitions.warned',
      warning: expect.stringContaining('"invoice.payed"') as unknown,
    }),
    expect.objectContaining({ warning: expect.stringContaining('"charge.refund"') as unknown }),
  ])
})
