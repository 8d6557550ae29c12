// Entry of the module `host.js`, which any page imports to show an extension.

export { connectDashboard } from './connect.ts'
export { mountExtension } from './mount-extension.tsx'
export { readRoute } from './read-route.ts'
