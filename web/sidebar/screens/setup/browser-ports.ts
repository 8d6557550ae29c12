// The connection test's ports, connected to the browser.

import type { TestPorts } from './connection-test.ts'

const blocked = new Set<string>()

document.addEventListener('securitypolicyviolation', ({ blockedURI }) => {
  const url = URL.parse(blockedURI)
  if (url) blocked.add(url.origin)
})

export const browserPorts: TestPorts = {
  fetch: (...call) => fetch(...call),
  now: () => performance.now(),
  isOnline: () => navigator.onLine,
  wasBlocked: (url) => blocked.has(new URL(url).origin),
}
