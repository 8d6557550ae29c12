// The Dashboard half of the preview, for tests: its pages, and the drawer in which the Stripe App is drawn.

import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { show, world, type World } from './preview.ts'

/** Where the extension is drawn. */
export const drawer = (page: Page): Locator => page.locator('.dash-extension')

/** Opens a page of the Dashboard with a click. */
export async function openKind(page: Page, kind: string): Promise<void> {
  await page.getByRole('group', { name: 'Page' }).getByRole('button', { name: kind, exact: true }).click()
}

type Open = (options?: BrowserContextOptions & { whole?: boolean }) => Promise<World>

/** Opens the whole preview as one of the teammates, at a conversation. */
export const openerOf =
  (open: Open) =>
  async (user: string, id: string, options: BrowserContextOptions = {}): Promise<World> => {
    const opened = await open({ whole: true, ...options })
    await world(opened.page, 'setUser', user)
    await show(opened, id)
    return opened
  }
