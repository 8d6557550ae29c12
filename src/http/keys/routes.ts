// A company's keys: Stripe keys are pasted, examined and sealed; connection keys are made for people and programs. A Stripe key is never
// answered again; a connection key and the recovery code are answered once.

import { Hono, type Context } from 'hono'
import { connectionKeyOpener, recoveryCodeOpener, type Opener } from '#vault/openers.ts'
import { createConnectionKey, hashConnectionKey, isConnectionKey } from '#auth/connection-key.ts'
import {
  addedStripeKeySchema,
  createdConnectionKeySchema,
  keepingChangeSchema,
  keyOpeningsSchema,
  keysSchema,
  newConnectionKeySchema,
  newStripeKeySchema,
  openerSchema,
  recoveryCodeSchema,
  type AddedStripeKey,
  type ConnectionKeyView,
  type KeyOpenings,
  type Keys,
  type OpenerInput,
  type StripeKeyView,
} from '#contract/keys.ts'
import type { Mode } from '#contract/billing.ts'
import { GatewayError, type ErrorCode } from '#errors.ts'
import { toHex } from '#hex.ts'
import { keyLink } from '#permissions.ts'
import { createAuditId, type Change } from '#store/audit.ts'
import {
  createConnectionKey as storeConnectionKey,
  findConnectionKeyByHash,
  listConnectionKeys,
  revokeConnectionKey,
  type ConnectionKey,
} from '#store/connection-keys.ts'
import { listOpenings } from '#store/key-openings.ts'
import type { Role } from '#store/memberships.ts'
import type { Database } from '#store/schema.ts'
import { listStripeKeys, type StripeKeyRow } from '#store/stripe-keys.ts'
import { examineKey } from '#tenants/examine-key.ts'
import type { TenantVault } from '#vault/tenant-vault.ts'
import type { Env, Gateway } from '../gateway.ts'
import { parseBody } from '../parse.ts'
import type { Guards } from '../people/guards.ts'
import { json, personErrors } from '../people/person-route.ts'
import type { Route } from '../route.ts'

const base = '/api/tenants/:tenantId'
const readErrors: readonly ErrorCode[] = [...personErrors, 'not_found', 'role_missing']
const changeErrors: readonly ErrorCode[] = [...readErrors, 'not_now', 'sign_in_again', 'body_too_large']
const stripeErrors: readonly ErrorCode[] = [...changeErrors, 'stripe_unreachable']

