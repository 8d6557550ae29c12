// What the preview adds with TILLSIDE_HOSTED=on: a mailbox for sign-in codes, and the settings that people's sign-in needs. The page
// is opened as localhost, because passkeys do not work with an IP address.

import { randomBytes } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { MailTransport } from '#mail/mail.ts'
import { listenOnLoopback, refuseForeign } from '../../dashboard/loopback/listen.ts'
import { listenMailbox } from '../../simulator/mail/listen.ts'
import { createMailbox } from '../../simulator/mail/mailbox.ts'

export type HostedPreview = {
  settings: Record<string, string>
  consolePort: number
  signInUrl: string
  mail: MailTransport
  mailboxUrl: string
  close: () => Promise<void>
}

/** A port that nobody has at the moment. */
async function findPort(): Promise<number> {
  const handle = (_: unknown, response: ServerResponse) => void response.writeHead(404).end()
  const { url, close } = await listenOnLoopback({ port: 0, refuse: refuseForeign, handle })
  await close()
  return Number(new URL(url).port)
}

/** `undefined` unless the environment asks for it. */
export async function openHostedPreview(
  env: Record<string, unknown>,
  ports: { console: number; mailbox: number },
  onPort: <T>(port: number, listen: () => Promise<T>) => Promise<T>,
): Promise<HostedPreview | undefined> {
  if (env['TILLSIDE_HOSTED'] !== 'on') return undefined
  const mailbox = createMailbox()
  const listening = await onPort(ports.mailbox, () => listenMailbox(mailbox, ports.mailbox))
  // The address is part of cookies and passkeys, so the port is known before the gateway starts.
  const consolePort = ports.console === 0 ? await findPort() : ports.console
  const origin = `http://localhost:${consolePort}`
  return {
    settings: {
      TILLSIDE_HOSTED: 'on',
      TILLSIDE_CONSOLE_URL: origin,
      TILLSIDE_SESSION_SECRET: randomBytes(32).toString('base64url'),
      TILLSIDE_MAIL_FROM: 'Tillside preview <preview@localhost.example>',
    },
    consolePort,
    signInUrl: `${origin}/console/sign-in`,
    mail: { send: async (mail) => mailbox.receive(mail) },
    mailboxUrl: listening.url,
    close: listening.close,
  }
}
