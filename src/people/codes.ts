// Asking for a sign-in code. The answer is the same for every address, known or not.

import { closedMail, codeMail } from '#mail/compose.ts'
import { forgetCodeRequests, readCodeRequests, writeCodeRequests } from '#store/code-requests.ts'
import { isInvited } from '#store/invitations.ts'
import { findPersonByEmail } from '#store/people.ts'
import type { Call } from './door.ts'
import type { People } from './people.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const inHourMax = 5
const inDayMax = 20
/** The wait after the first code of an hour; each further one doubles it. */
const firstWaitMs = 30_000

/** When the next code may be asked for, after codes at these times. */
export function nextCodeMs(sentMs: readonly number[], nowMs: number): number {
  const ofHour = sentMs.filter((at) => at > nowMs - hourMs)
  const ofDay = sentMs.filter((at) => at > nowMs - dayMs)
  const last = ofHour.at(-1)
  const waits = [
    last === undefined ? 0 : last + firstWaitMs * 2 ** (ofHour.length - 1),
    ofHour.length < inHourMax ? 0 : (ofHour.at(-inHourMax) ?? 0) + hourMs,
    ofDay.length < inDayMax ? 0 : (ofDay.at(-inDayMax) ?? 0) + dayMs,
  ]
  return Math.max(...waits)
}

type Taken = { ok: true; resendAfterSeconds: number } | { ok: false; waitSeconds: number }

/** Counts one request for this address. Of several at once, only one is counted and let through. */
async function takeRequest({ db, ports, hashAddress }: People, email: string): Promise<Taken> {
  const nowMs = ports.now()
  const hash = await hashAddress(email)
  const { sentMs, version } = await readCodeRequests(db, hash)
  const waitMs = nextCodeMs(sentMs, nowMs) - nowMs
  if (waitMs > 0) return { ok: false, waitSeconds: Math.ceil(waitMs / 1000) }
  const next = [...sentMs.filter((at) => at > nowMs - dayMs), nowMs]
  const isTaken = await writeCodeRequests(db, hash, { sentMs: next, version, nowMs })
  if (!isTaken) return { ok: false, waitSeconds: firstWaitMs / 1000 }
  if (version === undefined) await forgetCodeRequests(db, nowMs - 2 * dayMs)
  return { ok: true, resendAfterSeconds: Math.ceil((nextCodeMs(next, nowMs) - nowMs) / 1000) }
}

/** Whether this address may come in: always with sign-up open, else if it is known or invited. */
export async function isExpected(people: People, email: string): Promise<boolean> {
  if (people.signUp) return true
  if (await findPersonByEmail(people.db, email)) return true
  return isInvited(people.db, { email, nowMs: people.ports.now() })
}

type CodeSent =
  | { ok: true; resendAfterSeconds: number }
  | { ok: false; reason: 'too_many'; waitSeconds: number }
  | { ok: false; reason: 'refused' }

/**
 * Makes a code and queues its mail. Somebody unknown gets a mail too while nobody may sign up, so that neither the answer nor its
 * time tells who is known.
 */
export async function sendCode(
  people: People,
  call: Call,
  { email, locale }: { email: string; locale: string },
): Promise<CodeSent> {
  const taken = await takeRequest(people, email)
  if (!taken.ok) return { ok: false, reason: 'too_many', waitSeconds: taken.waitSeconds }
  const door = await people.openDoor()
  const made = await door.makeCode(call, email)
  if (!made.ok) return made.reason === 'too_many' ? made : { ok: false, reason: 'refused' }
  const { host } = new URL(people.origin)
  const mail = (await isExpected(people, email))
    ? codeMail(email, { code: made.value, locale, host })
    : closedMail(email, { locale, host })
  await people.mailer.send(mail, { tenantId: people.ownTenantId, isCode: true })
  return taken
}
