// Every screen, light and dark: no axe violations, nothing blocked, nothing cut off, and a picture of each.

import { mkdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Frame } from 'playwright-core'
import { flaws, overflow } from '../../worlds/browser/flaws.ts'
import {
  browserPath,
  renewed,
  settled,
  show,
  useWorld,
  withStore,
  world,
  type World,
} from '../../worlds/browser/preview.ts'

const { open, preview } = useWorld()
const out = new URL('../out/', import.meta.url)
const pictures = new URL('../../../docs/guide/pictures/', import.meta.url)
const named = new Set(['setup', 'customer', 'chooser', 'error'])
const isUpdating = process.env['UPDATE_PICTURES'] === '1'

async function picture({ page }: World, name: string): Promise<void> {
  const path = (folder: URL) => new URL(`${name}.png`, folder).pathname
  const iframe = page.locator('iframe[src*="/sidebar/"]')
  await iframe.screenshot({ path: path(out), animations: 'disabled' })
  if (isUpdating && named.has(name)) await iframe.screenshot({ path: path(pictures), animations: 'disabled' })
}

type Screen = { name: string; reach: (opened: World) => Promise<Frame> }

async function empty({ page, sidebar }: World): Promise<Frame> {
  const frame = await sidebar()
  await world(page, 'select', [])
  await frame.waitForSelector('main >> text=Select one conversation')
  return frame
}

async function search(opened: World, text: string): Promise<Frame> {
  const frame = await show(opened, 'conv-rosa')
  await frame.locator('[data-search]').first().click()
  await frame.locator('input[type=search]').fill(text)
  await frame.waitForSelector('[data-state=search] [data-panel]')
  await frame.waitForFunction(() => !document.querySelector('.is-fading'))
  return frame
}

/** Shows a customer, makes something fail, and refreshes. */
async function failing(
  opened: World,
  id: string,
  fault: 'no_disputes' | 'rate_limited',
  sign: string,
): Promise<Frame> {
  const frame = await show(opened, id)
  preview().control(fault)
  await frame.locator('[data-refresh]').click()
  await frame.waitForSelector(sign)
  await settled(frame, 'panel')
  return frame
}

/** Refreshes until something is shown: the gateway remembers for a while what its key may not read. */
async function askAgain(frame: Frame, sign: string): Promise<void> {
  await frame.locator('[data-refresh]').click()
  await frame.waitForSelector(`main >> text=${sign}`)
}

const customer = (name: string, id: string, state = 'panel'): Screen => ({
  name,
  reach: (opened) => show(opened, id, state),
})

const screens: Screen[] = [
  customer('customer', 'conv-ines'),
  customer('past-due', 'conv-priya'),
  customer('dispute', 'conv-tomasz'),
  customer('currencies', 'conv-misaki'),
  customer('refunds', 'conv-rosa'),
  customer('overdue', 'conv-noma'),
  customer('hostile', 'conv-markup'),
  customer('several-people', 'conv-several'),
  customer('chooser', 'conv-ostwind', 'chooser'),
  customer('not-found', 'conv-lena', 'not-found'),
  customer('long-name', 'conv-long', 'not-found'),
  { name: 'empty', reach: empty },
  {
    name: 'team',
    reach: async (opened) => {
      const frame = await show(opened, 'conv-team', 'empty')
      await frame.waitForSelector('main >> text=Only teammates')
      return frame
    },
  },
  {
    name: 'several-selected',
    reach: async (opened) => {
      const frame = await empty(opened)
      await world(opened.page, 'select', ['conv-ines', 'conv-priya', 'conv-rosa'])
      await frame.waitForSelector('main >> text=3 are selected')
      return frame
    },
  },
  { name: 'search', reach: (opened) => search(opened, 'Ostwind') },
  { name: 'search-nothing', reach: (opened) => search(opened, 'Nobody of this name') },
  {
    name: 'menu',
    reach: async (opened) => {
      const frame = await show(opened, 'conv-ines')
      await frame.locator('button[popovertarget=menu].ts-icon-button').click()
      await frame.waitForSelector('#menu:popover-open')
      return frame
    },
  },
  {
    name: 'comment',
    reach: async (opened) => {
      const frame = await show(opened, 'conv-tomasz')
      await frame.locator('[data-action=task]').first().click()
      await frame.waitForSelector('textarea')
      return frame
    },
  },
  {
    name: 'loading',
    reach: async (opened) => {
      const frame = await empty(opened)
      preview().control('slow')
      await world(opened.page, 'select', ['conv-deleted'])
      await frame.waitForSelector('[data-state=loading] .ts-who >> text=gone@gone.example')
      return frame
    },
  },
  {
    name: 'permission',
    reach: (opened) => failing(opened, 'conv-tomasz', 'no_disputes', 'main >> text=cannot read disputes'),
  },
  { name: 'stale', reach: (opened) => failing(opened, 'conv-ines', 'rate_limited', '[data-strip]') },
  {
    name: 'error',
    reach: async (opened) => {
      const frame = await empty(opened)
      preview().control('offline')
      await world(opened.page, 'select', ['conv-gmail-customer'])
      await frame.waitForSelector('[data-state=error]')
      return frame
    },
  },
  {
    name: 'setup',
    reach: async (opened) => {
      const frame = await withStore(opened, {})
      await settled(frame, 'setup')
      await frame.locator('input[name=way][value=gateway]').check({ force: true })
      await frame.locator('#field-headerValue').fill('not the secret')
      await frame.locator('[data-test]').click()
      await frame.waitForFunction(() => document.querySelectorAll('[data-check]').length === 5)
      return frame
    },
  },
  {
    name: 'setup-key',
    reach: async (opened) => {
      const frame = await withStore(opened, {})
      await settled(frame, 'setup')
      await frame.waitForSelector('#field-connectionKey')
      return frame
    },
  },
]

