// Tells people of a sign-in from a browser that none of their other sessions has.

import { newSignInMail } from '#mail/compose.ts'
import { nameError } from '#errors.ts'
import { cleanText } from '#contract/clean-text.ts'
import { listSessions } from '#store/people.ts'
import type { People } from './people.ts'

const agentCharactersMax = 120

type SignedIn = { personId: string; email: string; locale: string; userAgent: string | undefined }

/** The mail is a courtesy: if it cannot be queued, the sign-in goes on. */
export async function noticeNewSignIn(people: People, signedIn: SignedIn): Promise<void> {
  const { db, ports, mailer, origin, ownTenantId } = people
  const { personId, email, locale, userAgent = '' } = signedIn
  const [newest, ...others] = await listSessions(db, { personId, nowMs: ports.now() })
  if (!newest || others.length === 0) return
  if (others.some((session) => session.userAgent === newest.userAgent)) return
  const agent = cleanText(userAgent).slice(0, agentCharactersMax) || '?'
  const at = new Date(newest.createdAt).toISOString().replace('T', ' ').replace(/\..*/, ' UTC')
  const { host } = new URL(origin)
  try {
    const mail = newSignInMail(email, { agent: agent.toWellFormed(), at, locale, host })
    await mailer.send(mail, { tenantId: ownTenantId })
  } catch (error) {
    ports.log.warn('mail.not_queued', { cause: nameError(error) })
  }
}
