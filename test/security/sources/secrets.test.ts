// The gateway's credentials for a service, and a service's error texts, stay out of errors, logs and metrics.

import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { httpSource, sqlQuery, sqlSource } from '../../../src/definitions/define.ts'
import type { HttpIdentity } from '../../../src/definitions/source.ts'
import { sourceCaller, json, openForTest, startService, type Answerer } from '../../worlds/sources.ts'

const secret = 'hunter2-hunter2-hunter2-hunter2-hunter2'
const theirs = 'connection string postgres://root:their-words'

const answerers: Answerer[] = [
  json({ error: theirs }, 401),
  json({ error: theirs }, 500),
  json({ error: theirs }),
  (_asked, response) => void response.end(theirs),
  (_asked, response) => void response.writeHead(302, { location: `https://evil.test/${theirs}` }).end(),
  (_asked, response) => void response.socket?.destroy(),
  (_asked, response) =>
    void response.writeHead(200, { 'content-length': '5' }).end('{"id"').socket?.destroy(),
]

const identities: HttpIdentity[] = [
  { kind: 'bearer', token: secret },
  { kind: 'jwt', algorithm: 'HS256', key: secret, audience: 'orders' },
]

/** Everything of an error that could be printed, including its causes. */
const printed = (error: unknown) => inspect(error, { depth: 20, showHidden: true })

test('no error, log line or metric of a call contains a secret, a token, a value or text of the service', async () => {
  const seen: string[] = []
  for (const identity of identities) {
    const service = await startService()
    const source = httpSource({
      name: 'orders',
      baseUrl: service.url,
      allow: ['GET /orders/:id'],
      identity,
      retries: 1,
    })
    const { sources, lines, metrics } = openForTest([source])
    for (const answerer of answerers) {
      service.answerer = answerer
      const { orders } = sources.open({ orders: source }, sourceCaller())
      const params = { id: 'ada@example.com' }
      const error: unknown = await orders
        .get('/orders/:id', z.object({ id: z.string() }), { params })
        .catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(Error)
      seen.push(printed(error))
    }
    seen.push(...lines, metrics.print())
    const sent = service.asked.map(({ headers }) => headers.authorization?.split('.').at(-1) ?? '')
    for (const token of sent) expect(seen.join()).not.toContain(token)
  }
  for (const word of ['hunter2', 'their-words', 'ada@', 'Bearer', 'eyJ'])
    expect(seen.join()).not.toContain(word)
})

test('no error or log line of a query contains the password of its address, a value or text of the database', async () => {
  const one = sqlQuery({
    sql: "select cast(:id as int) / 0, 'their-words'",
    parameters: z.object({ id: z.string() }),
    row: z.object({ a: z.number() }),
  })
  const urls = ['postgres://root:hunter2@127.0.0.1:9/x', 'sqlite:/nowhere/hunter2.sqlite']
  const database = process.env['TEST_DATABASE_URL']
  if (database !== undefined) urls.push(database, database.replace('root@', 'nobody:hunter2@'))
  for (const url of urls) {
    const source = sqlSource({ name: 'orders', url, queries: { one } })
    const { sources, lines } = openForTest([source])
    const error: unknown = await sources
      .open({ orders: source }, sourceCaller())
      .orders.one({ id: 'ada@example.com' })
      .catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    for (const word of ['hunter2', 'their-words', 'ada@']) {
      expect(printed(error)).not.toContain(word)
      expect(lines.join()).not.toContain(word)
    }
  }
})
