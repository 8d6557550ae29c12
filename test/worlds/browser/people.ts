// A hosted gateway with its sign-in page in a browser, and a mailbox. The page is opened as localhost: passkeys need a host name.

import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core'
import { Kysely } from 'kysely'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Database, Schema } from '#store/schema.ts'
import { openSqlite } from '../../../runtimes/node/sqlite.ts'
import { startGateway, type RunningGateway } from '../../../runtimes/node/start.ts'
import { listenMailbox } from '../../../simulator/mail/listen.ts'
import { createMailbox } from '../../../simulator/mail/mailbox.ts'
import { hostedEnv } from '../people/hosted.ts'
import { findBrowser, howToGetBrowser, launchBrowser } from './chromium.ts'

const freePort = () =>
  new Promise<number>((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })

/** Registers the set-up and returns how to open pages. */
export function usePeople() {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-people-'))
  const mailbox = createMailbox()
  const contexts: BrowserContext[] = []
  let gateway: RunningGateway | undefined
  let browser: Browser | undefined
  let db: Database | undefined
  let mailboxPage: Awaited<ReturnType<typeof listenMailbox>> | undefined
  let origin = ''

  beforeAll(async () => {
    const path = await findBrowser()
    if (!path) throw new Error(howToGetBrowser)
    const port = await freePort()
    origin = `http://localhost:${port}`
    gateway = await startGateway(
      {
        ...hostedEnv,
        PORT: '0',
        TILLSIDE_DATA_DIR: folder,
        TILLSIDE_CONSOLE_URL: origin,
        TILLSIDE_CONSOLE_PORT: String(port),
      },
      { quiet: true, mail: { send: async (mail) => mailbox.receive(mail) } },
    )
    db = new Kysely<Schema>({ dialect: openSqlite(join(folder, 'tillside.sqlite')) })
    mailboxPage = await listenMailbox(mailbox, 0)
    browser = await launchBrowser(path)
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
    // All browsers here have one address.
    await db?.deleteFrom('sign_in_limits').execute()
  })
  afterAll(async () => {
    await browser?.close()
    await db?.destroy()
    await mailboxPage?.close()
    await gateway?.close(0)
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(
    path = '/console/sign-in',
    given: BrowserContextOptions = {},
  ): Promise<{ page: Page; trouble: string[] }> {
    if (!browser) throw new Error('The browser has not started')
    const context = await browser.newContext({
      viewport: { width: 1024, height: 800 },
      locale: 'en-GB',
      ...given,
    })
    contexts.push(context)
    const page = await context.newPage()
    const trouble: string[] = []
    page.on('pageerror', (error) => trouble.push(error.message))
    await page.goto(new URL(path, origin).href)
    return { page, trouble }
  }

  /** Waits for the newest mail to this address after `count` older ones. */
  async function mailTo(email: string, count = 0) {
    for (;;) {
      const mails = mailbox.list().filter(({ to }) => to === email)
      const [newest] = mails
      if (newest && mails.length > count) return newest
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  return { open, mailTo, origin: () => origin, mailboxUrl: () => mailboxPage?.url ?? '' }
}

/** A fingerprint reader that nobody has to touch. */
export async function addAuthenticator(
  page: Page,
  more: { hasUserVerification?: boolean; isUserVerified?: boolean } = {},
): Promise<{ session: CDPSession; authenticatorId: string }> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
      hasPrf: true,
      ...more,
    },
  })
  return { session, authenticatorId }
}
