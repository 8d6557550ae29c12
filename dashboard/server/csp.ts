// The two policies: of the page, and of the sandbox document, which is built from the app's manifest.

import type { AppManifest } from '../app/manifest.ts'

type Place = { origin: string; prefix: string; bundlePath: string }

const sources = (list: string[] | null | undefined): string => (list ?? []).join(' ')

/**
 * `'self'` means nothing in a document without an origin, so the server's own origin is named.
 * A source with a space or a semicolon would become another directive: manifests with one are refused when they are read.
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

/** Images of an extension are drawn by the page, so what the app may show, the page must be allowed to. */
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
