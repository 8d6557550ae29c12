// The Dashboard's components: every one is drawn, accessible in light and dark, fits a narrow drawer and works by keyboard.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  experimentalNames,
  intrinsicNames,
  nextNames,
  uiNames,
} from '../../../dashboard/components/sdk-names.ts'
import { useGallery } from '../../worlds/browser/component-gallery.ts'

declare global {
  interface Window {
    axe: {
      run: (options?: object) => Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }>
    }
  }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const gallery = useGallery()
const { show, lastCall } = gallery

test('draws every component name that an extension can use, and no other', async () => {
  const { names } = await gallery.list()
  const known = new Set<string>([...uiNames, ...nextNames, ...experimentalNames, ...intrinsicNames])
  expect(names.toSorted()).toEqual([...known].toSorted())
})

describe('axe finds nothing', () => {
  for (const theme of ['light', 'dark']) {
    test(`on any screen, ${theme}`, async () => {
      const { screens } = await gallery.list()
      const found: string[] = []
      for (const screen of screens) {
        await show(screen, { theme })
        // Injected through the debugger, which the policy does not block.
        await gallery.page().evaluate(axe)
        const { violations } = await gallery.page().evaluate(() =>
          window.axe.run({
            resultTypes: ['violations'],
            rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
          }),
        )
        found.push(
          ...violations.map(
            ({ id, nodes }) => `${screen} ${id} ${nodes.map(({ target }) => target.join()).join(' ')}`,
          ),
        )
      }
      expect(found).toEqual([])
    })
  }
})

test('no screen scrolls sideways in a drawer of 320 pixels', async () => {
  const { screens } = await gallery.list()
  const wide: string[] = []
  for (const screen of screens) {
    await show(screen, { width: '320' })
    const over = await gallery
      .page()
      .evaluate(() =>
        [...document.querySelectorAll('.sd-view-body, .sd-page, .gallery-frame')].some(
          (part) => part.scrollWidth > part.clientWidth,
        ),
      )
    if (over) wide.push(screen)
  }
  expect(wide).toEqual([])
})

