// The two content security policies: of the page, and of the sandbox document. Both depend on the app's manifest.

import type { AppManifest } from '../app/manifest.ts'

type Place = { origin: string; prefix: string; bundlePath: string }

const sources = (list: string[] | null | undefined): string => (list ?? []).join(' ')

/**
 * `'self'` matches nothing in a document without an origin, so the server's origin is named.
 * A source with a space or a semicolon would become another directive: such manifests are rejected when they are read.
 */
export function sandboxPolicy(manifest: AppManifest, { origin, prefix, bundlePath }: Place): string {
  const policy = manifest.ui_extension.content_security_policy
  return [
    'sandbox allow-scripts',
    "default-src 'none'",
    `script-src ${origin}${prefix}/sandbox.js ${origin}${prefix}${bundlePath}`,
    `connect-src ${sources(policy?.['connect-src']) || "'none'"}`,
    `img-src data: ${sources(policy?.['image-src'])}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${origin}`,
  ].join('; ')
}

/** The page draws the extension's images, so its policy must allow the image sources of the app. */
export function pagePolicy(manifest: AppManifest): string {
  const images = sources(manifest.ui_extension.content_security_policy?.['image-src'])
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src 'self' data: blob: ${images}`.trim(),
    "connect-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
