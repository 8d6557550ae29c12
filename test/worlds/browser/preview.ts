// The setup for browser tests: the preview in this process, a real Chromium, and the page with the sidebar in it.

import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Browser, BrowserContext, BrowserContextOptions, Frame, Page } from 'playwright-core'
import { startPreview, type Preview, type PreviewOptions } from '../../../cli/preview/world.ts'
import { findBrowser, howToGetBrowser, launchBrowser, patienceMs } from './chromium.ts'

export const browserPath = await findBrowser()
if (!browserPath) process.stderr.write(`${howToGetBrowser} The browser tests are skipped.\n`)

/** Unexpected problems of a page: script errors, dialogs, requests that the policy blocked. */
export type Trouble = string[]

export type World = { page: Page; trouble: Trouble; sidebar: () => Promise<Frame>; preview: Preview }

/** The options of `open`, in addition to the browser's. */
type OpenOptions = BrowserContextOptions & {
  /** Keeps the page open after the test. */
  kept?: boolean
  /** Includes the Dashboard half; most tests are about the sidebar alone. */
  whole?: boolean
  /** Runs on the page before it is loaded. */
  before?: (page: Page) => Promise<void>
}

/** One preview and one browser for a file of tests; `open` creates a new page with an empty store. */
export function useWorld(options: PreviewOptions = {}): {
  open: (options?: OpenOptions) => Promise<World>
  /** One page for all read-only tests, which do not depend on what an earlier one left. */
  shared: () => Promise<World>
  preview: () => Preview
} {
  let preview: Preview | undefined
  let browser: Browser | undefined
  const contexts: BrowserContext[] = []
  let common: Promise<World> | undefined
  beforeAll(async () => {
    if (!browserPath) return
    preview = await startPreview({ PORT: '0' }, { quiet: true, ...options })
    browser = await launchBrowser(browserPath)
  })
  afterEach(async () => {
    preview?.control('none')
    for (const context of contexts.splice(0)) {
      // Ends intercepted requests that the test is still answering.
      for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' })
      await context.close()
    }
  })
  afterAll(async () => {
    await browser?.close()
    await preview?.close()
  })
  const running = () => {
    if (!preview) throw new Error('The preview has not started')
    return preview
  }
  const openPage = async ({ before, kept = false, whole = false, ...given }: OpenOptions = {}) => {
    if (!browser) throw new Error('The browser has not started')
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      locale: 'en-GB',
      ...given,
    })
    if (!kept) contexts.push(context)
    context.setDefaultTimeout(patienceMs)
    const page = await context.newPage()
    await page.addInitScript(recordNotices)
    await before?.(page)
    return openWorld(page, running(), whole)
  }
  return { preview: running, open: openPage, shared: () => (common ??= openPage({ kept: true })) }
}

async function openWorld(page: Page, preview: Preview, whole: boolean): Promise<World> {
  const trouble: Trouble = []
  page.on('pageerror', (error) => trouble.push(`script error: ${error.message}`))
  page.on('console', (line) => {
    if (line.type() === 'error' && !/Failed to load resource|net::ERR/.test(line.text()))
      trouble.push(line.text())
  })
  page.on('dialog', (dialog) => {
    trouble.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(whole ? preview.url : `${preview.url}?only=inbox`)
  await page.waitForFunction(() => 'world' in window)
  return { page, trouble, sidebar: () => sidebarOf(page), preview }
}

async function sidebarOf(page: Page): Promise<Frame> {
  const handle = await page.waitForSelector('iframe[src*="/sidebar/"]')
  const frame = await handle.contentFrame()
  if (!frame) throw new Error('The sidebar has no frame')
  await frame.waitForSelector('[data-state]')
  return frame
}

/** Calls one of the page's test functions; see simulator/world/page/world-global.ts. */
export async function world<T = void>(page: Page, method: string, ...args: unknown[]): Promise<T> {
  return page.evaluate(
    ([name, given]) => {
      const handles = (window as unknown as { world: Record<string, (...args: unknown[]) => unknown> }).world
      return handles[name]?.(...given)
    },
    [method, args] as const,
  ) as Promise<T>
}

/** The arguments of each call that the sidebar made to one of Missive's methods. */
export async function did(page: Page, method: string): Promise<unknown[][]> {
  const deeds = await world<{ method: string; args: unknown[] }[]>(page, 'did')
  return deeds.filter((deed) => deed.method === method).map((deed) => deed.args)
}

/** Waits until the sidebar shows a state and has loaded completely. */
export async function settled(frame: Frame, state: string): Promise<void> {
  await frame.waitForSelector(`[data-state="${state}"]:not([data-busy])`)
}

/** Opens a conversation from an empty selection, so that it cannot be confused with the one before. */
export async function show({ page, sidebar }: World, id: string, state = 'panel'): Promise<Frame> {
  const frame = await sidebar()
  await world(page, 'select', [])
  await frame.waitForSelector('[data-state="empty"] >> text=Select one conversation')
  await world(page, 'select', [id])
  await frame.waitForSelector('text=Select one conversation', { state: 'detached' })
  await settled(frame, state)
  return frame
}

/** Does something that creates a new iframe, and waits for it. */
export async function renewed(opened: World, act: () => Promise<unknown>): Promise<Frame> {
  const before = await opened.sidebar()
  const gone = opened.page.waitForEvent('framedetached', { predicate: (frame) => frame === before })
  await act()
  await gone
  return opened.sidebar()
}

/** Replaces the content of the user's store in Missive and reloads the sidebar. */
export async function withStore(opened: World, store: Record<string, unknown>): Promise<Frame> {
  await opened.sidebar()
  await world(opened.page, 'clearStore')
  for (const [key, value] of Object.entries(store)) await world(opened.page, 'setStore', key, value)
  return renewed(opened, () => world(opened.page, 'reloadSidebar'))
}

/** Runs in the page: records notices, which disappear before a busy machine may have looked at them. */
function recordNotices(): void {
  const notices: string[] = []
  Object.defineProperty(window, 'notices', { value: notices })
  new MutationObserver(() => {
    const text = document.querySelector('.ts-notice')?.textContent
    if (text && text !== notices.at(-1)) notices.push(text)
  }).observe(document, { subtree: true, childList: true, characterData: true })
}

/** Waits until a notice with this text has been shown, even if it has disappeared. */
export async function noticed(frame: Frame, words: string): Promise<void> {
  await frame.waitForFunction(
    (wanted) => (window as unknown as { notices: string[] }).notices.some((text) => text.includes(wanted)),
    words,
  )
}

/** Opens every fold of the sidebar and waits until their contents are drawn. */
export async function openFolds(frame: Frame): Promise<void> {
  await frame.waitForFunction(() => {
    const closed = [...document.querySelectorAll('details:not([open])')]
    for (const fold of closed) fold.setAttribute('open', '')
    // Waits for folds that load on opening.
    return [...document.querySelectorAll('details')].every(
      (fold) => fold.open && fold.childElementCount > 1 && fold.getAttribute('aria-busy') !== 'true',
    )
  })
}

/** All text in the sidebar. */
export async function textOf(frame: Frame): Promise<string> {
  return (await frame.locator('main').innerText()).replaceAll('\u00a0', ' ')
}
