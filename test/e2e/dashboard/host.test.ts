// A real extension in the simulated Dashboard: each of the host's calls, the router, the storage and the isolation.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { Stripe } from 'stripe'
import { expect, test } from 'vitest'
import { openApp } from '../../../dashboard/app/open-app.ts'
import { openPreview } from '../../../dashboard/package/preview.ts'
import {
  copyFixture,
  fixture,
  openPreviewPage,
  secrets,
  useDashboard,
  withSdk,
} from '../../worlds/browser/app-preview.ts'

const dashboard = useDashboard()
const body = '.extension-body'

/** Presses the button of a call and reads the answer the extension shows. */
async function call(page: Page, name: string): Promise<string> {
  await page.locator(body).getByRole('button', { name, exact: true }).click()
  const answer = page.locator(body).getByText(`[${name}] `)
  return ((await answer.textContent()) ?? '').slice(name.length + 3)
}

const firstReady = (page: Page) =>
  page.waitForFunction(() => window.preview?.log().some(({ type }) => type === 'ready'))

const calls = () => dashboard.show('customer.detail')

test('an extension gets its context: viewer, mode, viewport, object, constants and permissions', async () => {
  const page = await dashboard.show('customer.detail', { id: 'cus_chosen', object: 'customer' })
  const text = await page.locator(body).innerText()
  expect(text).toContain(
    'Mara Silva in test at stripe.dashboard.customer.detail on cus_chosen, sandbox false, http://localhost:4/allowed, {}, customer_read,invoice_read,secret_write,user_email_read',
  )
})

test('another object of the same kind reaches the extension without remounting it', async () => {
  const page = await calls()
  await call(page, 'permissions')
  const invoices = await page.evaluate(() => window.preview?.objects('customer'))
  expect(invoices?.length).toBeGreaterThan(1)
  const second = invoices?.[1]?.id ?? ''
  await page.getByLabel('Object').selectOption(`customer:${second}`)
  await page.locator(body).getByText(`on ${second}`).waitFor()
  // The extension has kept its state.
  expect(await page.locator(body).getByText('[permissions]').count()).toBe(1)
})

test('the embedded key is not offered, as in the Dashboard', async () => {
  const page = await calls()
  expect(await call(page, 'supports')).toBe('false')
  expect(await call(page, 'embedded')).toContain('rejected: There is no embedded key')
})

test('a signature has one value per active secret over the payload, the user and the account', async () => {
  const page = await calls()
  const header = await call(page, 'sign')
  expect(header).toMatch(/^t=\d{10},v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/)
  const signed = JSON.stringify({
    op: 'x',
    nonce: 1,
    user_id: 'usr_Previewadmin',
    account_id: 'acct_1KelpieCoffeeEU0',
  })
  const { signature } = new Stripe('sk_test_unused').webhooks
  for (const secret of secrets) expect(signature?.verifyHeader(signed, header, secret, 300)).toBe(true)
  expect(() => signature?.verifyHeader(signed, header, 'absec_another0123456789', 300)).toThrow()
})

test('roles are signed if the viewer has them, and refused otherwise', async () => {
  const page = await calls()
  expect(await call(page, 'signRoles')).toMatch(/^t=/)
  expect(await call(page, 'signForeignRole')).toContain("does not have the role 'super_admin'")
})

test('Stripe is read through the page, with the permissions of the manifest', async () => {
  const page = await calls()
  expect(await call(page, 'read')).toMatch(/^200 .*"object":"customer"/)
  expect(await call(page, 'client')).toBe('200')
  expect(await call(page, 'readExpanded')).toMatch(
    /^403 The provided key .* does not have the required permissions .* 'rak_subscription_read'/,
  )
  expect(await call(page, 'write')).toMatch(/^403 .* 'rak_customer_write' permission would allow/)
})

test('a view-only viewer cannot write, regardless of the app’s permissions', async () => {
  const page = await calls()
  expect(await call(page, 'store')).toMatch(/^200/)
  await page.evaluate(() => window.preview?.viewer('view_only'))
  expect(await page.locator(body).innerText()).toContain('Jonas Brandt')
  expect(await call(page, 'store')).toMatch(/^403 Your account role \(View only\)/)
})

test('the secret store returns a user’s own secret, and nobody else’s', async () => {
  const page = await calls()
  expect(await call(page, 'secret')).toMatch(/^200 .*"payload":"hush"/)
  expect(await call(page, 'foreignSecret')).toMatch(/^400 You may only access secrets of the signed-in user/)
})

test('an app with the permission gets the viewer’s e-mail address', async () => {
  const page = await calls()
  expect(await call(page, 'email')).toBe('mara@kelpie.example')
})

