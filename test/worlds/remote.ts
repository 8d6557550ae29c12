// Remote services for tests: the example in Python as its own process, and functions of the test behind a signed door.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { secretOf } from './relay.ts'

export const remoteSecret = secretOf('r')

export type Loyalty = { url: string; secret: string; stop: () => Promise<void> }

/** Starts examples/loyalty.py. Fails, saying so, on a machine without Python. */
export async function startLoyalty(secret = remoteSecret): Promise<Loyalty> {
  const child = spawn('python3', ['examples/loyalty.py'], {
    env: { PATH: process.env['PATH'] ?? '', REMOTE_SECRET: secret, PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(child, 'exit').catch(() => undefined)
  const missing = once(child, 'error').then(([error]) => {
    throw new Error('python3 is missing: install it, this test runs examples/loyalty.py', { cause: error })
  })
  const started = once(createInterface(child.stdout), 'line').then(([line]) => String(line))
  const line = await Promise.race([started, missing])
  return {
    url: line.replace('listening on ', ''),
    secret,
    async stop() {
      child.kill()
      await ended
    },
  }
}

/** The part of tillside.config.ts that names the service's functions. */
export const loyaltyConfig = (url: string, secret = remoteSecret) => ({
  before: `import { defineHandler, remote } from 'tillside/config'
const loyalty = remote({ name: 'loyalty', url: ${JSON.stringify(url)}, secret: ${JSON.stringify(secret)} })`,
  body: `
  panels: [definePanel({ id: 'loyalty', title: 'Loyalty', for: ['customer'], load: loyalty.load })],
  actions: [defineAction({
    id: 'grant-points', title: 'Grant points', for: ['customer'], roles: ['support'],
    input: z.object({ points: z.int().min(1).max(500) }),
    form: loyalty.form, confirm: loyalty.confirm, run: loyalty.run,
  })],
  handlers: [defineHandler({ id: 'point-per-payment', events: ['invoice.paid'], handle: loyalty.handle })],
  sidebarRoles: ['support'],`,
})
