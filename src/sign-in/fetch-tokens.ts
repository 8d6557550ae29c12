// Requests to a third-party service: exchange a code for tokens, refresh them, read a token's owner, revoke it.
// https://www.rfc-editor.org/rfc/rfc6749 https://www.rfc-editor.org/rfc/rfc7636 https://www.rfc-editor.org/rfc/rfc7009

import { z } from 'zod'
import type { SignInDefinition } from '#definitions/define.ts'
import { GatewayError } from '#errors.ts'
import { isLoopbackHost } from '#ip-address.ts'
import type { Ports } from '#ports.ts'
import { readResponse } from '#read-bounded.ts'

const timeoutMs = 8000
const bodyBytesMax = 64 * 1024

const tokenResponseSchema = z.object({
  access_token: z.string().min(1).max(8000),
  refresh_token: z.string().min(1).max(8000).optional(),
  expires_in: z.coerce.number().min(0).max(1e9).optional(),
})
const accountSchema = z.object({
  name: z.string().max(200).optional(),
  email: z.string().max(320).optional(),
})

/** The stored form, which is sealed. */
export const tokensSchema = z.object({
  access: z.string(),
  refresh: z.string().optional(),
  expiresAtMs: z.number().optional(),
  account: z.string().optional(),
  sinceMs: z.number(),
})
export type Tokens = z.infer<typeof tokensSchema>

/** Parses a definition's address. Plain http is only allowed to this machine, or with `insecure`. */
function addressOf(text: string, { id, insecure }: SignInDefinition): URL {
  const url = new URL(text)
  if (url.protocol !== 'https:' && !isLoopbackHost(url.hostname) && !insecure) {
    throw new GatewayError('sign_in_failed', { detail: `The addresses of ${id} must be https.` })
  }
  return url
}

/** Reads JSON of at most `bodyBytesMax` bytes. Returns `undefined` if it is longer or not JSON. */
async function readJson(response: Response): Promise<unknown> {
  const bytes = await readResponse(response, bodyBytesMax)
  if (!bytes) return undefined
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}

type TokenRequestDeps = { definition: SignInDefinition; ports: Ports; signal?: AbortSignal }

/** `refused`: the service refused (a used code, a revoked token). Other failures are thrown, and may be temporary. */
type TokenResponse<T> = { ok: true; value: T } | { ok: false; reason: 'refused' }

async function send(url: URL, init: RequestInit, { ports, signal }: TokenRequestDeps): Promise<Response> {
  const deadline = AbortSignal.timeout(timeoutMs)
  try {
    return await ports.fetch(url, {
      ...init,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    })
  } catch (cause) {
    throw new GatewayError('sign_in_failed', { detail: 'The other service did not respond.', cause })
  }
}

function formOf({ clientId, clientSecret }: SignInDefinition, fields: Record<string, string>): RequestInit {
  const body = new URLSearchParams({
    ...fields,
    client_id: clientId,
    ...(clientSecret ? { client_secret: clientSecret } : {}),
  })
  return {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: body.toString(),
  }
}

/** Exchanges an authorization code or a refresh token for tokens. */
export async function fetchTokens(
  fields: Record<string, string>,
  deps: TokenRequestDeps,
): Promise<TokenResponse<Omit<Tokens, 'account'>>> {
  const { definition, ports } = deps
  const response = await send(addressOf(definition.tokenUrl, definition), formOf(definition, fields), deps)
  if (response.status === 400 || response.status === 401) return { ok: false, reason: 'refused' }
  const parsed = tokenResponseSchema.safeParse(response.ok ? await readJson(response) : undefined)
  if (!parsed.success)
    throw new GatewayError('sign_in_failed', { detail: 'The other service returned no tokens.' })
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = parsed.data
  const nowMs = ports.now()
  return {
    ok: true,
    value: {
      access,
      sinceMs: nowMs,
      ...(refresh === undefined ? {} : { refresh }),
      ...(seconds === undefined ? {} : { expiresAtMs: nowMs + seconds * 1000 }),
    },
  }
}

/** Returns the name or address of a token's owner, for display; `undefined` if the service does not say. */
export async function fetchAccount(access: string, deps: TokenRequestDeps): Promise<string | undefined> {
  const { definition } = deps
  if (definition.accountUrl === undefined) return undefined
  const headers = { authorization: `Bearer ${access}`, accept: 'application/json' }
  const response = await send(addressOf(definition.accountUrl, definition), { headers }, deps)
  const parsed = accountSchema.safeParse(response.ok ? await readJson(response) : undefined)
  return parsed.success ? (parsed.data.name ?? parsed.data.email) : undefined
}

/** Revokes a token. Never throws: a service that does not respond must not prevent signing out here. */
export async function revokeToken(token: string, deps: TokenRequestDeps): Promise<boolean> {
  const { definition } = deps
  if (definition.revokeUrl === undefined) return false
  try {
    const url = addressOf(definition.revokeUrl, definition)
    return (await send(url, formOf(definition, { token }), deps)).ok
  } catch {
    return false
  }
}
