// The manifest of a Stripe App: its schema, with readable errors and warnings.
// https://docs.stripe.com/stripe-apps/reference/app-manifest

import { z } from 'zod'

/** Where a view is shown and which component of the bundle draws it. */
export type View = { viewport: string; component: string }

/** The parts of a manifest that the host uses. */
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

const nonEmpty = z.string().min(1, 'must not be empty')

/** A source must have a path: Stripe rejects an address that ends at the host. */
const sourceSchema = z
  .string()
  .regex(/^[^\s;,]+$/, 'no spaces, commas or semicolons: each entry is one source of the policy')
  .refine((source) => URL.canParse(source), 'use a full URL, such as https://api.example.com/v1/')
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

/** The viewports of SDK 9.3. Others are shown too, with a warning. */
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
      yield `The viewport "${viewport}" is unknown; its view is shown anyway.`
  }
  for (const { permission } of manifest.permissions) {
    if (!/_(read|write)$/.test(permission))
      yield `The permission "${permission}" does not end in _read or _write; check its name.`
  }
  const { content_security_policy: policy } = manifest.ui_extension
  for (const source of policy?.['connect-src'] ?? []) {
    const { protocol, hostname } = new URL(source)
    if (protocol === 'http:' && hostname !== 'localhost' && hostname !== '127.0.0.1')
      yield `${source}: Stripe accepts http only for localhost, in a development manifest.`
  }
  if (policy?.['connect-src']?.length && !policy.purpose)
    yield 'content_security_policy has no purpose: Stripe requires one at upload.'
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