test('a PKCE state comes with its challenge, and the verifier is withheld until the person returns', async () => {
  const page = await calls()
  const { state, challenge } = JSON.parse(await call(page, 'oauth')) as { state: string; challenge: string }
  expect([state, challenge]).toEqual(['conn_1', expect.stringMatching(/^[\w-]{43}$/)])
  await page.goto(`${dashboard.preview().url}apps-oauth/com.example.every-call?code=c0de&state=${state}`)
  await page.locator(body).getByText('Mara Silva').waitFor()
  expect(new URL(page.url()).search).toBe('')
})

test('a returned sign-in reaches the view in the drawer once', async () => {
  const page = await dashboard.open()
  await page.goto(`${dashboard.preview().url}test/apps-oauth/com.example.every-call?error=access_denied`)
  const back = page.locator(body).getByText('back: {')
  expect(await back.textContent()).toBe('back: {"error":"access_denied"}')
})

test('the clipboard, a refresh of the surrounding page, and toasts work', async () => {
  const page = await calls()
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  expect(await call(page, 'copy')).toBe('copied')
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('copied text')
  expect(await call(page, 'refresh')).toBe('refreshed')
  expect(await call(page, 'toast')).toBe('shown')
  const toasts = page.locator('.sd-host-toasts')
  await toasts.getByText('Saved').waitFor()
  expect(await toasts.getByText('Saving').count()).toBe(0)
  await toasts.getByRole('button', { name: 'Undo' }).click()
  await page.locator(body).getByText('[undone] yes').waitFor()
  await toasts.getByRole('button', { name: 'Dismiss' }).click()
  await toasts.getByText('Saved').waitFor({ state: 'detached' })
})

test('permissions and sources are answered from the manifest', async () => {
  const page = await calls()
  expect(await call(page, 'permissions')).toBe(
    '["customer_read","invoice_read","secret_write","user_email_read"]',
  )
  expect(await call(page, 'permission')).toBe('[true,false]')
  expect(await call(page, 'source')).toBe('[true,false]')
})

test('a route to an object opens it, and a route to another page says where it would lead', async () => {
  const page = await calls()
  await page.locator(body).getByRole('button', { name: 'navigate', exact: true }).click()
  await page.getByText('The Dashboard would now open the page “customers”.').waitFor()
  await page.locator(body).getByRole('button', { name: 'navigateObject', exact: true }).click()
  await page.locator(body).getByText('on cus_elsewhere').waitFor()
  expect(await page.locator(body).innerText()).toContain('{"from":"here"}')
})

test('the log shows every call with its arguments, answer and time', async () => {
  const page = await calls()
  await call(page, 'permission')
  const log = await page.evaluate(() => window.preview?.log().filter((event) => event.type === 'call'))
  expect(log).toMatchObject([
    { name: 'isPermissionAuthorized', args: ['customer_read'], ok: true, answer: true },
    { name: 'isPermissionAuthorized', args: ['charge_read'], ok: true, answer: false },
  ])
})

test('a full page has its own routes and search parameters', async () => {
  const page = await dashboard.show('fullpage')
  const extension = page.locator(body)
  await extension.getByText('home, filter none').waitFor()
  await extension.getByRole('button', { name: 'Filter' }).click()
  await extension.getByText('home, filter open').waitFor()
  await extension.getByRole('button', { name: 'Open item' }).click()
  await extension.getByText('item a b of route item').waitFor()
})

test('the next view reads what one view stored', async () => {
  const page = await dashboard.show('drawer.default')
  await page.locator(body).getByText('kept: nothing').waitFor()
  await page.locator(body).getByRole('button', { name: 'Keep' }).click()
  await page.locator(body).getByText('kept: by stripe.dashboard.drawer.default').waitFor()
  await page.evaluate(() => window.preview?.show('settings'))
  await page.locator(body).getByText('kept: by stripe.dashboard.drawer.default').waitFor()
})

test('typing fast into a controlled field loses nothing, and the caret stays', async () => {
  const page = await dashboard.show('product.detail')
  const field = page.locator(body).getByLabel('Note')
  await field.pressSequentially('order 42 arrived late')
  expect(await field.inputValue()).toBe('order 42 arrived late')
  await page.locator(body).getByText('heard: order 42 arrived late').waitFor()
  for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowLeft')
  await page.keyboard.type('very ')
  expect(await field.inputValue()).toBe('order 42 arrived very late')
})

test('a view that throws shows its error with source lines, and the page keeps working', async () => {
  const page = await dashboard.open()
  const shown = page.evaluate(() => window.preview?.show('invoice.detail'))
  await expect(shown).rejects.toThrow('The view is broken on purpose')
  const failure = page.locator('.sd-host-failure')
  expect(await failure.innerText()).toContain('The view is broken on purpose')
  await failure.getByText('src/views/Fails.tsx:4').first().waitFor()
  await page.evaluate(() => window.preview?.show('product.detail'))
  expect(await page.locator(body).getByLabel('Note').count()).toBe(1)
})

