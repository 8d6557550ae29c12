// The whole world for browser tests: the preview in this process, a real Chromium, the page and the sidebar in it.

import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Browser, BrowserContext, BrowserContextOptions, Frame, Page } from 'playwright-core'
import { startPreview, type Preview, type PreviewOptions } from '../../../cli/preview/world.ts'
import { findBrowser, howToGetBrowser, launchBrowser, patienceMs } from './chromium.ts'

export const browserPath = await findBrowser()
if (!browserPath) process.stderr.write(`${howToGetBrowser} The browser tests are skipped.\n`)

/** What went wrong in a page without anybody asking: script errors, dialogs, what the policy blocked. */
export type Trouble = string[]

export type World = { page: Page; trouble: Trouble; sidebar: () => Promise<Frame>; preview: Preview }

/** What `open` takes beside the browser's own options. */
type OpenOptions = BrowserContextOptions & {
  /** Not closed after the test. */
  kept?: boolean
  /** With the Dashboard half; most tests are about the sidebar alone. */
  whole?: boolean
  /** Runs on the page before it is loaded. */
  before?: (page: Page) => Promise<void>
}

/** One preview and one browser for a file of tests; `open` gives each test a fresh page with an empty store. */
export function useWorld(options: PreviewOptions = {}): {
  open: (options?: OpenOptions) => Promise<World>
  /** One page for all tests that only look; they are not told apart by what an earlier one left. */
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
      // What a test's route is still answering has nobody to answer any more.
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

/** Calls one of the page's handles for tests: see simulator/world/page/world-global.ts. */
export async function world<T = void>(page: Page, method: string, ...args: unknown[]): Promise<T> {
  return page.evaluate(
    ([name, given]) => {
      const handles = (window as unknown as { world: Record<string, (...args: unknown[]) => unknown> }).world
      return handles[name]?.(...given)
    },
    [method, args] as const,
  ) as Promise<T>
}

/** What the sidebar did in Missive with one method: the arguments of each call. */
export async function did(page: Page, method: string): Promise<unknown[][]> {
  const deeds = await world<{ method: string; args: unknown[] }[]>(page, 'did')
  return deeds.filter((deed) => deed.method === method).map((deed) => deed.args)
}

/** Waits until the sidebar shows a state, and all of it has arrived. */
export async function settled(frame: Frame, state: string): Promise<void> {
  await frame.waitForSelector(`[data-state="${state}"]:not([data-busy])`)
}

/** Opens a conversation from an empty selection, so that nothing of the one before can be taken for it. */
export async function show({ page, sidebar }: World, id: string, state = 'panel'): Promise<Frame> {
  const frame = await sidebar()
  await world(page, 'select', [])
  await frame.waitForSelector('[data-state="empty"] >> text=Select one conversation')
  await world(page, 'select', [id])
  await frame.waitForSelector('text=Select one conversation', { state: 'detached' })
  await settled(frame, state)
  return frame
}

/** Does something that makes a new iframe, and waits for it. */
export async function renewed(opened: World, act: () => Promise<unknown>): Promise<Frame> {
  const before = await opened.sidebar()
  const gone = opened.page.waitForEvent('framedetached', { predicate: (frame) => frame === before })
  await act()
  await gone
  return opened.sidebar()
}

/** Puts these into the user's store in Missive, and nothing else, and loads the sidebar anew. */
export async function withStore(opened: World, store: Record<string, unknown>): Promise<Frame> {
  await opened.sidebar()
  await world(opened.page, 'clearStore')
  for (const [key, value] of Object.entries(store)) await world(opened.page, 'setStore', key, value)
  return renewed(opened, () => world(opened.page, 'reloadSidebar'))
}

/** In the page: keeps what notices said. They are gone after some seconds, which a busy machine may take to look. */
function recordNotices(): void {
  const said: string[] = []
  Object.defineProperty(window, 'notices', { value: said })
  new MutationObserver(() => {
    const text = document.querySelector('.ts-notice')?.textContent
    if (text && text !== said.at(-1)) said.push(text)
  }).observe(document, { subtree: true, childList: true, characterData: true })
}

/** Waits until a notice has said this, whether or not it is still there. */
export async function noticed(frame: Frame, words: string): Promise<void> {
  await frame.waitForFunction(
    (wanted) => (window as unknown as { notices: string[] }).notices.some((text) => text.includes(wanted)),
    words,
  )
}

/** Opens every fold of the sidebar, and waits until what is in each is drawn: that happens only then. */
export async function openFolds(frame: Frame): Promise<void> {
  await frame.waitForFunction(() => {
    const closed = [...document.querySelectorAll('details:not([open])')]
    for (const fold of closed) fold.setAttribute('open', '')
    // What is asked for when it is opened is awaited.
    return [...document.querySelectorAll('details')].every(
      (fold) => fold.open && fold.childElementCount > 1 && fold.getAttribute('aria-busy') !== 'true',
    )
  })
}

/** All text in the sidebar. */
export async function textOf(frame: Frame): Promise<string> {
  return (await frame.locator('main').innerText()).replaceAll('\u00a0', ' ')
}
