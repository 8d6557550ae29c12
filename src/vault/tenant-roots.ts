// A tenant's roots: set up, let openers in and out, change the keeping, erase. Each change has an audit row in its transaction.

import { toHex } from '#hex.ts'
import type { Secret } from '#secret.ts'
import { recordAudit, type Change } from '#store/audit.ts'
import {
  eraseRoots,
  findWrap,
  insertRoot,
  listWraps,
  putWrap,
  removeWrap,
  type WrapPlace,
} from '#store/roots.ts'
import type { Database } from '#store/schema.ts'
import type { Keeping } from './keeping.ts'
import {
  createInvitationSecret,
  createRecoveryCode,
  invitationOpener,
  recoveryCodeOpener,
  type Opener,
  type OpenerKind,
} from './openers.ts'
import { standingWrap, type OpenRoot, type RootPlace, type WrapName } from './roots.ts'
import type { VaultDeps } from './vault-deps.ts'
import { VaultError } from './vault-error.ts'

export interface TenantRoots {
  /** Makes both roots. Returns the recovery code, which is shown once and stored nowhere; `undefined` if there are roots already. */
  setUp(tenantId: string, change: Change): Promise<Secret | undefined>
  keepingOf(tenantId: string): Promise<Keeping>
  /** What can open the Stripe keys, with the standing wrap if there is one. */
  openersOf(tenantId: string): ReturnType<typeof listWraps>
  /** Lets `opener` open what `by` opens. False when `by` does not open the root. */
  addOpener(
    who: { tenantId: string; by: Opener; opener: Opener; expiresAtMs?: number },
    change: Change,
  ): Promise<boolean>
  /** False when there was none. */
  removeOpener(who: { tenantId: string; kind: OpenerKind; id: string }, change: Change): Promise<boolean>
  /** A new recovery code; the old one opens nothing any more. `undefined` when `by` does not open the root. */
  replaceRecoveryCode(who: { tenantId: string; by: Opener }, change: Change): Promise<Secret | undefined>
  /** A secret that opens the root until it is used once, or expires. `undefined` when `by` does not open the root. */
  invite(
    who: { tenantId: string; by: Opener; invitationId: string; expiresAtMs: number },
    change: Change,
  ): Promise<Secret | undefined>
  /** Exchanges an invitation for the opener of whoever accepts it. False when it was used, has expired or is wrong. */
  acceptInvitation(
    who: { tenantId: string; invitationId: string; secret: string; opener: Opener },
    change: Change,
  ): Promise<boolean>
  /** From now on the gateway opens the keys by itself. False when `by` does not open the root. */
  turnStandingOn(who: { tenantId: string; by: Opener }, change: Change): Promise<boolean>
  /**
   * Removes the standing wrap: the next request already finds none. Keys that were opened with it within the last 60 seconds may
   * still be in a process's memory until then, where no request reaches them. A backup of before still contains the wrap.
   */
  turnStandingOff(tenantId: string, change: Change): Promise<boolean>
  /** Destroys both roots: nothing that was sealed to them opens again, in this database. To be done before anything else is erased. */
  erase(tenantId: string): Promise<void>
}

