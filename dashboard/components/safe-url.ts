// Addresses come from the sandbox: only kinds that can start nothing in the host page are put into it.

const linkProtocols = new Set(['http:', 'https:', 'mailto:', 'tel:'])
const dashboardOrigin = 'https://dashboard.stripe.com'

function parse(address: unknown): URL | undefined {
  if (typeof address !== 'string') return undefined
  return URL.parse(address, dashboardOrigin) ?? undefined
}

/** Where a link may lead, or undefined: `javascript:` and its like would run as the host page. */
export function safeHref(address: unknown): string | undefined {
  const url = parse(address)
  return url && linkProtocols.has(url.protocol) ? url.href : undefined
}

/** Whether an address lies inside the Dashboard, so that the page goes there itself. */
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