describe('buttons, links and menus', () => {
  beforeEach(() => show('buttons'))

  test('a press is sent as plain data', async () => {
    await gallery.page().getByRole('button', { name: 'Approve' }).click()
    expect(await lastCall('press')).toEqual({
      type: 'press',
      pointerType: 'mouse',
      altKey: false,
      ctrlKey: false,
      metaKey: false,
      shiftKey: false,
    })
  })

  test('a link to a Dashboard route is handled by the page, without navigating away', async () => {
    await gallery.page().getByRole('link', { name: 'A customer' }).click()
    expect(await lastCall('navigate')).toEqual({ name: 'customerDetails', params: { customerId: 'cus_1' } })
    expect(gallery.page().url()).toContain('screen=buttons')
  })

  test('a script URL is not a link', async () => {
    expect(await gallery.page().locator('[href^="javascript"]').count()).toBe(0)
    expect(
      await gallery
        .page()
        .getByText('a link that leads nowhere')
        .evaluate((words) => words.tagName),
    ).toBe('SPAN')
  })

  test('a menu is opened, navigated and closed by keyboard', async () => {
    const trigger = gallery.page().getByRole('button', { name: 'Actions', exact: true })
    await trigger.focus()
    await gallery.page().keyboard.press('Enter')
    expect(await trigger.getAttribute('aria-expanded')).toBe('true')
    await gallery.page().keyboard.press('ArrowDown')
    await gallery.page().keyboard.press('Enter')
    expect(await lastCall('menu')).toBe('refund')
    expect(await gallery.page().getByRole('menu').count()).toBe(0)
    await gallery.page().keyboard.press('ArrowDown')
    await gallery.page().keyboard.press('Escape')
    expect(await gallery.page().getByRole('menu').count()).toBe(0)
    expect(await trigger.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  test('buttons that do not fit move into a menu', async () => {
    expect(await gallery.page().getByRole('button', { name: 'Archive order' }).count()).toBe(0)
    await gallery.page().getByRole('button', { name: 'More actions' }).click()
    expect(await gallery.page().getByRole('button', { name: 'Archive order' }).isVisible()).toBe(true)
  })

  test('a tooltip shows on focus and is linked to what it describes', async () => {
    const target = gallery.page().getByRole('button', { name: 'Point here' })
    await target.focus()
    await gallery.page().getByRole('tooltip').waitFor()
    expect(await target.getAttribute('aria-describedby')).toBe(
      await gallery.page().getByRole('tooltip').getAttribute('id'),
    )
    await gallery.page().keyboard.press('Escape')
    expect(await gallery.page().getByRole('tooltip').count()).toBe(0)
  })
})

describe('views', () => {
  test('a focus view traps the focus, asks before closing, and returns the focus', async () => {
    await show('focus')
    const dialog = gallery.page().getByRole('dialog', { name: 'Approve return' })
    for (let step = 0; step < 12; step++) {
      await gallery.page().keyboard.press('Tab')
      expect(await dialog.evaluate((view) => view.contains(document.activeElement))).toBe(true)
    }
    await gallery.page().keyboard.press('Escape')
    await gallery.page().getByRole('alertdialog', { name: 'Leave without refunding?' }).waitFor()
    await gallery.page().keyboard.press('Escape')
    expect(await gallery.page().getByRole('alertdialog').count()).toBe(0)
    expect(await dialog.isVisible()).toBe(true)
    await gallery.page().getByRole('button', { name: 'Close' }).click()
    await gallery.page().getByRole('button', { name: 'Leave' }).click()
    expect(await dialog.count()).toBe(0)
    const opener = gallery.page().getByRole('button', { name: 'Approve return' })
    await opener.click()
    await gallery.page().getByRole('button', { name: 'Continue' }).click()
    expect(await opener.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  test('settings submit their named fields', async () => {
    await show('settings')
    await gallery.page().getByLabel('Gateway').fill('https://other.example.com/')
    await gallery.page().getByRole('button', { name: 'Save' }).click()
    expect(await lastCall('save')).toEqual({ gateway: 'https://other.example.com/', shipments: 'yes' })
  })

  test('the sign-in view explains the app in a dialog', async () => {
    await show('sign-in')
    await gallery.page().getByRole('button', { name: 'Learn more' }).click()
    await gallery.page().getByRole('dialog', { name: 'What Shipping Desk does' }).waitFor()
  })

  test('finished onboarding notifies the page', async () => {
    await show('onboarded')
    await expect.poll(() => lastCall('onboardingCompleted')).toBe(null)
  })
})

describe('tables, lists and tabs', () => {
  test('a list row is pressed by keyboard', async () => {
    await show('lists')
    await gallery
      .page()
      .getByRole('button', { name: /^Linen shirt/ })
      .press('Enter')
    expect(await lastCall('list')).toBe('one')
  })

  test('tabs follow the arrow keys', async () => {
    await show('tabs')
    await gallery.page().getByRole('tab', { name: 'Items' }).focus()
    await gallery.page().keyboard.press('ArrowRight')
    expect(await gallery.page().getByRole('tabpanel').first().textContent()).toBe('Nothing happened.')
    await gallery.page().getByRole('tab', { name: 'Next two' }).click()
    expect(await gallery.page().getByText('Content of the second.').isVisible()).toBe(true)
  })

  test('rows can be paged, ticked, pressed and acted on', async () => {
    await show('data', { width: '800' })
    const table = gallery.page().locator('.sd-data-table').first()
    expect(await table.getByText('1–3 of 7 results').isVisible()).toBe(true)
    await table.getByRole('checkbox', { name: 'Select row ship_1043' }).click()
    expect(Object.keys((await lastCall('batch')) as object)).toEqual(['ship_1043'])
    await table.getByText('Delivered').click()
    expect(await lastCall('row')).toMatchObject({ id: 'ship_1043' })
    await table.getByRole('button', { name: 'Actions for ship_1042' }).click()
    await gallery.page().getByRole('menuitem', { name: 'Refund' }).click()
    expect(await lastCall('refund')).toMatchObject({ id: 'ship_1042' })
    await table.getByRole('button', { name: 'Next' }).click()
    expect(await lastCall('page')).toBe(2)
    expect(await table.getByText('Misaki Ito').isVisible()).toBe(true)
  })

  test('columns can be moved and resized by keyboard', async () => {
    await show('data', { width: '800' })
    await gallery
      .page()
      .getByRole('button', { name: /^Status, move/ })
      .press('Shift+ArrowRight')
    const order = (await lastCall('order')) as { key: string }[]
    expect(order.map(({ key }) => key).slice(0, 3)).toEqual(['name', 'amount', 'status'])
    const width = () =>
      gallery
        .page()
        .getByRole('columnheader', { name: /^Amount/ })
        .evaluate((cell) => (cell as HTMLElement).offsetWidth)
    const before = await width()
    await gallery.page().getByRole('separator', { name: 'Width of Amount' }).press('ArrowRight')
    expect(await width()).toBeGreaterThan(before)
  })
})
