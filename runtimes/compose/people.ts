// Assembles people's sign-in and its mails, where the gateway is hosted.

import { selfTenantId } from '#auth/principal.ts'
import { ConfigError, type Config } from '#config.ts'
import type { Task } from '#jobs/task.ts'
import type { Worker } from '#jobs/worker.ts'
import type { MailTransport } from '#mail/mail.ts'
import { createMailer, createMailTasks } from '#mail/mailer.ts'
import { openPeople, type People } from '#people/people.ts'
import type { Ports } from '#ports.ts'
import type { Database } from '#store/schema.ts'
import { createVault } from '#vault/vault.ts'

type PeopleDeps = {
  config: Config
  ports: Ports
  db: Database
  /** Woken for each mail. */
  worker: Pick<Worker, 'wake'>
}

/** `undefined` where the gateway is not hosted. */
export function openHostedPeople({ config, ports, db, worker }: PeopleDeps): People | undefined {
  const { consoleUrl, sessionSecret } = config
  if (!config.hosted || consoleUrl === undefined || sessionSecret === undefined) return undefined
  const vault = createVault(config.keks, ports.randomBytes)
  return openPeople({
    db,
    ports,
    mailer: createMailer({ db, ports, vault, worker }),
    origin: new URL(consoleUrl).origin,
    secret: sessionSecret,
    signUp: config.signUp,
    ownTenantId: selfTenantId,
  })
}

/** The tasks that hand mails over; none where the gateway is not hosted. */
export function hostedMailTasks(
  config: Config,
  { randomBytes }: Pick<Ports, 'randomBytes'>,
  openTransport: () => MailTransport | undefined,
): Readonly<Record<string, Task>> {
  const { hosted, mailFrom: from } = config
  if (!hosted || from === undefined) return {}
  const transport = openTransport()
  if (!transport)
    throw new ConfigError([
      'TILLSIDE_SMTP_URL: missing; TILLSIDE_HOSTED=on needs a mail server on Node, or the binding MAIL on Workers',
    ])
  return createMailTasks({ vault: createVault(config.keks, randomBytes), transport, from })
}