export const keyRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${base}/keys`,
    who: 'person',
    summary: 'A company’s keys, without their texts, and how they are kept.',
    response: json(keysSchema),
    errors: readErrors,
  },
  {
    method: 'POST',
    path: `${base}/roots`,
    who: 'person',
    summary: 'Makes what seals a company’s keys. Answers the recovery code, once.',
    response: json(recoveryCodeSchema),
    errors: changeErrors,
  },
  {
    method: 'PUT',
    path: `${base}/recovery-code`,
    who: 'person',
    summary: 'Answers another recovery code, once. The one before opens nothing any more.',
    request: openerSchema,
    response: json(recoveryCodeSchema),
    errors: changeErrors,
  },
  {
    method: 'POST',
    path: `${base}/keeping`,
    who: 'person',
    summary: 'Whether the gateway opens the company’s keys by itself.',
    request: keepingChangeSchema,
    errors: changeErrors,
  },
  {
    method: 'POST',
    path: `${base}/stripe-keys`,
    who: 'person',
    summary: 'Adds a restricted key of Stripe, after looking at what it may do.',
    request: newStripeKeySchema,
    response: json(addedStripeKeySchema),
    errors: stripeErrors,
  },
  {
    method: 'PUT',
    path: `${base}/stripe-keys/:keyId`,
    who: 'person',
    summary: 'Replaces a Stripe key by another one of the same account and mode.',
    request: newStripeKeySchema,
    response: json(addedStripeKeySchema),
    errors: stripeErrors,
  },
  {
    method: 'DELETE',
    path: `${base}/stripe-keys/:keyId`,
    who: 'person',
    summary: 'Removes a Stripe key.',
    errors: changeErrors,
  },
  {
    method: 'POST',
    path: `${base}/connection-keys`,
    who: 'person',
    summary: 'Makes a connection key. Answers its text, once.',
    request: newConnectionKeySchema,
    response: json(createdConnectionKeySchema),
    errors: changeErrors,
  },
  {
    method: 'DELETE',
    path: `${base}/connection-keys/:keyId`,
    who: 'person',
    summary: 'Revokes a connection key, effective with the next request.',
    errors: changeErrors,
  },
  {
    method: 'GET',
    path: `${base}/key-openings`,
    who: 'person',
    summary: 'When the company’s Stripe keys were opened, by what and for what.',
    response: json(keyOpeningsSchema),
    errors: readErrors,
  },
]

const listedMax = 200
const dayMs = 86_400_000
const notOpened =
  'This does not open the company’s keys. Check the recovery code, or use a connection key that works.'

type KeysDeps = Pick<Gateway, 'config' | 'ports' | 'metrics' | 'db' | 'plan'> & {
  guards: Guards
  tenantVault: TenantVault
}

export function serveKeys(deps: KeysDeps): Hono<Env> {
  const { config, ports, db, guards } = deps
  const { roots, keys } = deps.tenantVault
  const app = new Hono<Env>()

  /** The member, the tenant, and how a change of theirs is written down. */
  async function enter(c: Context<Env>, role: Role) {
    const member = await guards.requireMember(c, c.req.param('tenantId') ?? '', role)
    const change = (): Change => ({
      actor: member.personId,
      atMs: ports.now(),
      auditId: createAuditId(ports),
    })
    return { member, tenantId: member.tenantId, change }
  }

  /** Throws `bad_request` for a text that cannot be an opener of this tenant. */
  async function readOpener(tenantId: string, input: OpenerInput): Promise<Opener> {
    const opener =
      'recoveryCode' in input
        ? recoveryCodeOpener(input.recoveryCode)
        : await openerOfKey(tenantId, input.connectionKey.trim())
    return opener ?? refuse(notOpened)
  }

  async function openerOfKey(tenantId: string, text: string): Promise<Opener | undefined> {
    const found = isConnectionKey(text)
      ? await findConnectionKeyByHash(db, await hashConnectionKey(text))
      : undefined
    const isAlive = found?.expiresAtMs === undefined || found.expiresAtMs > ports.now()
    return found?.tenantId === tenantId && isAlive ? connectionKeyOpener(found.id, text) : undefined
  }

  async function findStripeKey(tenantId: string, id: string): Promise<StripeKeyRow> {
    const found = (await listStripeKeys(db, tenantId)).find((key) => key.id === id)
    if (!found) throw new GatewayError('not_found')
    return found
  }

  app.get(`${base}/keys`, async (c) => {
    const { tenantId } = await enter(c, 'viewer')
    const [root, stripeKeys, connectionKeys] = await Promise.all([
      roots.openersOf(tenantId),
      listStripeKeys(db, tenantId),
      listConnectionKeys(db, tenantId, listedMax + 1),
    ])
    const keeping = root.length === 0 ? 'none' : await roots.keepingOf(tenantId)
    const response: Keys = {
      gatewayUrl: config.publicUrl ?? new URL(c.req.url).origin,
      keyLinks: { live: linkFor('live'), test: linkFor('test') },
      keeping,
      stripeKeys: stripeKeys.map(toStripeKey),
      connectionKeys: connectionKeys.slice(0, listedMax).map(toConnectionKey),
      isWhole: connectionKeys.length <= listedMax,
    }
    return c.json(response)
  })

  app.post(`${base}/roots`, async (c) => {
    const { tenantId, change } = await enter(c, 'owner')
    const code = await roots.setUp(tenantId, change())
    if (!code)
      throw new GatewayError('not_now', { detail: 'This was set up before, with another recovery code.' })
    return c.json({ recoveryCode: code.reveal() })
  })

  app.put(`${base}/recovery-code`, async (c) => {
    const { member, tenantId, change } = await enter(c, 'owner')
    guards.requireFresh(member)
    const by = await readOpener(tenantId, await parseBody(c, openerSchema))
    const code = await roots.replaceRecoveryCode({ tenantId, by }, change())
    return code ? c.json({ recoveryCode: code.reveal() }) : refuse(notOpened)
  })

  app.post(`${base}/keeping`, async (c) => {
    const { member, tenantId, change } = await enter(c, 'owner')
    guards.requireFresh(member)
    const input = await parseBody(c, keepingChangeSchema)
    if (input.keeping === 'sealed') {
      await roots.turnStandingOff(tenantId, change())
    } else {
      const by = await readOpener(tenantId, input.opener)
      if (!(await roots.turnStandingOn({ tenantId, by }, change()))) refuse(notOpened)
    }
    return c.body(null, 204)
  })

  app.post(`${base}/stripe-keys`, async (c) => {
    const { member, tenantId, change } = await enter(c, 'admin')
    const { key: pasted, name } = await parseBody(c, newStripeKeySchema)
    const examined = await examineKey(pasted, deps, c.req.raw.signal)
    const { accountId, mode, key } = examined
    const isKnown = (await listStripeKeys(db, tenantId)).some(
      (one) => one.accountId === accountId && one.mode === mode,
    )
    if (isKnown)
      throw new GatewayError('not_now', {
        detail: 'There is a key of this account and mode: replace that one.',
      })
    const { plan } = deps
    const trial = { tenantId, accountId, email: member.email }
    const begin = mode === 'live' && plan ? (to: Database) => plan.beginTrial(to, trial) : undefined
    const kept = await keys.add({ tenantId, accountId, name: name ?? accountId, key }, change(), begin)
    if (!kept.ok) return refuseKept(kept.reason)
    return answerAdded(c, tenantId, kept.id, examined.permissions)
  })

  app.put(`${base}/stripe-keys/:keyId`, async (c) => {
    const { tenantId, change } = await enter(c, 'admin')
    const { key: pasted } = await parseBody(c, newStripeKeySchema)
    const before = await findStripeKey(tenantId, c.req.param('keyId'))
    const { key, accountId, mode, permissions } = await examineKey(pasted, deps, c.req.raw.signal)
    if (accountId !== before.accountId || mode !== before.mode)
      refuse('This key belongs to another account or mode: add it instead.')
    const kept = await keys.replace({ tenantId, id: before.id, key }, change())
    if (!kept.ok) return refuseKept(kept.reason)
    return answerAdded(c, tenantId, kept.id, permissions)
  })

  app.delete(`${base}/stripe-keys/:keyId`, async (c) => {
    const { tenantId, change } = await enter(c, 'admin')
    const isRemoved = await keys.remove({ tenantId, id: c.req.param('keyId') }, change())
    if (!isRemoved) throw new GatewayError('not_found')
    return c.body(null, 204)
  })

  app.post(`${base}/connection-keys`, async (c) => {
    const { tenantId, change } = await enter(c, 'admin')
    const { name, mode, opener, expiresInDays } = await parseBody(c, newConnectionKeySchema)
    const by = await readOpener(tenantId, opener)
    const text = createConnectionKey(ports.randomBytes, mode)
    const id = `key_${toHex(ports.randomBytes(12))}`
    // First the wrap: a key without it would open nothing, a wrap without its key harms nobody.
    const isLetIn = await roots.addOpener({ tenantId, by, opener: connectionKeyOpener(id, text) }, change())
    if (!isLetIn) refuse(notOpened)
    await storeConnectionKey(
      db,
      {
        id,
        tenantId,
        name,
        mode,
        hash: await hashConnectionKey(text),
        lastFour: text.slice(-4),
        ...(expiresInDays === undefined ? {} : { expiresAtMs: ports.now() + expiresInDays * dayMs }),
      },
      change(),
    )
    return c.json({ id, text })
  })

  app.delete(`${base}/connection-keys/:keyId`, async (c) => {
    const { tenantId, change } = await enter(c, 'admin')
    const isRevoked = await revokeConnectionKey(db, { tenantId, id: c.req.param('keyId') }, change())
    if (!isRevoked) throw new GatewayError('not_found')
    return c.body(null, 204)
  })

  app.get(`${base}/key-openings`, async (c) => {
    const { tenantId } = await enter(c, 'viewer')
    const response: KeyOpenings = {
      openings: (await listOpenings(db, tenantId, listedMax)).map((one) => ({
        stripeKeyId: one.stripeKeyId,
        opener: one.openerKind,
        openerId: one.openerId,
        feature: one.feature,
        hour: iso(one.hourAtMs),
        count: one.count,
        lastAt: iso(one.lastAtMs),
      })),
    }
    return c.json(response)
  })

  async function answerAdded(
    c: Context<Env>,
    tenantId: string,
    id: string,
    permissions: AddedStripeKey['permissions'],
  ) {
    const response: AddedStripeKey = { key: toStripeKey(await findStripeKey(tenantId, id)), permissions }
    return c.json(response)
  }

  return app
}

const linkFor = (mode: Mode) => keyLink({ mode, features: { events: false } })

const iso = (ms: number) => new Date(ms).toISOString()

function refuse(detail: string): never {
  throw new GatewayError('bad_request', { detail })
}

const keptReasons = {
  not_restricted: 'Only restricted keys are kept.',
  not_set_up: 'Make the recovery code first.',
  other_mode: 'This key is of the other mode.',
  no_key: 'This key was replaced or removed meanwhile.',
}

function refuseKept(reason: keyof typeof keptReasons): never {
  throw new GatewayError('not_now', { detail: keptReasons[reason] })
}

const toStripeKey = ({ id, mode, accountId, name, lastFour, createdAtMs }: StripeKeyRow): StripeKeyView => ({
  id,
  mode,
  accountId,
  name,
  lastFour,
  addedAt: iso(createdAtMs),
})

function toConnectionKey(key: ConnectionKey): ConnectionKeyView {
  const { id, name, mode, lastFour, createdAtMs, expiresAtMs, lastUsedAtMs, revokedAtMs } = key
  return {
    id,
    name,
    createdAt: iso(createdAtMs),
    ...(mode === 'live' || mode === 'test' ? { mode } : {}),
    ...(lastFour === undefined ? {} : { lastFour }),
    ...(expiresAtMs === undefined ? {} : { expiresAt: iso(expiresAtMs) }),
    ...(lastUsedAtMs === undefined ? {} : { lastUsedAt: iso(lastUsedAtMs) }),
    ...(revokedAtMs === undefined ? {} : { revokedAt: iso(revokedAtMs) }),
  }
}
