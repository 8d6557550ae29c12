// One Dashboard preview of a fixture app and one browser for a file of tests; each test gets a fresh page.

import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { WindowPreview } from '../../../dashboard/page/window-api.ts'
import { openPreview, type AppPreview, type AppPreviewOptions } from '../../../dashboard/package/preview.ts'
import { findBrowser, howToGetBrowser, launchBrowser, patienceMs } from './chromium.ts'

export const fixture = new URL('../../fixtures/apps/every-call', import.meta.url).pathname

/** Makes Stripe's SDK available from this repository's app, because a fixture has no packages of its own. */
export const withSdk = (): void => {
  process.env['NODE_PATH'] = new URL('../../../stripe-app/node_modules', import.meta.url).pathname
}

export const secrets = ['absec_previewold0123456789', 'absec_previewnew0123456789']

/** Copies the fixture, so that a test may change it. */
export function copyFixture(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-app-'))
  cpSync(fixture, folder, { recursive: true })
  return { folder, remove: () => rmSync(folder, { recursive: true }) }
}

declare global {
  interface Window {
    preview?: WindowPreview
  }
}

/** Opens the page and waits until it can be controlled. */
export async function openPreviewPage(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB' })
  context.setDefaultTimeout(patienceMs)
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForFunction(() => window.preview !== undefined)
  return page
}

export type OpenDashboard = {
  preview: () => AppPreview
  browser: () => Browser
  open: () => Promise<Page>
  /** Opens a page and shows a view. */
  show: (view: string, objectContext?: { id: string; object: string }) => Promise<Page>
}

export function useDashboard(options: Partial<AppPreviewOptions> = {}): OpenDashboard {
  let preview: AppPreview | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    withSdk()
    const path = await findBrowser()
    if (path === undefined) throw new Error(howToGetBrowser)
    browser = await launchBrowser(path)
    preview = await openPreview({
      folder: fixture,
      manifest: 'stripe-app.dev.json',
      signingSecrets: secrets,
      ...options,
    })
  })
  afterEach(async () => {
    for (const context of browser?.contexts() ?? []) await context.close()
  })
  afterAll(async () => {
    await browser?.close()
    await preview?.close()
  })
  const running = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('The preview has not started')
    return value
  }
  const open = () => openPreviewPage(running(browser), running(preview).url)
  return {
    preview: () => running(preview),
    browser: () => running(browser),
    open,
    async show(view, objectContext) {
      const page = await open()
      await page.evaluate(([name, object]) => window.preview?.show(name, object), [
        view,
        objectContext,
      ] as const)
      return page
    },
  }
}
