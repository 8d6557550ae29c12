// Checks addresses from the sandbox: only schemes that cannot run code in the host page are used.

const linkProtocols = new Set(['http:', 'https:', 'mailto:', 'tel:'])
const dashboardOrigin = 'https://dashboard.stripe.com'

function parse(address: unknown): URL | undefined {
  if (typeof address !== 'string') return undefined
  return URL.parse(address, dashboardOrigin) ?? undefined
}

/** The address of a link, or undefined if it is unsafe: `javascript:` and the like would run as the host page. */
export function safeHref(address: unknown): string | undefined {
  const url = parse(address)
  return url && linkProtocols.has(url.protocol) ? url.href : undefined
}

/** Whether an address is inside the Dashboard, so that the page navigates itself. */
export function isDashboardAddress(address: string): boolean {
  return parse(address)?.origin === dashboardOrigin
}

/** The address of an image; data: is limited to images. */
export function safeImage(address: unknown): string | undefined {
  const url = parse(address)
  if (!url) return undefined
  const ok = ['http:', 'https:', 'blob:'].includes(url.protocol) || url.href.startsWith('data:image/')
  return ok ? url.href : undefined
}
