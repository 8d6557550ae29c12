// A contender built like typical proxies of this kind: Hono, a header check, fetch, copied headers.

import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { listenAndPrint } from '../listen.ts'

const [upstream = '', secret = ''] = process.argv.slice(2)
const app = new Hono()

app.all('/stripe/*', async (c) => {
  if (c.req.header('x-api-key') !== secret) return c.text('Unauthorized', 401)
  const { pathname, search } = new URL(c.req.url)
  const headers = new Headers(c.req.raw.headers)
  headers.set('Authorization', 'Bearer rk_test_51benchbenchbench')
  headers.delete('host')
  const response = await fetch(upstream + pathname.replace('/stripe', '') + search, {
    method: c.req.method,
    headers,
  })
  const copied = new Headers(response.headers)
  copied.set('Access-Control-Allow-Origin', '*')
  return new Response(response.body, { status: response.status, headers: copied })
})

const listener = getRequestListener(app.fetch)
await listenAndPrint(createServer((req, res) => void listener(req, res)))
