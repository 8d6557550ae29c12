// The Dashboard half of the preview: its accessibility, and signing in to other services.

import { describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { drawer, openerOf, openKind } from '../../worlds/browser/preview-dashboard.ts'
import { flaws } from '../../worlds/browser/flaws.ts'
import { browserPath, useWorld, world } from '../../worlds/browser/preview.ts'

/** The pictures of the documents are updated on demand: `UPDATE_PICTURES=1 npx vitest run --project e2e`. */
const pictures = new URL('../../../docs/guide/pictures/', import.meta.url)
const isUpdating = process.env['UPDATE_PICTURES'] === '1'

describe.skipIf(!browserPath)('the Dashboard half', () => {
  const { open } = useWorld()

  const openAs = openerOf(open)

  test.each(['light', 'dark'] as const)('the Dashboard half has no axe violations, in %s', async (theme) => {
    // Without the policy, because axe is itself a script.
    const opened = await openAs('noor', 'conv-tomasz', { bypassCSP: true })
    await world(opened.page, 'setTheme', theme)
    for (const kind of ['Customer', 'Invoice', 'Product', 'Settings']) {
      await openKind(opened.page, kind)
      await drawer(opened.page)
        .getByText(/Tillside/)
        .first()
        .waitFor()
      expect([kind, await flaws(opened.page.mainFrame())]).toEqual([kind, []])
    }
  })

  test('a person signs in to another service, is identified there by name, and signs out again', async () => {
    const opened = await openAs('noor', 'conv-tomasz')
    // The other service opens in a new tab, and returns to the Dashboard there.
    const signIn = async (decision: string): Promise<Page> => {
      await openKind(opened.page, 'Settings')
      const opening = opened.page.context().waitForEvent('page')
      await drawer(opened.page).getByText('Sign in to Kelpie CRM').click()
      const page = await opening
      await page.getByRole('heading', { name: 'Kelpie CRM' }).waitFor()
      await page.getByRole('button', { name: decision }).click()
      await drawer(page).getByText('Kelpie CRM').first().waitFor()
      return page
    }
    const refused = await signIn('Deny')
    await drawer(refused)
      .getByText(/was not completed/)
      .first()
      .waitFor()
    await refused.close()
    await opened.page.reload()
    const page = await signIn('Allow')
    await drawer(page).getByText('Signed in', { exact: true }).waitFor()
    await drawer(page)
      .getByText(/Noor Haddad · since/)
      .waitFor()
    expect(page.url()).not.toMatch(/code=|state=/)
    await page.reload()
    await openKind(page, 'Settings')
    await drawer(page).getByText('Signed in', { exact: true }).waitFor()
    await drawer(page)
      .getByRole('button', { name: /Sign out/ })
      .click()
    await drawer(page).getByText('Signed out', { exact: true }).waitFor()
    expect(opened.trouble).toEqual([])
  })

  test('a wizard opens in the drawer, with the invoice and the conversation beside it', async () => {
    const { page } = await openAs('noor', 'conv-tomasz')
    await openKind(page, 'Invoice')
    await drawer(page).getByText('Return requested: Hand grinder C2').waitFor()
    if (isUpdating) await page.screenshot({ path: new URL('world.png', pictures).pathname, scale: 'css' })
    await drawer(page).getByRole('button', { name: 'Approve and refund…' }).click()
    await drawer(page).getByText('Step 1 of 3: What comes back').waitFor()
    if (isUpdating)
      await drawer(page).screenshot({ path: new URL('wizard.png', pictures).pathname, scale: 'css' })
    await drawer(page).getByRole('button', { name: 'Cancel' }).click()
    await drawer(page).getByText('Return requested: Hand grinder C2').waitFor()
  })
})
