// Sends mails as durable jobs. A mail is sealed while it waits, because it may contain a code or an invitation, and is emptied once it
// was handed over or given up.

import type { Ports } from '#ports.ts'
import { createJobId, enqueue } from '#jobs/enqueue.ts'
import { AttemptFailed, type Task } from '#jobs/task.ts'
import type { Worker } from '#jobs/worker.ts'
import { GatewayError } from '#errors.ts'
import { commitsOf } from '#store/commits.ts'
import { emptyJobs } from '#store/jobs.ts'
import type { Database } from '#store/schema.ts'
import type { Vault } from '#vault/vault.ts'
import { parseMail, type Mail, type MailSender, type MailTransport } from './mail.ts'

const mailTask = 'mail'
const codeMailTask = 'mail-code'
/** As long as a code lives; later, its mail would only confuse. */
const codeMailMs = 600_000

export type MailerDeps = {
  db: Database
  ports: Ports
  vault: Vault
  /** Looks for the job at once. */
  worker: Pick<Worker, 'wake'>
}

type MailOptions = {
  /** Whose mail it is; the gateway's own tenant for people who belong to none yet. */
  tenantId: string
  /** Gives the mail up when its code has expired. */
  isCode?: boolean
}

export interface Mailer {
  /** Queues a mail. Throws `mail_unavailable` if it cannot be queued. */
  send(mail: Mail, options: MailOptions): Promise<void>
  /** The same inside the transaction of a change. Call `wake` once it is committed. */
  sendWithin(transaction: Database, mail: Mail, options: MailOptions): Promise<void>
  wake(): void
}

const bindingOf = (tenantId: string, jobId: string) => ({
  tenantId,
  purpose: 'mail',
  accountId: '',
  mode: '',
  owner: jobId,
})

export function createMailer({ db, ports, vault, worker }: MailerDeps): Mailer {
  async function queue(transaction: Database, mail: Mail, { tenantId, isCode = false }: MailOptions) {
    const text = JSON.stringify(parseMail(mail))
    const id = createJobId(ports)
    const payload = { sealed: await vault.seal(text, bindingOf(tenantId, id)) }
    await enqueue(transaction, ports, { id, tenantId, task: isCode ? codeMailTask : mailTask, payload })
  }
  return {
    async send(mail, options) {
      try {
        await commitsOf(db).transaction((transaction) => queue(transaction, mail, options))
      } catch (cause) {
        throw cause instanceof GatewayError ? cause : new GatewayError('mail_unavailable', { cause })
      }
      worker.wake()
    },
    sendWithin: queue,
    wake: () => worker.wake(),
  }
}

/** RFC 3834: programs do not answer such a mail. */
const headers = { 'Auto-Submitted': 'auto-generated' }

export type MailTaskDeps = { vault: Vault; transport: MailTransport; from: MailSender }

/** The tasks that hand mails over, by name. */
export function createMailTasks({ vault, transport, from }: MailTaskDeps): Record<string, Task> {
  const task: Task = {
    async run({ id, tenantId, payload, signal }) {
      const sealed =
        typeof payload === 'object' && payload !== null && 'sealed' in payload ? payload.sealed : undefined
      if (typeof sealed !== 'string') throw new AttemptFailed('mail_unreadable', { isFinal: true })
      const text = (await vault.open(sealed, bindingOf(tenantId, id))).reveal()
      const mail = parseMail(JSON.parse(text) as Mail)
      await transport.send({ ...mail, from, id, headers }, signal)
      return null
    },
    async atEnd(transaction, ended) {
      for (const [tenantId, works] of Map.groupBy(ended, ({ item }) => item.tenantId))
        await emptyJobs(transaction, { tenantId, ids: works.map(({ item }) => item.id) })
    },
    attemptMs: 30_000,
  }
  return { [mailTask]: task, [codeMailTask]: { ...task, horizonMs: codeMailMs } }
}
