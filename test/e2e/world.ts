// The whole world for browser tests: the preview in this process, a real Chromium, the page and the sidebar in it.

import { afterAll, beforeAll } from 'vitest'
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core'
import { startPreview, type Preview } from '../../cli/commands/preview.ts'
import { findBrowser, howToGetBrowser, launchBrowser } from './browser.ts'

export const browserPath = await findBrowser()
if (!browserPath) process.stderr.write(`${howToGetBrowser} The browser tests are skipped.\n`)

/** What went wrong in a page without anybody asking: script errors, blocked by policy. */
export type Trouble = string[]

export type World = { page: Page; trouble: Trouble; sidebar: () => Promise<Frame>; preview: Preview }

/** One preview and one browser for a file of tests; `open` gives each test a fresh page. */
export function useWorld(): { open: (options?: BrowserContextOptions) => Promise<World>; preview: () => Preview } {
  let preview: Preview | undefined
  let browser: Browser | undefined
  beforeAll(async () => {
    if (!browserPath) return
    preview = await startPreview({ PORT: '0' }, { quiet: true })
    browser = await launchBrowser(browserPath)
  })
  afterAll(async () => {
    await browser?.close()
    await preview?.close()
  })
  const running = () => {
    if (!preview) throw new Error('The preview has not started')
    return preview
  }
  return {
    preview: running,
    open: async (options = {}) => {
      if (!browser) throw new Error('The browser has not started')
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', ...options })
      return openWorld(await context.newPage(), running())
    },
  }
}

async function openWorld(page: Page, preview: Preview): Promise<World> {
  const trouble: Trouble = []
  page.on('pageerror', (error) => trouble.push(`script error: ${error.message}`))
  page.on('console', (line) => {
    if (line.type() === 'error' && !/Failed to load resource|net::ERR/.test(line.text())) trouble.push(line.text())
  })
  await page.goto(preview.url)
  await page.waitForFunction(() => 'world' in window)
  const sidebar = async () => {
    const handle = await page.waitForSelector('iframe[src*="/sidebar/"]')
    const frame = await handle.contentFrame()
    if (!frame) throw new Error('The sidebar has no frame')
    await frame.waitForSelector('[data-state]')
    return frame
  }
  return { page, trouble, sidebar, preview }
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

/** Waits until the sidebar shows a state, and all of it has arrived. */
export async function settled(frame: Frame, state: string): Promise<void> {
  await frame.waitForSelector(`[data-state="${state}"]:not([data-busy])`, { timeout: 10_000 })
}
