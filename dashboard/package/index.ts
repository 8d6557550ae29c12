// What `tillside` takes from this package for its preview world and its `stripe-app` commands.

export { openApp, type OpenedApp } from '../app/open-app.ts'
export { traceBack } from '../app/trace-back.ts'
export { createDashboard, type Dashboard } from '../server/dashboard.ts'
export { asPreview } from './command.ts'
