// The benchmark's upstream: answers every GET with one 2 kB customer and Stripe's headers. It speaks just enough HTTP on bare
// sockets to use little of the two cores that contenders, load and upstream share.

import { createServer } from 'node:net'
import { listenAndPrint } from '../listen.ts'

const customer = {
  id: 'cus_Q1w2e3r4t5y6u7',
  object: 'customer',
  balance: 0,
  created: 1_700_000_000,
  currency: 'eur',
  email: 'anna@example.com',
  name: 'Anna Example',
  invoice_prefix: 'ABCD1234',
  metadata: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`key_${i}`, 'value '.repeat(12)])),
}
const body = JSON.stringify(customer).padEnd(2048)
const answer = Buffer.from(
  [
    'HTTP/1.1 200 OK',
    'Server: nginx',
    'Date: Sat, 21 Nov 2026 00:00:00 GMT',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    'Connection: keep-alive',
    'Access-Control-Allow-Credentials: true',
    'Access-Control-Allow-Methods: GET, HEAD, PUT, PATCH, POST, DELETE',
    'Access-Control-Allow-Origin: *',
    'Access-Control-Expose-Headers: Request-Id, Stripe-Manage-Version, Stripe-Should-Retry',
    'Access-Control-Max-Age: 300',
    'Cache-Control: no-cache, no-store',
    "Content-Security-Policy: base-uri 'none'; default-src 'none'; form-action 'none'; frame-ancestors 'none'",
    'Request-Id: req_A1b2C3d4E5f6G7',
    'Stripe-Version: 2020-08-27',
    'Strict-Transport-Security: max-age=63072000; includeSubDomains; preload',
    'Vary: Origin',
    'X-Wc: ABGHI',
    '',
    body,
  ].join('\r\n'),
)

const server = createServer((socket) => {
  let tail = ''
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    const text = tail + chunk.toString('latin1')
    const requests = text.split('\r\n\r\n')
    tail = requests.pop() ?? ''
    for (const _ of requests) socket.write(answer)
  })
})
await listenAndPrint(server)
