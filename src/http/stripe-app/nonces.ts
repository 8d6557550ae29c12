// Ensures that each signed request is answered once: its nonce is taken before any work, or in the transaction of its effect.

import type { Verified } from '#auth/stripe-app/verify-signed.ts'
import { GatewayError } from '#errors.ts'
import { consumeNonce, hasNonce, purgeNonces, type Nonce } from '#store/nonces.ts'
import type { Gateway } from '../gateway.ts'
import { causeOf, toGatewayError } from '../problem.ts'

const purgeEveryMs = 60_000
/** The hourly upkeep removes what is left. */
const purgedAtOnce = 500

type Owner = { tenant: { id: string }; principal: { accountId: string } }

/** The nonce that was signed; Stripe's plain form has none. */
export function nonceOf({ tenant, principal }: Owner, verified: Verified): Nonce | undefined {
  if (verified.form === 'plain') return undefined
  return { tenantId: tenant.id, accountId: principal.accountId, nonce: verified.envelope.nonce }
}

export function createNonces({ db, ports }: Pick<Gateway, 'db' | 'ports'>) {
  let purgedAtMs = -Infinity

  /** Removes expired nonces about once a minute. The request that triggers it does not wait for it. */
  function purgeSometimes(): void {
    if (ports.now() - purgedAtMs < purgeEveryMs) return
    purgedAtMs = ports.now()
    purgeNonces(db, ports.now(), purgedAtOnce).catch((error: unknown) =>
      ports.log.warn('nonces.unpurged', causeOf(toGatewayError(error))),
    )
  }

  return {
    /** Throws `nonce_used`. */
    async take(nonce: Nonce): Promise<void> {
      purgeSometimes()
      await consumeNonce(db, nonce, ports.now())
    },
    /** Refuses a replay before any work if the nonce is taken later. Throws `nonce_used`. */
    async assertUnused(nonce: Nonce): Promise<void> {
      purgeSometimes()
      if (await hasNonce(db, nonce)) throw new GatewayError('nonce_used')
    },
  }
}
