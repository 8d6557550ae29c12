// A Stripe App manifest: what the preview needs of it, and what is wrong or odd about it, in words.
// https://docs.stripe.com/stripe-apps/reference/app-manifest

import { z } from 'zod'

/** Where a view is shown and which component of the bundle draws it. */
export type View = { viewport: string; component: string }

/** What the host needs of a manifest. */
export type AppManifest = {
  id: string
  name: string
  version: string
  permissions: { permission: string; purpose: string }[]
  constants?: Record<string, unknown> | undefined
  ui_extension: {
    views: View[]
    content_security_policy?:
      | { 'connect-src'?: string[] | null | undefined; 'image-src'?: string[] | null | undefined }
      | null
      | undefined
  }
}

const nonEmpty = z.string().min(1, 'write something here')

/** A source must have a path: Stripe refuses an address that ends at the host. */
const sourceSchema = z
  .string()
  .regex(/^[^\s;,]+$/, 'no spaces, commas or semicolons: it is one source of a policy')
  .refine((source) => URL.canParse(source), 'write a whole address, such as https://api.example.com/v1/')
  .refine(
    (source) => /^https?:\/\/[^/]+\/./.test(source) || !URL.canParse(source),
    'Stripe needs a path after the host, such as https://api.example.com/v1/ (a slash at the end allows everything below)',
  )

const policySchema = z.object({
  'connect-src': z.array(sourceSchema).nullish(),
  'image-src': z.array(sourceSchema).nullish(),
  purpose: z.string().optional(),
})

const manifestSchema = z.looseObject({
  id: z.string().regex(/^[a-zA-Z0-9_\-.]+$/, 'use letters, digits, dots, dashes and underscores only'),
  version: nonEmpty,
  name: nonEmpty,
  icon: z.string().optional(),
  permissions: z.array(z.object({ permission: nonEmpty, purpose: nonEmpty })).default([]),
  constants: z.record(z.string(), z.unknown()).optional(),
  ui_extension: z.looseObject({
    views: z
      .array(z.object({ viewport: nonEmpty, component: nonEmpty }))
      .min(1, 'name at least one view, or there is nothing to show'),
    content_security_policy: policySchema.nullish(),
  }),
})

/** Viewports known at the time of SDK 9.3; others are shown all the same, with a word about it. */
const knownViewports = new Set([
  'onboarding',
  'settings',
  ...[
    'balance.overview',
    'billing.overview',
    'customer.detail',
    'customer.detail.page-module',
    'customer.list',
    'drawer.default',
    'fullpage',
    'home.overview',
    'invoice.detail',
    'invoice.detail.page-module',
    'invoice.list',
    'payment-link.detail',
    'payment-link.list',
    'payment.detail',
    'payment.list',
    'product.detail',
    'product.list',
    'report.overview',
    'revenue-recognition.overview',
    'shipping-rate.detail',
    'shipping-rate.list',
    'subscription.detail',
    'subscription.list',
    'tax-report.overview',
  ].map((name) => `stripe.dashboard.${name}`),
])

export type ReadManifest =
  { ok: true; manifest: AppManifest; warnings: string[] } | { ok: false; problems: string[] }

const whereOf = (path: PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : String(key)))
    .join('.')
    .replaceAll('.[', '[')

function* warningsOf(manifest: z.infer<typeof manifestSchema>): Generator<string> {
  for (const { viewport } of manifest.ui_extension.views) {
    if (!knownViewports.has(viewport))
      yield `The viewport "${viewport}" is not one we know; it is shown as it is.`
  }
  for (const { permission } of manifest.permissions) {
    if (!/_(read|write)$/.test(permission))
      yield `The permission "${permission}" does not end in _read or _write; check its name.`
  }
  const { content_security_policy: policy } = manifest.ui_extension
  for (const source of policy?.['connect-src'] ?? []) {
    const { protocol, hostname } = new URL(source)
    if (protocol === 'http:' && hostname !== 'localhost' && hostname !== '127.0.0.1')
      yield `${source}: Stripe takes http only for localhost, in a manifest for development.`
  }
  if (policy?.['connect-src']?.length && !policy.purpose)
    yield 'content_security_policy has no purpose: Stripe asks for one at the upload.'
}

/** Checks a manifest that has been read and merged. */
export function checkManifest(value: unknown): ReadManifest {
  const parsed = manifestSchema.safeParse(value)
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      ({ path, message }) => `${whereOf(path) || 'the manifest'}: ${message}`,
    )
    return { ok: false, problems }
  }
  return { ok: true, manifest: parsed.data, warnings: [...warningsOf(parsed.data)] }
}
