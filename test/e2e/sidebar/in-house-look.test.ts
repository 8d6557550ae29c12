// Every state of in-house panels and actions, light and dark: no axe violations, nothing cut off, and a picture of each.

import { mkdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Frame } from 'playwright-core'
import { activityPanel, featuresPanel, outcomes, shippingPanel } from '../../../web/gallery/actions.ts'
import {
  between,
  pane,
  reachConfirmation,
  run,
  submit,
  wizard,
  type Gateway,
} from '../../worlds/browser/scripted-gateway.ts'
import { flaws, overflow } from '../../worlds/browser/flaws.ts'
import { browserPath, renewed, show, useWorld, world, type World } from '../../worlds/browser/preview.ts'

const { open } = useWorld()
const out = new URL('../out/', import.meta.url)

type Look = { name: string; gateway: Gateway; reach: (frame: Frame) => Promise<unknown> }
const form = async (frame: Frame) => {
  await run(frame)
  await pane(frame, 'form')
}
const ending = (state: keyof typeof outcomes): Look => ({
  name: `action-${state}`,
  gateway: { panels: [shippingPanel()], act: wizard(() => outcomes[state]) },
  reach: async (frame) => {
    await reachConfirmation(frame)
    await frame.locator('[data-confirm]').click()
    await pane(frame, state)
  },
})

const looks: Look[] = [
  {
    name: 'house-shipping',
    gateway: { panels: [shippingPanel()] },
    reach: (frame) => frame.waitForSelector('[data-run]'),
  },
  {
    name: 'house-activity',
    gateway: { panels: [activityPanel()] },
    reach: (frame) => frame.waitForSelector('.ts-segments'),
  },
  {
    name: 'house-features',
    gateway: { panels: [featuresPanel()] },
    reach: async (frame) => {
      await frame.locator('[name=api]').check()
      await frame.locator('[name=members]').fill('25')
    },
  },
  {
    name: 'house-locked',
    gateway: { panels: [featuresPanel({ locked: 'Needs the role Admin.' })] },
    reach: (frame) => frame.waitForSelector('.ts-settings'),
  },
  { name: 'action-form', gateway: { panels: [shippingPanel()], act: wizard() }, reach: form },
  {
    name: 'action-errors',
    gateway: { panels: [shippingPanel()], act: wizard() },
    reach: async (frame) => {
      await form(frame)
      await frame.locator('[name=amount]').fill('200')
      await frame.locator('[value="1"]').uncheck()
      await submit(frame)
    },
  },
  {
    name: 'action-second',
    gateway: { panels: [shippingPanel()], act: wizard() },
    reach: async (frame) => {
      await form(frame)
      await submit(frame)
      await frame.waitForSelector('text=Returned goods')
    },
  },
  { name: 'action-confirm', gateway: { panels: [shippingPanel()], act: wizard() }, reach: reachConfirmation },
  ending('done'),
  ending('refused'),
  ending('failed'),
  ending('working'),
]

beforeAll(() => mkdir(out, { recursive: true }))

/** One page per theme; its gateway's answers change from look to look. */
const pages: Record<string, Promise<World>> = {}
const now: { gateway: Gateway } = { gateway: {} }
const pageFor = (theme: 'light' | 'dark') =>
  (pages[theme] ??= open({
    bypassCSP: true,
    deviceScaleFactor: 2,
    // Wide enough for a sidebar of 520 px in Missive's half.
    viewport: { width: 2200, height: 1000 },
    kept: true,
    before: between(
      {
        get panels() {
          return now.gateway.panels ?? []
        },
        act: (request) => now.gateway.act?.(request),
      },
      { panels: [], actions: [] },
    ),
  }))
afterAll(async () => {
  for (const opened of Object.values(pages)) await (await opened).page.context().close()
})

describe.skipIf(!browserPath).each(['light', 'dark'] as const)('%s', (theme) => {
  test.each(looks)(
    '$name has no axe violations and fits at every width',
    async ({ name, gateway, reach }) => {
      now.gateway = gateway
      const opened = await pageFor(theme)
      await opened.sidebar()
      await world(opened.page, 'setTheme', theme)
      await world(opened.page, 'setSidebarWidth', 360)
      await renewed(opened, () => world(opened.page, 'reloadSidebar'))
      const frame = await show(opened, 'conv-tomasz')
      await reach(frame)
      await frame.evaluate(() => document.fonts.ready)
      const picture = theme === 'light' ? name : `${name}-dark`
      const iframe = opened.page.locator('iframe[src*="/sidebar/"]')
      await iframe.screenshot({ path: new URL(`${picture}.png`, out).pathname, animations: 'disabled' })
      expect(await flaws(frame)).toEqual([])
      for (const width of theme === 'light' ? [240, 320, 520] : [240]) {
        await world(opened.page, 'setSidebarWidth', width)
        await frame.waitForFunction((wanted) => Math.abs(innerWidth - wanted) < 12, width)
        expect(await overflow(frame), `at ${width} px`).toEqual([])
      }
      await world(opened.page, 'setSidebarWidth', 320)
      await frame.evaluate(() => document.documentElement.style.setProperty('font-size', '24px'))
      expect(await overflow(frame), 'at 150 % text').toEqual([])
      expect(opened.trouble).toEqual([])
    },
  )
})
