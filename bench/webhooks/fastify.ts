// Fastify with one route that receives the raw bytes, which both contenders need.

import fastify from 'fastify'
import { listenAndPrint } from '../listen.ts'

export async function listenForWebhooks(
  handle: (body: Buffer, signature: string) => Promise<void>,
): Promise<void> {
  const app = fastify()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
  app.post<{ Body: Buffer }>('/webhooks', (request) =>
    handle(request.body, String(request.headers['stripe-signature'])).then(() => ({ received: true })),
  )
  await app.ready()
  await listenAndPrint(app.server, '/webhooks')
}