test('showing a view reports the result of that view, not of an earlier one still being drawn', async () => {
  const page = await dashboard.open()
  await page.route('**/services/objects', async (route) => {
    // The earlier view becomes ready only now, after the next one was requested.
    if (route.request().postData()?.includes('"invoice"')) await firstReady(page)
    await route.continue()
  })
  const shown = page.evaluate(() => window.preview?.show('invoice.detail'))
  await expect(shown).rejects.toThrow('The view is broken on purpose')
})

test('a backend sees the same as in production: origin null, a preflight, no cookie', async () => {
  const heard: { method: string; origin: string; cookie: boolean }[] = []
  const backend = createServer(({ method = '', headers }, response) => {
    heard.push({ method, origin: headers.origin ?? 'none', cookie: 'cookie' in headers })
    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'content-type' }
    response.writeHead(200, cors).end('fine')
  })
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve))
  const { port } = backend.address() as AddressInfo
  const { folder, remove } = copyFixture()
  for (const file of ['stripe-app.dev.json', 'src/views/Isolation.tsx']) {
    const path = join(folder, file)
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll('localhost:4/', `localhost:${port}/`))
  }
  const preview = await openPreview({ folder, manifest: 'stripe-app.dev.json' })
  try {
    const page = await openPreviewPage(dashboard.browser(), preview.url)
    await page.evaluate(() => window.preview?.show('home.overview'))
    await page.locator(body).getByRole('button', { name: 'Try everything' }).click()
    await page.locator(body).getByText('[allowedFetch] got').waitFor()
    expect(heard).toEqual([
      { method: 'OPTIONS', origin: 'null', cookie: false },
      { method: 'POST', origin: 'null', cookie: false },
    ])
    const requests = await page.evaluate(() =>
      window.preview?.log().filter((event) => event.type === 'request'),
    )
    expect(requests).toContainEqual(expect.objectContaining({ method: 'POST', status: 200 }))
  } finally {
    await preview.close()
    backend.close()
    backend.closeAllConnections()
    remove()
  }
})

test('a bundle from the Stripe CLI is shown unchanged, without sources', async () => {
  const { folder, remove } = copyFixture()
  const app = await openApp({ folder })
  mkdirSync(join(folder, '.build'))
  writeFileSync(join(folder, '.build/ext.js'), app.state().code)
  await app.close()
  rmSync(join(folder, 'src'), { recursive: true })
  const preview = await openPreview({ folder })
  try {
    const page = await openPreviewPage(dashboard.browser(), preview.url)
    await page.evaluate(() => window.preview?.show('product.detail'))
    await page.locator(body).getByLabel('Note').waitFor()
    expect(await page.locator(body).getByLabel('Note').count()).toBe(1)
  } finally {
    await preview.close()
    remove()
  }
})

test('a saved file appears on the page', async () => {
  withSdk()
  const { folder, remove } = copyFixture()
  const preview = await openPreview({ folder, watch: true })
  try {
    const page = await openPreviewPage(dashboard.browser(), preview.url)
    await page.evaluate(() => window.preview?.show('product.detail'))
    const file = join(folder, 'src/views/Fields.tsx')
    const source = readFileSync(file, 'utf8')
    writeFileSync(file, source.replace('heard:', 'understood:'))
    await page.locator(body).getByText('understood:').waitFor()
    writeFileSync(file, `${source}\nconst broken = (`)
    await page.getByText('The latest files do not build').waitFor()
    await page.locator(body).getByLabel('Note').waitFor()
    expect(await page.locator(body).getByLabel('Note').count()).toBe(1)
    writeFileSync(file, source)
    await page.locator(body).getByText('heard:').waitFor()
    expect(await page.getByText('The latest files do not build').count()).toBe(0)
  } finally {
    await preview.close()
    remove()
  }
})

test('the headless command prints one line with the address, and stops on a signal', async () => {
  const args = ['cli/main.ts', 'stripe-app', 'preview', fixture, '--headless-port', '0', '--view', 'settings']
  const child = spawn(process.execPath, args, { env: process.env, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { url, signingSecrets } = JSON.parse(line.toString()) as { url: string; signingSecrets: string[] }
  expect(signingSecrets).toEqual([expect.stringMatching(/^absec_preview\w{16,}$/)])
  const page = await openPreviewPage(dashboard.browser(), url)
  await page.locator('[data-viewport="settings"]').waitFor()
  child.kill('SIGTERM')
  const [code] = (await once(child, 'exit')) as [number]
  expect(code).toBe(0)
})
