// The Dashboard half of the preview world, for tests: its pages, and the drawer that the Stripe App is drawn in.

import type { Locator, Page } from 'playwright-core'

/** Where the extension is drawn. */
export const drawer = (page: Page): Locator => page.locator('.dash-extension')

/** Opens a page of the Dashboard, by hand. */
export async function openKind(page: Page, kind: string): Promise<void> {
  await page.getByRole('group', { name: 'Page' }).getByRole('button', { name: kind, exact: true }).click()
}
