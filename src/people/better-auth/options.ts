// The settings of better-auth: sign-in by a code and by passkey, nothing else. Where an option is missing, an environment variable
// decides, so those that matter are all written down.

import { passkey } from '@better-auth/passkey'
import { APIError } from 'better-auth/api'
import { emailOTP } from 'better-auth/plugins/email-otp'
import type { Database } from '#store/schema.ts'
import { codeMs, freshMs, sessionMs } from '../lifetimes.ts'

export type BetterAuthDeps = {
  db: Database
  /** The address that the page has in a browser. */
  origin: string
  /** Signs cookies. */
  cookieSecret: string
  /** A keyed hash: better-auth's own is an unsalted one of six digits. */
  hashCode: (code: string) => Promise<string>
  /** Called with each code, and the request that asked for it. */
  onCode: (code: string, request: Request | undefined) => void
}

/** The address of a caller, as our rules for proxies see it. Written by us into each request, and believed. */
export const addressHeader = 'tillside-client-ip'
export const basePath = '/api/session'

/** Guesses at one code. */
const guessesMax = 3
const dayInSeconds = 86_400

type Names<Name extends string> = Record<Name, string>

/** Each name in our spelling: `userId` is `user_id`. */
const snake = <Name extends string>(names: readonly Name[]): Names<Name> =>
  Object.fromEntries(
    names.map((name) => [name, name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)]),
  ) as Names<Name>

const cookieAttributes = { secure: true, httpOnly: true, sameSite: 'lax', path: '/' } as const
/** `__Host-` by hand: the option for it would put `__Secure-` in front. */
const cookie = (name: string) => ({ name: `__Host-tillside-${name}`, attributes: cookieAttributes })

/** better-auth accepts authenticators that asked for neither a fingerprint nor a PIN. */
function requireUserVerification(isVerified: boolean | undefined): void {
  if (isVerified !== true) throw new APIError('UNAUTHORIZED', { code: 'USER_VERIFICATION_REQUIRED' })
}

export const betterAuthOptions = ({ db, origin, cookieSecret, hashCode, onCode }: BetterAuthDeps) => ({
  appName: 'Tillside',
  baseURL: origin,
  basePath,
  trustedOrigins: [origin],
  // Not `secret`, which an environment variable overrides.
  secrets: [{ version: 1, value: cookieSecret }],
  // Also on Postgres: texts and integers are what both databases share.
  database: { db, type: 'sqlite' as const, transaction: true },
  telemetry: { enabled: false },
  logger: { disabled: true },
  // Unexpected errors come to us, instead of to the console with their stack.
  onAPIError: { throw: true },
  emailAndPassword: { enabled: false },
  user: { modelName: 'people', fields: snake(['emailVerified', 'createdAt', 'updatedAt']) },
  session: {
    modelName: 'sessions',
    fields: snake(['expiresAt', 'createdAt', 'updatedAt', 'ipAddress', 'userAgent', 'userId']),
    expiresIn: sessionMs / 1000,
    updateAge: dayInSeconds,
    freshAge: freshMs / 1000,
    // A session that was revoked ends with the next request.
    cookieCache: { enabled: false },
  },
  account: {
    modelName: 'identities',
    fields: snake([
      'accountId',
      'providerId',
      'userId',
      'accessToken',
      'refreshToken',
      'idToken',
      'accessTokenExpiresAt',
      'refreshTokenExpiresAt',
      'createdAt',
      'updatedAt',
    ]),
  },
  verification: {
    modelName: 'codes',
    fields: snake(['expiresAt', 'createdAt', 'updatedAt']),
    storeIdentifier: 'hashed' as const,
  },
  rateLimit: {
    enabled: true,
    storage: 'database' as const,
    modelName: 'sign_in_limits',
    fields: snake(['lastRequest']),
    window: 60,
    max: 30,
    customRules: {
      '/sign-in/email-otp': { window: 60, max: 10 },
      '/email-otp/send-verification-otp': { window: 60, max: 3 },
    },
  },
  advanced: {
    useSecureCookies: false,
    cookiePrefix: '__Host-tillside',
    cookies: {
      session_token: cookie('session'),
      session_data: cookie('session-data'),
      account_data: cookie('account-data'),
      dont_remember: cookie('short'),
      'better-auth-passkey': cookie('passkey'),
    },
    defaultCookieAttributes: cookieAttributes,
    ipAddress: { ipAddressHeaders: [addressHeader], ipv6Subnet: 64 as const },
    // Written down, because NODE_ENV=test and TEST=1 would otherwise switch both checks off.
    disableCSRFCheck: false,
    disableOriginCheck: false,
    database: { validateSchema: false },
  },
  plugins: [
    emailOTP({
      otpLength: 6,
      expiresIn: codeMs / 1000,
      allowedAttempts: guessesMax,
      storeOTP: { hash: hashCode },
      // Sends nothing: an error of it would be answered as if all were well. Our route queues the mail.
      sendVerificationOTP: async ({ otp }, context) => onCode(otp, context?.request),
    }),
    passkey({
      rpID: new URL(origin).hostname,
      rpName: 'Tillside',
      origin,
      schema: {
        passkey: {
          modelName: 'passkeys',
          fields: {
            ...snake(['publicKey', 'userId', 'deviceType', 'backedUp', 'createdAt']),
            credentialID: 'credential_id',
          },
        },
      },
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      registration: {
        afterVerification: ({ verification }) =>
          requireUserVerification(verification.registrationInfo?.userVerified),
      },
      authentication: {
        afterVerification: ({ verification }) =>
          requireUserVerification(verification.authenticationInfo.userVerified),
      },
    }),
  ],
})
