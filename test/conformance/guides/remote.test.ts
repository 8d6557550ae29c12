// The page about the protocol shows the service that the tests run, and its configuration is one that starts.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lastOf, people, startConfiguredWorld } from '../../worlds/gateway/configured.ts'
import { startLoyalty, type Loyalty } from '../../worlds/remote.ts'

const page = readFileSync('docs/reference/remote.md', 'utf8')
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``).exec(page)?.[1] ?? ''

let service: Loyalty
beforeAll(async () => void (service = await startLoyalty()))
afterAll(() => service.stop())

test('the Python service of the page is examples/loyalty.py', () => {
  expect(block('python')).toBe(readFileSync('examples/loyalty.py', 'utf8'))
})

test('the configuration of the page draws the panel of that service', async () => {
  const text = block('ts')
    .replace("process.env['LOYALTY_URL'] ?? ''", JSON.stringify(service.url))
    .replace("process.env['LOYALTY_SECRET'] ?? ''", JSON.stringify(service.secret))
  const world = await startConfiguredWorld(text, { TILLSIDE_RELAY_NETWORKS: '127.0.0.1/32' })
  const messages = await world.ask(people('priya@brightside.example'))
  await world.close()
  expect(JSON.stringify(lastOf(messages, 'loyalty')?.blocks)).toContain('"Points"')
})
