// The console's routes of a hosted gateway on a database that tests fill: an application in this process, browsers with cookies, and
// the mails that people get. The clock starts now, because the library behind the door reads the machine's own.

import { randomBytes } from 'node:crypto'
import { createConsoleApp } from '#app.ts'
import { consoleHeader } from '#contract/console-header.ts'
import { createWorker } from '#jobs/worker.ts'
import type { MailTransport, OutgoingMail } from '#mail/mail.ts'
import { createMetrics } from '#metrics.ts'
import type { Ports } from '#ports.ts'
import { parseConfig } from '#config.ts'
import { hostedMailTasks, openHostedPeople } from '../../../runtimes/compose/people.ts'
import { nodeHasher } from '../../../runtimes/node/hasher.ts'
import { createTestClock } from '../clock.ts'
import type { JobStore } from '../database.ts'
import { openInbox } from '../events/inbox.ts'

export const origin = 'https://console.example.com'
export const hostedEnv = {
  TILLSIDE_HOSTED: 'on',
  TILLSIDE_CONSOLE_URL: origin,
  TILLSIDE_SESSION_SECRET: 'only-for-tests-'.repeat(3),
  TILLSIDE_MAIL_FROM: 'Tillside <hello@example.com>',
  TILLSIDE_KEKS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
}

export type HostedWorld = Awaited<ReturnType<typeof openHosted>>
export type Browser = ReturnType<HostedWorld['browser']>

let seed = 0

export async function openHosted(
  store: JobStore,
  options: { env?: Record<string, string>; transport?: MailTransport } = {},
) {
  const env = { ...hostedEnv, ...options.env }
  const inbox = await openInbox(store, { env })
  const config = parseConfig(env)
  const clock = createTestClock({ startMs: Date.now(), seed: (seed += 1) })
  const ports: Ports = {
    ...clock.ports,
    hasher: nodeHasher,
    randomBytes: (length) => new Uint8Array(randomBytes(length)),
  }
  const sent: OutgoingMail[] = []
  const transport = options.transport ?? { send: async (mail) => void sent.push(mail) }
  const metrics = createMetrics()
  const tasks = hostedMailTasks(config, ports, () => transport)
  const worker = createWorker({ db: store.db, dialect: store.dialect, ports, metrics, tasks })
  const people = openHostedPeople({ config, ports, db: store.db, worker: { wake: () => undefined } })
  if (!people) throw new Error('the gateway is not hosted')
  const app = createConsoleApp({ ...inbox.gateway, config, ports, people })

  /** A browser: keeps cookies, and sends what the page sends. */
  function browser(from: { address?: string; userAgent?: string } = {}) {
    const { address = '203.0.113.7', userAgent = 'Test/1.0' } = from
    const cookies = new Map<string, string>()
    const headersWith = (more: Record<string, string>) => ({
      'Content-Type': 'application/json',
      'Sec-Fetch-Site': 'same-origin',
      'User-Agent': userAgent,
      Origin: origin,
      [consoleHeader]: '1',
      ...(cookies.size > 0
        ? { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') }
        : {}),
      ...more,
    })
    async function ask(
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<Response> {
      const response = await app.request(
        new URL(path, origin),
        {
          method,
          headers: headersWith(headers),
          ...(method === 'GET' ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body ?? {}) }),
        },
        address === '' ? {} : { remoteAddress: address },
      )
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
        if (/Max-Age=0/i.test(line)) cookies.delete(name)
        else cookies.set(name, value)
      }
      return response
    }
    const browserApi = {
      cookies,
      ask,
      get: (path: string) => ask('GET', path),
      post: (path: string, body?: unknown) => ask('POST', path, body),
      put: (path: string, body?: unknown) => ask('PUT', path, body),
      delete: (path: string) => ask('DELETE', path),
      /** Asks for a code and returns it from the mail. */
      async codeFor(email: string): Promise<string> {
        const response = await ask('POST', '/api/session/code', { email })
        if (response.status !== 200) throw new Error(`no code: ${response.status} ${await response.text()}`)
        return codeIn(await lastMailTo(email))
      },
      async signIn(email: string): Promise<void> {
        const response = await ask('POST', '/api/session', { email, code: await browserApi.codeFor(email) })
        if (response.status !== 200) throw new Error(`not signed in: ${response.status}`)
      },
      async createCompany(name = 'Kelpie Coffee'): Promise<string> {
        const response = await ask('POST', '/api/tenants', { name })
        return ((await response.json()) as { id: string }).id
      },
    }
    return browserApi
  }

  /** Hands over what waits. Returns all mails so far. */
  async function mails(): Promise<readonly OutgoingMail[]> {
    await worker.tick()
    return sent
  }
  async function lastMailTo(email: string): Promise<OutgoingMail> {
    const mail = (await mails()).findLast(({ to }) => to === email)
    if (!mail) throw new Error(`no mail to ${email}`)
    return mail
  }

  return {
    app,
    people,
    clock,
    ports,
    config,
    worker,
    store,
    db: store.db,
    browser,
    mails,
    lastMailTo,
    /** Forgets the limits for each address of the network and of mail. */
    async forgetLimits() {
      await store.db.deleteFrom('sign_in_limits').execute()
      await store.db.deleteFrom('code_requests').execute()
    },
    /** As if all sessions had begun so long ago. */
    async ageSessions(ms: number) {
      const at = new Date(Date.now() - ms).toISOString()
      await store.db.updateTable('sessions').set({ created_at: at }).execute()
    },
    close: async () => {
      await worker.stop(0)
      await inbox.close()
    },
  }
}

export const codeIn = ({ text }: OutgoingMail): string => /^ {4}(\d{6})$/m.exec(text)?.[1] ?? ''
export const invitationIn = ({ text }: OutgoingMail): string =>
  /#invitation=([0-9a-f]{64})/.exec(text)?.[1] ?? ''
