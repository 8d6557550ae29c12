// The host embedded in another page: another server, its own path, two views of one app side by side.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openApp, type OpenedApp } from '../../../dashboard/app/open-app.ts'
import { createDashboard, type Dashboard } from '../../../dashboard/server/dashboard.ts'
import { simulatedUpstream } from '../../../simulator/world/dashboard/upstream.ts'
import { createStripeSimulator } from '../../../simulator/stripe/simulator.ts'
import { withToken } from '../../../dashboard/loopback/token.ts'
import { findBrowser, howToGetBrowser, launchBrowser } from '../../worlds/browser/chromium.ts'
import { fixture, secrets, withSdk } from '../../worlds/browser/app-preview.ts'

/** Everything the embedding page has to do, without a framework. */
const script = `
import { connectDashboard, mountExtension } from '/dashboard/host.js'
const connection = await connectDashboard('/dashboard')
const { facts } = connection
const place = { viewer: 'support', environment: 'live' }
const log = []
const show = (id, component) => mountExtension(document.getElementById(id), {
  view: facts.manifest.ui_extension.views.find((view) => view.component === component),
  manifest: facts.manifest,
  mode: connection.mode(place),
  userContext: connection.userContext(place),
  objectContext: { id: 'cus_1', object: 'customer' },
  sandboxUrl: facts.sandboxUrl,
  extensionUrl: new URL(facts.extensionUrl, location.href).href,
  services: {
    ...connection.services(() => place),
    navigate: () => {}, refresh: () => {}, copy: async () => {}, log: (event) => log.push(event),
  },
})
window.mounted = { one: show('one', 'Storage'), two: show('two', 'Storage'), calls: show('calls', 'Calls'), log }
`
const page = `<!doctype html><head><title>Another page</title><link rel="stylesheet" href="/dashboard/host-parts.css">
<div id="one"></div><div id="two"></div><div id="calls"></div><script type="module" src="/page.js"></script>`

let app: OpenedApp
let dashboard: Dashboard
let browser: Browser
const server = createServer((request, response) => {
  const { port } = server.address() as AddressInfo
  const answer = async () => {
    if (await dashboard.handle(request, response, port)) return
    const isScript = request.url === '/page.js'
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' })
    response.end(isScript ? script : withToken(page, dashboard.token))
  }
  void answer()
})

beforeAll(async () => {
  withSdk()
  const path = await findBrowser()
  if (path === undefined) throw new Error(howToGetBrowser)
  browser = await launchBrowser(path)
  const simulator = createStripeSimulator()
  app = await openApp({ folder: fixture })
  dashboard = createDashboard({
    app,
    upstream: simulatedUpstream(simulator),
    account: { id: simulator.accounts.eu, name: 'Kelpie Coffee', country: 'DE' },
    signingSecrets: () => secrets,
    prefix: '/dashboard',
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await browser?.close()
  dashboard.close()
  await app.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

test('two views of one app share their storage, and a third signs and reads as its viewer', async () => {
  const shown = await browser.newPage()
  await shown.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  await shown.locator('#one').getByRole('button', { name: 'Keep' }).click()
  await shown.locator('#two').getByText('kept: by stripe.dashboard.drawer.default').waitFor()
  const calls = shown.locator('#calls')
  await calls.getByText('Noor Haddad in live at stripe.dashboard.customer.detail on cus_1').waitFor()
  await calls.getByRole('button', { name: 'signRoles' }).click()
  await calls.getByText('[signRoles] t=').waitFor()
  await shown.evaluate('mounted.calls.update({ objectContext: { id: "cus_2", object: "customer" } })')
  await calls.getByText('on cus_2').waitFor()
  await shown.evaluate('mounted.two.unmount()')
  expect(await shown.locator('#two *').count()).toBe(0)
  expect(await shown.evaluate('mounted.log.filter(({ type }) => type === "error").length')).toBe(0)
})
