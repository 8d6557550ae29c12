// Mails by SMTP. nodemailer is loaded with the first mail, because self-hosted gateways send none.

import type { Transporter } from 'nodemailer'
import { AttemptFailed } from '#jobs/task.ts'
import { isLoopbackHost } from '#ip-address.ts'
import type { MailTransport } from '#mail/mail.ts'
import type { Secret } from '#secret.ts'

export type Smtp = MailTransport & { close: () => void }

/** A server that says nothing for so long says nothing. The attempt as a whole has 30 s. */
const silenceMs = 10_000
/** Port for submission; https://www.rfc-editor.org/rfc/rfc6409 */
const submissionPort = 587

export function openSmtp(url: Secret): Smtp {
  let opened: Transporter | undefined
  async function open(): Promise<Transporter> {
    if (opened) return opened
    const { createTransport } = await import('nodemailer')
    return (opened ??= createTransport(optionsOf(url)))
  }
  return {
    async send({ from, to, subject, text, html, headers, id }) {
      const transporter = await open()
      try {
        await transporter.sendMail({
          from: { name: from.name ?? '', address: from.address },
          // As an object: a text is read as a list of addresses.
          to: { name: '', address: to },
          subject,
          text,
          html,
          headers,
          messageId: `<${id}@${from.address.split('@')[1] ?? 'localhost'}>`,
        })
      } catch (cause) {
        throw new AttemptFailed(codeOf(cause), { cause, isFinal: isRefusedForGood(cause) })
      }
    },
    close: () => opened?.close(),
  }
}

function optionsOf(url: Secret) {
  const { protocol, hostname, port, username, password } = new URL(url.reveal())
  const secure = protocol === 'smtps:'
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 465 : submissionPort) : Number(port),
    secure,
    // Without it a server, or somebody in between, could leave encryption out.
    requireTLS: !secure && !isLoopbackHost(hostname),
    ...(username === ''
      ? {}
      : { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    pool: true as const,
    maxConnections: 4,
    connectionTimeout: silenceMs,
    greetingTimeout: silenceMs,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** 5xx is final, 4xx and everything of the network is not. https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1 */
const isRefusedForGood = (error: unknown): boolean => {
  const code = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined
  return typeof code === 'number' && code >= 500
}

function codeOf(error: unknown): string {
  const status = error instanceof Error && 'responseCode' in error ? error.responseCode : undefined
  if (typeof status === 'number') return `smtp_${status}`
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[A-Z]{2,20}$/.test(code) ? `smtp_${code.toLowerCase()}` : 'smtp_failed'
}
