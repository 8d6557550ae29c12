// A sample OAuth 2.0 provider with PKCE: consent page, single-use codes, rotating refresh tokens, revocation.
// It is strict: a refresh token used twice ends the whole sign-in. https://www.rfc-editor.org/rfc/rfc9700

import { createHash, randomBytes } from 'node:crypto'
import { Hono } from 'hono'
import { z } from 'zod'

type Grant = {
  person: string
  scope: string
  access: string
  refresh: string
  expiresAtMs: number
  spent: Set<string>
  revoked: boolean
}
type Code = {
  challenge: string
  redirectUri: string
  person: string
  scope: string
  usedBy?: Grant
  expiresAtMs: number
}

export type Provider = { app: Hono; revokeAll: () => void; grants: () => number }

export type ProviderOptions = {
  clientId: string
  /** Where people may be sent back to. */
  redirectUris: readonly string[]
  now?: () => number
  accessSeconds?: number
}

const authorizeSchema = z.object({
  response_type: z.literal('code'),
  client_id: z.string(),
  redirect_uri: z.string(),
  scope: z.string().default(''),
  state: z.string().optional(),
  code_challenge: z.string().min(43).max(128),
  code_challenge_method: z.literal('S256'),
})

const escape = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
const draw = () => randomBytes(24).toString('base64url')
const challengeOf = (verifier: string) => createHash('sha256').update(verifier).digest('base64url')

function consentPage(query: Record<string, string>, scope: string, token: string): string {
  const inputs = Object.entries({ ...query, token }).map(
    ([name, value]) => `<input type="hidden" name="${escape(name)}" value="${escape(value)}">`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Kelpie CRM: allow access?</title>
<body><main><h1>Kelpie CRM</h1><p>Tillside asks to read: ${escape(scope || 'your name')}</p>
<form method="post" action="authorize">${inputs.join('')}
<button name="decision" value="allow">Allow</button> <button name="decision" value="deny">Deny</button></form></main></body></html>`
}

/** Creates the provider; its `app` can be mounted anywhere. */
export function createProvider(options: ProviderOptions): Provider {
  const { clientId, redirectUris, now = () => Date.now(), accessSeconds = 3600 } = options
  const codes = new Map<string, Code>()
  const grants: Grant[] = []
  /** Part of the consent page, so that only a person who saw it can consent. */
  const consentToken = draw()
  const app = new Hono()

  const issue = (grant: Grant) => {
    grant.spent.add(grant.refresh)
    grant.access = draw()
    grant.refresh = draw()
    grant.expiresAtMs = now() + accessSeconds * 1000
    return {
      access_token: grant.access,
      refresh_token: grant.refresh,
      expires_in: accessSeconds,
      token_type: 'Bearer',
      scope: grant.scope,
    }
  }

  app.get('/authorize', (c) => {
    const parsed = authorizeSchema.safeParse(c.req.query())
    if (!parsed.success || parsed.data.client_id !== clientId) return c.text('The request is invalid.', 400)
    if (!redirectUris.includes(parsed.data.redirect_uri))
      return c.text('This redirect address is not registered.', 400)
    return c.html(consentPage(c.req.query(), parsed.data.scope, consentToken))
  })

  app.post('/authorize', async (c) => {
    const { decision, token, ...query } = z.record(z.string(), z.string()).parse(await c.req.parseBody())
    const parsed = authorizeSchema.safeParse(query)
    if (token !== consentToken || !parsed.success || !redirectUris.includes(parsed.data.redirect_uri))
      return c.text('The request is invalid.', 400)
    const { redirect_uri: redirectUri, state, scope, code_challenge: challenge } = parsed.data
    const back = new URL(redirectUri)
    if (decision !== 'allow') {
      // Without the state, as some providers do.
      back.searchParams.set('error', 'access_denied')
      return c.redirect(back.href, 303)
    }
    const code = draw()
    codes.set(code, { challenge, redirectUri, scope, person: 'Noor Haddad', expiresAtMs: now() + 60_000 })
    back.searchParams.set('code', code)
    if (state !== undefined) back.searchParams.set('state', state)
    return c.redirect(back.href, 303)
  })

  const exchange = (form: Record<string, string>) => {
    const code = codes.get(form['code'] ?? '')
    if (!code || code.expiresAtMs < now()) return undefined
    if (code.usedBy) {
      // A code used twice may have been stolen, so its grant is revoked.
      code.usedBy.revoked = true
      return undefined
    }
    if (
      code.redirectUri !== form['redirect_uri'] ||
      code.challenge !== challengeOf(form['code_verifier'] ?? '')
    )
      return undefined
    const grant: Grant = {
      person: code.person,
      scope: code.scope,
      access: '',
      refresh: draw(),
      expiresAtMs: 0,
      spent: new Set(),
      revoked: false,
    }
    grants.push(grant)
    code.usedBy = grant
    return issue(grant)
  }

  const refresh = (token: string) => {
    const reused = grants.find((grant) => grant.spent.has(token))
    if (reused) reused.revoked = true
    const grant = grants.find((one) => one.refresh === token && !one.revoked)
    return grant && issue(grant)
  }

  app.post('/token', async (c) => {
    const form = z.record(z.string(), z.string()).parse(await c.req.parseBody())
    if (form['client_id'] !== clientId) return c.json({ error: 'invalid_client' }, 401)
    const tokens =
      form['grant_type'] === 'refresh_token' ? refresh(form['refresh_token'] ?? '') : exchange(form)
    return tokens ? c.json(tokens) : c.json({ error: 'invalid_grant' }, 400)
  })

  app.post('/revoke', async (c) => {
    const { token = '' } = z.record(z.string(), z.string()).parse(await c.req.parseBody())
    for (const grant of grants) if (grant.refresh === token || grant.access === token) grant.revoked = true
    return c.body(null, 200)
  })

  app.get('/account', (c) => {
    const [, token = ''] = /^Bearer (\S+)$/.exec(c.req.header('Authorization') ?? '') ?? []
    const grant = grants.find((one) => one.access === token && !one.revoked && one.expiresAtMs > now())
    return grant ? c.json({ name: grant.person }) : c.json({ error: 'invalid_token' }, 401)
  })

  return {
    app,
    revokeAll: () => grants.forEach((grant) => (grant.revoked = true)),
    grants: () => grants.filter(({ revoked }) => !revoked).length,
  }
}
