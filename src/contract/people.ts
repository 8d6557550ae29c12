// The messages between the page where people sign in and `/api/session`, `/api/me`, `/api/tenants`, `/api/invitations`.

import { z } from 'zod'
import { cleanText } from './clean-text.ts'
import { localeSchema } from './api.ts'

const moment = z.iso.datetime()

/** As it is compared and stored. */
const emailSchema = z
  .string()
  .max(254)
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email())

const roleSchema = z.enum(['owner', 'admin', 'viewer'])
export type Role = z.infer<typeof roleSchema>

/** `POST /api/session/code`. */
export const codeRequestSchema = z.strictObject({ email: emailSchema, locale: localeSchema.optional() })
export const codeSentSchema = z.object({ resendAfterSeconds: z.number().int() })
export type CodeSent = z.infer<typeof codeSentSchema>

/** `POST /api/session`. */
export const signInSchema = z.strictObject({
  email: emailSchema,
  code: z.string().regex(/^\d{6}$/),
  locale: localeSchema.optional(),
})

/** What the browser's `PublicKeyCredential` gives; the server's library checks it. */
const credentialSchema = z.record(z.string().max(60), z.unknown())
/** The options for `navigator.credentials`, as JSON. */
export const passkeyOptionsSchema = z.object({ options: z.record(z.string(), z.unknown()) })
export type PasskeyOptions = z.infer<typeof passkeyOptionsSchema>

/** `POST /api/session/passkey`. */
export const passkeySignInSchema = z.strictObject({ response: credentialSchema })
/** `POST /api/me/passkeys`. */
export const newPasskeySchema = z.strictObject({
  response: credentialSchema,
  name: z.string().transform(cleanText).pipe(z.string().min(1).max(60)),
})

/** Who is signed in. */
export const meSchema = z.object({
  id: z.string(),
  email: z.string(),
  sessionId: z.string(),
  signedInAt: moment,
  /** Until then nothing asks for another sign-in. */
  freshUntil: moment,
  hasPasskey: z.boolean(),
  /** Whether companies can be created. */
  signUp: z.boolean(),
})
export type Me = z.infer<typeof meSchema>

/** `GET /api/session`. */
export const sessionStateSchema = z.object({ signedIn: z.boolean(), me: meSchema.optional() })
export type SessionState = z.infer<typeof sessionStateSchema>

export const sessionsSchema = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      isThis: z.boolean(),
      createdAt: moment,
      lastUsedAt: moment,
      expiresAt: moment,
      ipAddress: z.string().optional(),
      userAgent: z.string().optional(),
    }),
  ),
})
export type Sessions = z.infer<typeof sessionsSchema>

export const passkeysSchema = z.object({
  passkeys: z.array(z.object({ id: z.string(), name: z.string(), createdAt: moment.optional() })),
})
export type Passkeys = z.infer<typeof passkeysSchema>

/** `POST /api/tenants`. The name stands in mails, so it is one line and no address. */
export const newTenantSchema = z.strictObject({
  name: z
    .string()
    .transform(cleanText)
    .pipe(
      z
        .string()
        .min(1)
        .max(80)
        .regex(/^(?!.*(?:\/\/|www\.))[^<>@]*$/i),
    ),
})
const tenantSchema = z.object({ id: z.string(), name: z.string(), role: roleSchema })
export const newTenantResponseSchema = z.object({ id: z.string() })
export const tenantsSchema = z.object({ tenants: z.array(tenantSchema) })
export type Tenants = z.infer<typeof tenantsSchema>

export const membersSchema = z.object({
  members: z.array(z.object({ id: z.string(), email: z.string(), role: roleSchema, since: moment })),
})
export type Members = z.infer<typeof membersSchema>
export const roleChangeSchema = z.strictObject({ role: roleSchema })

export const newInvitationSchema = z.strictObject({
  email: emailSchema,
  role: roleSchema,
  locale: localeSchema.optional(),
  /** What the vault sends along: ciphertext, opaque to this route. */
  wrapped: z
    .string()
    .max(4096)
    .regex(/^[A-Za-z0-9._-]+$/)
    .optional(),
})
export const newInvitationResponseSchema = z.object({ id: z.string() })
export const invitationsSchema = z.object({
  invitations: z.array(
    z.object({
      id: z.string(),
      email: z.string(),
      role: roleSchema,
      createdAt: moment,
      expiresAt: moment,
      isExpired: z.boolean(),
    }),
  ),
})
export type Invitations = z.infer<typeof invitationsSchema>

/** `POST /api/invitations/read` and `/accept`. In the body, because addresses are logged. */
export const invitationTokenSchema = z.strictObject({ token: z.string().regex(/^[0-9a-f]{64}$/) })
export const invitationSchema = z.object({ company: z.string(), role: roleSchema, expiresAt: moment })
export type InvitationView = z.infer<typeof invitationSchema>
export const acceptedSchema = z.object({
  tenantId: z.string(),
  role: roleSchema,
  wrapped: z.string().optional(),
})
export type Accepted = z.infer<typeof acceptedSchema>
