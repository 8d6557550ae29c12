// The Stripe App in the simulated Dashboard: the time from opening a view to its first data, and from saving a file to seeing it.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { openPreview } from '../../dashboard/package/preview.ts'
import { drawer, openerOf, openKind } from '../../test/worlds/browser/preview-dashboard.ts'
import { copyFixture, openPreviewPage, useDashboard } from '../../test/worlds/browser/app-preview.ts'
import { useWorld } from '../../test/worlds/browser/preview.ts'
import { judge } from './figures.ts'

const openAs = openerOf(useWorld().open)
const dashboard = useDashboard()

/** Runs in the page: presses the button and returns the milliseconds until the panel's data is in the drawer. */
const openInvoice = () =>
  new Promise<number>((resolve) => {
    const drawn = document.querySelector('.dash-drawer')
    const button = [...document.querySelectorAll('.kinds button')].find(
      (one) => one.textContent === 'Invoice',
    )
    const startedMs = performance.now()
    new MutationObserver((_, observer) => {
      if (!/return requested|refunded/.test(drawn?.textContent ?? '')) return
      observer.disconnect()
      resolve(performance.now() - startedMs)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
    if (button instanceof HTMLElement) button.click()
  })

test('the first data of a view of Tillside’s own app is in the drawer within 700 ms', async () => {
  const { page } = await openAs('noor', 'conv-tomasz')
  const times: number[] = []
  for (let round = 0; round < 7; round += 1) {
    await openKind(page, 'Product')
    // Waits until this view is complete, because only opening the next one is measured.
    await drawer(page).getByText('Wholesale prices').waitFor()
    await page.waitForLoadState('networkidle')
    times.push(await page.evaluate(openInvoice))
  }
  judge('Stripe App, view opened to first data', times, 700)
})

test('a view of any app is drawn within 700 ms of being opened', async () => {
  const page = await dashboard.open()
  const times: number[] = []
  for (let round = 0; round < 5; round += 1) {
    const shown = await page.evaluate(() => window.preview?.show('customer.detail'))
    times.push(shown?.ms ?? Infinity)
  }
  judge('any app, view opened to drawn', times, 700)
})

test('a saved file appears on the page within a second', async () => {
  const { folder, remove } = copyFixture()
  const preview = await openPreview({ folder, watch: true })
  try {
    const page = await openPreviewPage(dashboard.browser(), preview.url)
    await page.evaluate(() => window.preview?.show('product.detail'))
    const file = join(folder, 'src/views/Fields.tsx')
    const source = readFileSync(file, 'utf8')
    const times: number[] = []
    for (const word of ['understood:', 'followed:', 'taken in:']) {
      const startedMs = performance.now()
      writeFileSync(file, source.replace('heard:', word))
      await page.locator('.extension-body').getByText(word).waitFor()
      times.push(performance.now() - startedMs)
    }
    judge('any app, file saved to drawn', times, 1000)
  } finally {
    await preview.close()
    remove()
  }
})
