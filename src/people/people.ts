// What is needed to let people in: the door, the mailer, and keyed hashes. Opened where the gateway is hosted; better-auth itself is
// loaded at the first use.

import type { Mailer } from '#mail/mailer.ts'
import type { Hasher, Ports } from '#ports.ts'
import type { Secret } from '#secret.ts'
import type { Database } from '#store/schema.ts'
import { createWebHasher } from '#stripe-signature/web-hasher.ts'
import type { Door } from './door.ts'

export type PeopleDeps = {
  db: Database
  ports: Ports
  mailer: Mailer
  /** The origin of the page where people sign in. */
  origin: string
  /** `TILLSIDE_SESSION_SECRET`. */
  secret: Secret
  /** Whether new people may sign up. */
  signUp: boolean
  /** The tenant of mails to people who belong to none yet. */
  ownTenantId: string
}

export type People = Omit<PeopleDeps, 'secret'> & {
  hasher: Hasher
  /** A hash of an e-mail address that nobody without the secret can make. */
  hashAddress: (email: string) => Promise<string>
  openDoor: () => Promise<Door>
}

export function openPeople({ secret, ...deps }: PeopleDeps): People {
  const { db, origin, ports } = deps
  const hasher = ports.hasher ?? createWebHasher()
  /** One key for each purpose, so that nothing made for one is valid for another. */
  const keyOf = async (purpose: string) => hasher.hmacSha256(secret.reveal(), `tillside people ${purpose} v1`)
  let door: Door | undefined
  return {
    ...deps,
    hasher,
    hashAddress: async (email) => hasher.hmacSha256(await keyOf('addresses'), email),
    // Keeps the door and not its promise: on Workers a request must not wait for another's.
    async openDoor() {
      if (door) return door
      const { openBetterAuth } = await import('./better-auth/open.ts')
      const [cookieSecret, codeKey] = [await keyOf('session cookies'), await keyOf('sign-in codes')]
      const hashCode = async (code: string) => hasher.hmacSha256(codeKey, code)
      return (door ??= openBetterAuth({ db, origin, cookieSecret, hashCode }))
    },
  }
}
