// Mails through Cloudflare's e-mail binding. It checks nothing by itself; our mails are checked before they get here.

import { AttemptFailed } from '#jobs/task.ts'
import type { MailTransport } from '#mail/mail.ts'
import type { MailBinding } from './bindings.ts'

export const createBoundMail = (binding: MailBinding): MailTransport => ({
  async send({ from: { address: email, name }, to, subject, text, html, headers }) {
    try {
      const from = { email, ...(name === undefined ? {} : { name }) }
      await binding.send({ from, to, subject, text, html, headers: { ...headers } })
    } catch (cause) {
      throw new AttemptFailed('mail_refused', { cause })
    }
  },
})