export function createTenantRoots({ db, roots, ports }: VaultDeps): TenantRoots {
  const { now, randomBytes } = ports
  const createPlace = (tenantId: string, purpose: RootPlace['purpose']): RootPlace => ({
    tenantId,
    purpose,
    rootId: `root_${toHex(randomBytes(12))}`,
  })
  /** The keys root, opened; `undefined` for an opener that has no wrap, an expired one, or is wrong. */
  async function openKeysRoot(tenantId: string, opener: Opener): Promise<OpenRoot | undefined> {
    const where = { tenantId, purpose: 'keys', kind: opener.kind, id: opener.id } as const
    const wrap = await findWrap(db, where, now())
    return wrap && orUndefined(roots.unwrap(placeOf(wrap), wrap.wrapped, opener))
  }

  /** Wraps the root that `by` opens for others, and stores that together with what else `store` writes. */
  async function share(
    { tenantId, by, to, expiresAtMs }: Share,
    store: (transaction: Database) => Promise<boolean>,
  ): Promise<boolean> {
    const root = await openKeysRoot(tenantId, by)
    if (!root) return false
    const wrapped = await roots.wrap(root, to)
    root.forget()
    return inTransaction(db, async (transaction) => {
      if (!(await store(transaction))) return false
      const wrap = { wrapped, atMs: now(), ...(expiresAtMs === undefined ? {} : { expiresAtMs }) }
      return putWrap(transaction, wrapPlaceOf(root.place, to), wrap)
    })
  }

  const noting = (tenantId: string, change: Change, action: string, name?: WrapName) => {
    return async (transaction: Database) => {
      await recordAudit(transaction, {
        id: change.auditId,
        tenantId,
        atMs: change.atMs,
        actor: change.actor,
        action,
        target: name?.id || tenantId,
        detail: name ? { kind: name.kind } : {},
      })
      return true
    }
  }

  async function exchange(
    tenantId: string,
    change: Change,
    options: Omit<Share, 'tenantId'>,
    action: string,
  ) {
    return share({ tenantId, ...options }, noting(tenantId, change, action, options.to))
  }

  return {
    async setUp(tenantId, change) {
      const code = createRecoveryCode(randomBytes)
      const recovery = recoveryCodeOpener(code.reveal())
      if (!recovery) throw new Error('a recovery code of our own is not read')
      const made = await Promise.all(
        (['keys', 'standing'] as const).map(async (purpose) => {
          const { root, publicHalf } = await roots.create(createPlace(tenantId, purpose))
          const opener = purpose === 'keys' ? recovery : standingWrap
          const wrapped = await roots.wrap(root, opener)
          root.forget()
          return { place: root.place, publicHalf, opener, wrapped }
        }),
      )
      const isNew = await inTransaction(db, async (transaction) => {
        for (const { place, publicHalf, opener, wrapped } of made) {
          if (!(await insertRoot(transaction, { ...place, publicHalf, atMs: change.atMs }))) return false
          await putWrap(transaction, wrapPlaceOf(place, opener), { wrapped, atMs: change.atMs })
        }
        return noting(tenantId, change, 'vault.set_up')(transaction)
      })
      return isNew ? code : undefined
    },
    async keepingOf(tenantId) {
      const wrap = await findWrap(db, { tenantId, purpose: 'keys', ...standingWrap }, now())
      return wrap ? 'standing' : 'sealed'
    },
    openersOf: (tenantId) => listWraps(db, tenantId),
    addOpener: ({ tenantId, by, opener, expiresAtMs }, change) =>
      exchange(
        tenantId,
        change,
        { by, to: opener, ...(expiresAtMs === undefined ? {} : { expiresAtMs }) },
        'opener.added',
      ),
    removeOpener: ({ tenantId, kind, id }, change) =>
      inTransaction(db, async (transaction) => {
        if (!(await removeWrap(transaction, { tenantId, purpose: 'keys', kind, id }))) return false
        return noting(tenantId, change, 'opener.removed', { kind, id })(transaction)
      }),
    async replaceRecoveryCode({ tenantId, by }, change) {
      const code = createRecoveryCode(randomBytes)
      const to = recoveryCodeOpener(code.reveal())
      const isDone = to && (await exchange(tenantId, change, { by, to }, 'recovery_code.replaced'))
      return isDone ? code : undefined
    },
    async invite({ tenantId, by, invitationId, expiresAtMs }, change) {
      const secret = createInvitationSecret(randomBytes)
      const to = invitationOpener(invitationId, secret.reveal())
      const isDone = to && (await exchange(tenantId, change, { by, to, expiresAtMs }, 'opener.added'))
      return isDone ? secret : undefined
    },
    async acceptInvitation({ tenantId, invitationId, secret, opener }, change) {
      const by = invitationOpener(invitationId, secret)
      if (!by) return false
      return share({ tenantId, by, to: opener }, async (transaction) => {
        // Of two that use it at the same moment one finds it gone.
        const where = { tenantId, purpose: 'keys', kind: by.kind, id: by.id } as const
        if (!(await removeWrap(transaction, where))) return false
        return noting(tenantId, change, 'invitation.exchanged', opener)(transaction)
      })
    },
    turnStandingOn: ({ tenantId, by }, change) =>
      exchange(tenantId, change, { by, to: standingWrap }, 'vault.standing_on'),
    turnStandingOff: (tenantId, change) =>
      inTransaction(db, async (transaction) => {
        if (!(await removeWrap(transaction, { tenantId, purpose: 'keys', ...standingWrap }))) return false
        return noting(tenantId, change, 'vault.standing_off')(transaction)
      }),
    erase: (tenantId) => eraseRoots(db, tenantId),
  }
}

type Share = { tenantId: string; by: Opener; to: Opener | typeof standingWrap; expiresAtMs?: number }

const placeOf = ({ tenantId, purpose, rootId }: WrapPlace): RootPlace => ({
  tenantId,
  purpose,
  rootId,
})

const wrapPlaceOf = (place: RootPlace, { kind, id }: WrapName): WrapPlace => ({ ...place, kind, id })

/** An opener that does not fit is an expected no. That a key-encryption key is missing is a failure. */
export async function orUndefined<T>(opening: Promise<T>): Promise<T | undefined> {
  try {
    return await opening
  } catch (error) {
    if (error instanceof VaultError && error.fault === 'not_authentic') return undefined
    throw error
  }
}

class Refused extends Error {}

/** Undoes everything when `work` returns false. */
export async function inTransaction(
  db: Database,
  work: (transaction: Database) => Promise<boolean>,
): Promise<boolean> {
  try {
    return await db.transaction().execute(async (transaction) => {
      if (!(await work(transaction))) throw new Refused()
      return true
    })
  } catch (error) {
    if (error instanceof Refused) return false
    throw error
  }
}
