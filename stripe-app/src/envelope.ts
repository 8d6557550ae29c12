// What Stripe signs for one request. It contains only a hash of the arguments, because one of Stripe's signing methods puts
// the signed text into a URL.

import { type Envelope, envelopeKeys, type SignedOp } from './generated/contract.ts'

export type Signer = {
  userId: string
  accountId: string
  mode: 'live' | 'test'
  sandbox: boolean
  /** Built-in roles of the viewer; Stripe refuses to sign a role that the viewer does not have. */
  roles: NonNullable<Envelope['stripe_roles']>
}

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')

export async function sha256(text: string): Promise<string> {
  return hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
}

type Sealed = { op: SignedOp; resource?: string; args: string; nonce: string }

/** Creates the envelope with its keys in signing order; keys without a value are left out. */
export async function createEnvelope(
  signer: Signer,
  { op, resource, args, nonce }: Sealed,
): Promise<Envelope> {
  const values: Envelope = {
    v: 1,
    op,
    nonce,
    mode: signer.mode,
    sandbox: signer.sandbox,
    ...(resource === undefined ? {} : { resource }),
    args_sha256: await sha256(args),
    ...(signer.roles.length > 0 ? { stripe_roles: signer.roles } : {}),
    user_id: signer.userId,
    account_id: signer.accountId,
  }
  const entries = envelopeKeys.flatMap((key) =>
    values[key] === undefined ? [] : [[key, values[key]] as const],
  )
  return Object.fromEntries(entries) as Envelope
}

/** The payload to sign: everything except the two ids, which Stripe appends itself. */
export function payloadOf(envelope: Envelope): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(envelope).filter(([key]) => key !== 'user_id' && key !== 'account_id'),
  )
}

export function withoutRoles(envelope: Envelope): Envelope {
  const { stripe_roles: _roles, ...rest } = envelope
  return rest
}
