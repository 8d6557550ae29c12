// Every screen of the operator's page at three widths and in both themes: no axe violations, and nothing cut off.

import { mkdir } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { browserPath, useConsole } from '../../worlds/browser/console.ts'
import { flaws, overflow } from '../../worlds/browser/flaws.ts'

const filled = useConsole({ isFilled: true })
const empty = useConsole()
const out = new URL('../out/', import.meta.url)
const pictures = new URL('../../../docs/guide/pictures/', import.meta.url)
const named = new Set(['console-list-1440-light', 'console-event-1440-light'])
const isUpdating = process.env['UPDATE_PICTURES'] === '1'

beforeAll(async () => {
  for (const folder of isUpdating ? [out, pictures] : [out]) await mkdir(folder, { recursive: true })
})

/** Without the policy, which would block axe. */
const given = { viewport: { width: 1440, height: 900 }, bypassCSP: true }

type Screen = { name: string; reach: () => Promise<Page> }
const screens: Screen[] = [
  {
    name: 'list',
    reach: async () => (await filled.enter('/console/events', given)).page,
  },
  {
    name: 'event',
    reach: async () => {
      const { page } = await filled.enter('/console/events?open=evr_dead', given)
      await page.waitForSelector('.pane .tree')
      return page
    },
  },
  {
    name: 'delivery',
    reach: async () => {
      const { page } = await filled.enter('/console/events?open=evr_lost', given)
      await page.waitForSelector('.delivery')
      return page
    },
  },
  {
    name: 'question',
    reach: async () => {
      const { page } = await filled.enter('/console/events?state=dead', given)
      await page.locator('[aria-label^="Replay"]').click()
      await page.waitForSelector('.question')
      return page
    },
  },
  {
    name: 'empty',
    reach: async () => (await empty.enter('/console/', given)).page,
  },
  {
    name: 'sign-in',
    reach: async () => {
      const { page } = await filled.open('/console/', given)
      await page.locator('#secret').fill('a guess that is long enough')
      await page.keyboard.press('Enter')
      await page.waitForSelector('[role=alert]')
      return page
    },
  },
]

const looks = [
  { width: 1440, colorScheme: 'light' },
  { width: 1440, colorScheme: 'dark' },
  { width: 390, colorScheme: 'light' },
  { width: 390, colorScheme: 'dark' },
  { width: 900, colorScheme: 'light' },
] as const

/** Waits until everything has loaded and the layout has adapted to the width. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  )
}

describe.skipIf(!browserPath)(
  'no axe violations and nothing cut off, at every width and in both themes',
  () => {
    test.each(screens)('$name', async ({ name, reach }) => {
      const page = await reach()
      for (const { width, colorScheme } of looks) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        await settled(page)
        const label = `console-${name}-${width}-${colorScheme}`
        const isModal = await page.locator('dialog').count()
        const path = (folder: URL) => new URL(`${label}.png`, folder).pathname
        await page.screenshot({ path: path(out), animations: 'disabled', fullPage: isModal === 0 })
        if (isUpdating && named.has(label))
          await page.screenshot({ path: path(pictures), animations: 'disabled' })
        expect(await flaws(page.mainFrame()), label).toEqual([])
        expect(await overflow(page.mainFrame()), label).toEqual([])
      }
    })
  },
)
