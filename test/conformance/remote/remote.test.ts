// Remote services on Node with SQLite, and on workerd with Postgres; their durable work on both databases.

import { describe, test } from 'vitest'
import { openMemoryStore, openPostgresStore } from '../../worlds/database.ts'
import { startOnNode } from '../../worlds/gateway/node.ts'
import { startOnWorkerd } from '../../worlds/gateway/workerd.ts'
import { describeDurable } from './describe-durable.ts'
import { describeRemote } from './describe-remote.ts'

describe('a remote service on Node', () => describeRemote(() => startOnNode))
describe('its durable work on SQLite', () => describeDurable(openMemoryStore))

const postgresUrl = process.env['TEST_DATABASE_URL']
if (postgresUrl) {
  describe('its durable work on Postgres', () => describeDurable(() => openPostgresStore(postgresUrl)))
  describe('a remote service on workerd', () =>
    describeRemote(
      (configuration) =>
        (stripeUrl, env = {}) =>
          startOnWorkerd(stripeUrl, { postgresUrl, env, configuration }),
    ))
} else
  test.skip('workerd: set TEST_DATABASE_URL to a server where tests may create databases', () => undefined)
