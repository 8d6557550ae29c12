// The operator's session: a signed token that expires by itself. Its key is derived from the secret that opened it, so that
// removing a secret from the settings ends the sessions it opened, without a table.

import { toHex } from '#hex.ts'
import type { Hasher, Ports } from '#ports.ts'
import { equalsInConstantTime, type Secret } from '#secret.ts'

/** A working day, and a little. */
export const sessionMs = 12 * 3_600_000
const secretCharactersMax = 1024
const pattern = /^v1\.(\d{1,12})\.([0-9a-f]{32})\.([0-9a-f]{64})$/

type SessionDeps = { secrets: readonly Secret[]; hasher: Hasher; nowMs: number }

/** `missing` and `expired` happen to everybody; `forged` happens to nobody by chance. */
export type SessionFault = 'missing' | 'expired' | 'forged'

/** A key of its own, so that nothing that was signed with the secret for another purpose is valid here. */
const keyOf = async (secret: Secret, { hasher }: SessionDeps) =>
  hasher.hmacSha256(secret.reveal(), 'tillside console session v1')

const sign = async (secret: Secret, text: string, deps: SessionDeps) =>
  deps.hasher.hmacSha256(await keyOf(secret, deps), text)

/** A token for a caller who presents one of the secrets; `undefined` for anything else. */
export async function openSession(
  presented: string,
  deps: SessionDeps,
  ports: Pick<Ports, 'randomBytes'>,
): Promise<{ token: string; expiresAtMs: number } | undefined> {
  if (presented.length > secretCharactersMax) return undefined
  let found: Secret | undefined
  // Compared with all of them, so that the time does not tell which one matched.
  for (const secret of deps.secrets) if (equalsInConstantTime(presented, secret.reveal())) found = secret
  if (!found) return undefined
  const seconds = Math.floor((deps.nowMs + sessionMs) / 1000)
  const nonce = toHex(ports.randomBytes(16))
  const text = `v1.${seconds}.${nonce}`
  return { token: `${text}.${await sign(found, text, deps)}`, expiresAtMs: seconds * 1000 }
}

export async function verifySession(
  token: string | undefined,
  deps: SessionDeps,
): Promise<{ ok: true; expiresAtMs: number } | { ok: false; reason: SessionFault }> {
  if (token === undefined || token === '') return { ok: false, reason: 'missing' }
  const [, seconds, nonce, signature = ''] = pattern.exec(token) ?? []
  if (seconds === undefined) return { ok: false, reason: 'forged' }
  let isOurs = false
  for (const secret of deps.secrets) {
    const expected = await sign(secret, `v1.${seconds}.${nonce}`, deps)
    if (equalsInConstantTime(signature, expected)) isOurs = true
  }
  if (!isOurs) return { ok: false, reason: 'forged' }
  const expiresAtMs = Number(seconds) * 1000
  if (expiresAtMs <= deps.nowMs) return { ok: false, reason: 'expired' }
  return { ok: true, expiresAtMs }
}
