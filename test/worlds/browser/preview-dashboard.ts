// The Dashboard half of the preview world, for tests: its pages, and the drawer that the Stripe App is drawn in.

import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { show, world, type World } from './preview.ts'

/** Where the extension is drawn. */
export const drawer = (page: Page): Locator => page.locator('.dash-extension')

/** Opens a page of the Dashboard, by hand. */
export async function openKind(page: Page, kind: string): Promise<void> {
  await page.getByRole('group', { name: 'Page' }).getByRole('button', { name: kind, exact: true }).click()
}

type Open = (options?: BrowserContextOptions & { whole?: boolean }) => Promise<World>

/** Opens the whole page as one of the teammates, at a conversation. */
export const openerOf =
  (open: Open) =>
  async (user: string, id: string, options: BrowserContextOptions = {}): Promise<World> => {
    const opened = await open({ whole: true, ...options })
    await world(opened.page, 'setUser', user)
    await show(opened, id)
    return opened
  }
