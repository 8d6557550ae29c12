// A contender: Fastify with @fastify/reply-from, which forwards through undici, without any of our checks.

import replyFrom from '@fastify/reply-from'
import fastify from 'fastify'
import { listenAndPrint } from '../listen.ts'

const [upstream = ''] = process.argv.slice(2)
const app = fastify()
await app.register(replyFrom, { base: upstream })
app.all('/stripe/*', (request, reply) => {
  void reply.from(request.url.slice('/stripe'.length), {
    rewriteRequestHeaders: (_, headers) => ({
      ...headers,
      authorization: 'Bearer rk_test_51benchbenchbench',
    }),
  })
})
await app.ready()
const { server } = app
await listenAndPrint(server)
