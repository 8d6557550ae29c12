import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { LogLine } from './log-line.ts'
import { listenRelay } from './relay.ts'

const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function startRelay() {
  const target = createServer((request, response) => {
    response.writeHead(207, { 'Request-Id': 'req_1', 'X-Host': request.headers.host ?? '' })
    request.pipe(response)
  })
  await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve))
  ends.push(() => new Promise((resolve) => target.close(resolve)))
  const { port } = target.address() as AddressInfo
  const lines: LogLine[] = []
  const waiting: (() => void)[] = []
  const relay = await listenRelay({
    port: 0,
    targetPort: () => port,
    onLine: (line) => {
      lines.push(line)
      if (line.status !== undefined) waiting.shift()?.()
    },
  })
  ends.push(relay.close)
  const nextLine = () => new Promise<void>((resolve) => waiting.push(resolve))
  return { relay, lines, nextLine }
}

test('passes a request on unchanged, and logs it with status and request id', async () => {
  const { relay, lines, nextLine } = await startRelay()
  const logged = nextLine()
  const response = await fetch(`${relay.url}/api/x?y=1`, { method: 'POST', body: 'hello' })
  expect([response.status, await response.text()]).toEqual([207, 'hello'])
  expect(response.headers.get('x-host')).toBe(`127.0.0.1:${relay.port}`)
  await logged
  expect(lines[0]?.status).toBeUndefined()
  expect(lines[1]).toMatchObject({
    id: lines[0]?.id,
    kind: 'gateway',
    verb: 'POST',
    what: '/api/x?y=1',
    status: 207,
    requestId: 'req_1',
  })
})

test('fails every request while offline, and passes them again once online', async () => {
  const { relay, lines } = await startRelay()
  relay.setOnline(false)
  await expect(fetch(relay.url)).rejects.toThrow()
  expect(lines.at(-1)).toMatchObject({ status: 0, note: 'offline' })
  relay.setOnline(true)
  expect((await fetch(relay.url)).status).toBe(207)
})

test('refuses a foreign Host without logging it', async () => {
  const { relay, lines } = await startRelay()
  const status = await new Promise((resolve, reject) => {
    const headers = { Host: `evil.example:${relay.port}` }
    const sent = request({ port: relay.port, host: '127.0.0.1', path: '/health', headers })
    sent.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject)
    sent.end()
  })
  expect([status, lines]).toEqual([421, []])
})