/** Restores the initial settings, in live or test mode. */
async function connect(opened: World, mode: 'live' | 'test' = 'live'): Promise<Frame> {
  const { gatewayUrl, secret } = preview()
  return withStore(opened, {
    tillside: {
      version: 1,
      kind: 'gateway',
      url: gatewayUrl,
      headerName: 'X-API-KEY',
      headerValue: secret,
      mode,
    },
  })
}

const tests: Screen = {
  name: 'test-mode',
  reach: async (opened) => {
    await connect(opened, 'test')
    return show(opened, 'conv-trial')
  },
}

beforeAll(async () => {
  for (const folder of isUpdating ? [out, pictures] : [out]) await mkdir(folder, { recursive: true })
})

/** One page per theme, without the policy, which would block axe. */
const pages: Record<string, World> = {}
const pageFor = async (theme: 'light' | 'dark'): Promise<World> => {
  const opened = (pages[theme] ??= await open({
    bypassCSP: true,
    deviceScaleFactor: 2,
    viewport: { width: 1440, height: 1300 },
    kept: true,
  }))
  await opened.sidebar()
  await world(opened.page, 'setTheme', theme)
  await world(opened.page, 'setSidebarWidth', 360)
  return opened
}
afterAll(async () => {
  for (const opened of Object.values(pages)) await opened.page.context().close()
})

describe.skipIf(!browserPath).each(['light', 'dark'] as const)('%s', (theme) => {
  test('the page around it has no axe violations', async () => {
    const opened = await pageFor(theme)
    await opened.page.setViewportSize({ width: 1440, height: 900 })
    await show(opened, 'conv-tomasz')
    expect(await flaws(opened.page.mainFrame())).toEqual([])
    await opened.page.screenshot({
      path: new URL(theme === 'light' ? 'world.png' : 'world-dark.png', out).pathname,
    })
  })

  test.each([...screens, tests])(
    '$name has no axe violations, fits at every width, and logs no error',
    async ({ name, reach }) => {
      const opened = await pageFor(theme)
      await opened.page.setViewportSize({ width: 1440, height: 1300 })
      opened.trouble.length = 0
      const isLookedAt = theme === 'light' && ['customer', 'dispute', 'chooser', 'setup'].includes(name)
      const frame = await reach(opened)
      await picture(opened, theme === 'light' ? name : `${name}-dark`)
      expect(await flaws(frame)).toEqual([])
      // Sizes do not differ by theme.
      for (const width of theme === 'light' ? [240, 320, 520] : [320]) {
        await world(opened.page, 'setSidebarWidth', width)
        await frame.waitForFunction((wanted) => Math.abs(innerWidth - wanted) < 12, width)
        expect(await overflow(frame), `at ${width} px`).toEqual([])
      }
      await world(opened.page, 'setSidebarWidth', 320)
      await frame.evaluate(() => document.documentElement.style.setProperty('font-size', '24px'))
      expect(await overflow(frame), 'at 150 % text').toEqual([])
      if (isLookedAt) await picture(opened, `${name}-large-text`)
      await frame.evaluate(() => document.documentElement.style.removeProperty('font-size'))
      await world(opened.page, 'setSidebarWidth', 240)
      if (isLookedAt) await picture(opened, `${name}-narrow`)
      expect(opened.trouble).toEqual([])
      preview().control('none')
      if (name === 'permission') await askAgain(frame, 'Open dispute')
      if (/^(setup|test)/.test(name)) await connect(opened)
    },
  )
})

describe.skipIf(!browserPath)('under the real policy', () => {
  test('nothing is blocked and no error is logged while a person looks around', async () => {
    const opened = await open()
    for (const [id, state] of [
      ['conv-tomasz', 'panel'],
      ['conv-markup', 'panel'],
      ['conv-ostwind', 'chooser'],
      ['conv-lena', 'not-found'],
    ] as const) {
      await show(opened, id, state)
    }
    await world(opened.page, 'setTheme', 'dark')
    const frame = await renewed(opened, () => world(opened.page, 'reloadSidebar'))
    await settled(frame, 'not-found')
    expect(opened.trouble).toEqual([])
  })

  test('nothing moves with reduced motion', async () => {
    const opened = await open({ reducedMotion: 'reduce' })
    const frame = await opened.sidebar()
    await world(opened.page, 'select', [])
    preview().control('slow')
    await world(opened.page, 'select', ['conv-noma'])
    await frame.waitForSelector('[data-state=loading]')
    const moving = await frame.evaluate(
      () =>
        document
          .getAnimations()
          .filter(
            (one) => one.playState === 'running' && Number(one.effect?.getComputedTiming().duration) > 1,
          ).length,
    )
    expect(moving).toBe(0)
  })
})
