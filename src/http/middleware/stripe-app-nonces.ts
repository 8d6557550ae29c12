// Each signed request is answered once. Its nonce is taken before any work, or in the transaction of its effect.

import type { Verified } from '#auth/stripe-app/verify-signed.ts'
import { GatewayError } from '#errors.ts'
import { hasNonce, purgeNonces, takeNonce } from '#store/nonces.ts'
import type { Database } from '#store/schema.ts'
import type { Gateway } from '../gateway.ts'
import { causeOf, toGatewayError } from '../problem.ts'

/** The nonce of a request whose effect is a transaction: it is to be taken in there. */
export interface HeldNonce {
  /** Throws `nonce_used`. */
  take(transaction: Database): Promise<void>
}

const none: HeldNonce = { take: () => Promise.resolve() }
const used = () => new GatewayError('nonce_used')
const purgeEveryMs = 60_000

type Owner = { tenant: { id: string }; principal: { accountId: string } }

export function createNonces({ db, ports }: Pick<Gateway, 'db' | 'ports'>) {
  let purgedAtMs = -Infinity

  /** About once a minute, beside the request that noticed. */
  function purgeSometimes(): void {
    if (ports.now() - purgedAtMs < purgeEveryMs) return
    purgedAtMs = ports.now()
    purgeNonces(db, ports.now()).catch((error: unknown) =>
      ports.log.warn('nonces.unpurged', causeOf(toGatewayError(error))),
    )
  }

  return {
    /** Taken already unless `held`; Stripe's plain form has none. Throws `nonce_used`. */
    async of({ tenant, principal }: Owner, verified: Verified, held: boolean): Promise<HeldNonce> {
      if (verified.form === 'plain') return none
      const { accountId } = principal
      const nonce = { tenantId: tenant.id, accountId, nonce: verified.envelope.nonce }
      const take = async (transaction: Database) => {
        if (!(await takeNonce(transaction, nonce, ports.now()))) throw used()
      }
      purgeSometimes()
      if (!held) await take(db)
      // Taken later and for good; a replay that is noticed now costs nothing.
      else if (await hasNonce(db, nonce)) throw used()
      return { take }
    },
  }
}
