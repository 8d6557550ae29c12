// A mail, and the port that sends one. Everything about it is checked before any transport sees it: some take a text with a comma for
// two addresses, and some check nothing.

import { z } from 'zod'
import { GatewayError } from '#errors.ts'
import { isOddText } from '#odd-text.ts'

/** One address. No list, no name, no line break, and nothing that a mail program reads as more than an address. */
const address = z
  .string()
  .max(254)
  .regex(
    /^[^\s@<>()[\]",;:\\\u0000-\u001f\u007f-\u{10ffff}]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?$/u,
  )
const text = (charactersMax: number) =>
  z
    .string()
    .min(1)
    .max(charactersMax)
    .refine((value) => !isOddText(value))

const mailSchema = z.strictObject({
  to: address,
  subject: text(200).regex(/^[^\u0000-\u001f\u007f\u2028\u2029]+$/),
  text: text(20_000),
  html: text(60_000),
})

/** What a person gets. */
export type Mail = z.infer<typeof mailSchema>

/** Who sends it. */
export type MailSender = { address: string; name?: string }

/** A checked mail, as transports get it. */
export type OutgoingMail = Mail & {
  from: MailSender
  /** The same at each attempt, so that a mail that is sent twice can be seen to be one. */
  id: string
  headers: Readonly<Record<string, string>>
}

export interface MailTransport {
  /** Resolves once the mail is handed over. Throws `AttemptFailed`, final where another attempt could do no better. */
  send(mail: OutgoingMail, signal: AbortSignal): Promise<void>
}

/** Returns the mail, or throws a refusal that names the field. */
export function parseMail(given: Mail): Mail {
  const parsed = mailSchema.safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new GatewayError('bad_request', {
    detail: `This cannot be sent as a mail: ${String(issue?.path[0] ?? 'its form')}.`,
  })
}
