// Proves the gateway's identity to an in-house service, and names the caller. The service decides what that principal may see. Each
// attempt gets a new token, valid for 60 s, with a unique `jti`. RFC 7519.

import { importJWK, SignJWT } from 'jose'
import { z } from 'zod'
import type { HttpIdentity } from '#definitions/source.ts'
import { toHex } from '#hex.ts'
import type { Ports } from '#ports.ts'
import { Secret } from '#secret.ts'
import type { SourceCaller } from './caller.ts'

/** Returns the headers that prove the identity of one attempt. */
export type Prove = (caller: SourceCaller) => Promise<Record<string, string>>

type JwtIdentity = Extract<HttpIdentity, { kind: 'jwt' }>
type SigningKey = { key: CryptoKey | Uint8Array; kid?: string }

const lifeSeconds = 60
/** RFC 7518 section 3.2: a key for HS256 is at least as long as the hash. */
const sharedKeyBytesMin = 32

const privateJwkSchema = z.object({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
  kid: z.string().max(200).optional(),
})

/** Drops the error, because messages of JSON.parse quote the key. */
function parsePrivateJwk(text: string): z.infer<typeof privateJwkSchema> | undefined {
  try {
    return privateJwkSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

/** Returns the problem of an identity, without quoting any of it. */
export function problemOfIdentity(identity: HttpIdentity): string | undefined {
  if (identity.kind === 'bearer') {
    return /^[\x21-\x7e]+$/.test(identity.token) ? undefined : 'identity.token is empty or not a token'
  }
  if (identity.kind !== 'jwt') return undefined
  if (identity.audience === '') return 'identity.audience is empty; name the service'
  if (identity.algorithm === 'ES256') {
    return parsePrivateJwk(identity.key)
      ? undefined
      : 'identity.key is not a private JWK (EC, P-256), which ES256 needs'
  }
  return new TextEncoder().encode(identity.key).length >= sharedKeyBytesMin
    ? undefined
    : `identity.key is shorter than ${sharedKeyBytesMin} bytes, which HS256 needs`
}

async function openKey(algorithm: JwtIdentity['algorithm'], secret: Secret): Promise<SigningKey> {
  if (algorithm === 'HS256') return { key: new TextEncoder().encode(secret.reveal()) }
  const jwk = parsePrivateJwk(secret.reveal())
  if (!jwk) throw new Error('identity.key is not a private JWK')
  const { kid, ...parts } = jwk
  return { key: await importJWK(parts, 'ES256'), ...(kid === undefined ? {} : { kid }) }
}

function proveByJwt(identity: JwtIdentity, tenantId: string, ports: Ports): Prove {
  const { algorithm, audience, issuer = 'tillside' } = identity
  const secret = new Secret(identity.key)
  let opened: Promise<SigningKey> | undefined
  return async ({ caller, account }) => {
    opened ??= openKey(algorithm, secret)
    const { key, kid } = await opened
    const nowSeconds = Math.floor(ports.now() / 1000)
    const token = await new SignJWT({
      tenant: tenantId,
      ...(account && {
        account: account.accountId ?? account.key,
        mode: account.mode,
        sandbox: account.sandbox,
      }),
      caller: caller.kind,
      roles: [...caller.roles],
    })
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
      .setSubject(caller.id)
      .setIssuer(issuer)
      .setAudience(audience)
      .setJti(toHex(ports.randomBytes(16)))
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + lifeSeconds)
      .sign(key)
    return { authorization: `Bearer ${token}` }
  }
}

/** A client certificate is presented by the connection, so it needs no header. */
export function createProof(identity: HttpIdentity, tenantId: string, ports: Ports): Prove {
  if (identity.kind === 'jwt') return proveByJwt(identity, tenantId, ports)
  if (identity.kind === 'bearer') {
    const token = new Secret(identity.token)
    return () => Promise.resolve({ authorization: `Bearer ${token.reveal()}` })
  }
  return () => Promise.resolve({})
}
