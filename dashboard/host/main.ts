// The host as a module of its own, `host.js`: what any page imports to show an extension.

export { connectDashboard } from './connect.ts'
export { mountExtension } from './mount-extension.tsx'
export { readRoute } from './read-route.ts'
