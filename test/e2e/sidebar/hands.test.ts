// What a person does in the sidebar, by mouse and by keyboard, and its effects in Missive.

import { describe, expect, test } from 'vitest'
import type { Frame, Page } from 'playwright-core'
import {
  browserPath,
  did,
  noticed,
  renewed,
  settled,
  show,
  textOf,
  useWorld,
  world,
} from '../../worlds/browser/preview.ts'

const { open, shared, preview } = useWorld()

const idOf = (address: string) => preview().simulator.customersOf(address)[0]?.id ?? ''
const field = (frame: Frame) => frame.locator('input[type=search]')

/** Types into the open search and waits for its results. */
async function find(frame: Frame, text: string): Promise<void> {
  await field(frame).fill(text)
  await frame.waitForFunction((wanted) => {
    const shown = document.querySelector('[data-panel]')
    return shown?.textContent?.includes(wanted) === true && !document.querySelector('.is-fading')
  }, text)
}

describe.skipIf(!browserPath)('search', () => {
  test.each([
    ['a name', 'Marisol', 'ines@cafemarisol.example'],
    ['an e-mail address', 'priya@brightside.example', 'priya@brightside.example'],
    ['an invoice number', 'KELP-4242', 'accounts@noma-foods.example'],
    ['the last four digits of a card', '0341', 'priya@brightside.example'],
  ])('finds by %s, and Enter opens the first result', async (_, text, address) => {
    const frame = await show(await shared(), 'conv-misaki')
    await frame.locator('[data-search]').first().click()
    await find(frame, text)
    const first = frame.locator(`[data-choice="${idOf(address)}"]`).first()
    await first.waitFor()
    await first.focus()
    await first.press('Enter')
    await settled(frame, 'panel')
    expect(await frame.locator('main').getAttribute('data-customer')).toBe(idOf(address))
  })

  test('finds by a customer id, without leaving the keyboard', async () => {
    const opened = await shared()
    const { page } = opened
    const frame = await show(opened, 'conv-misaki')
    await frame.locator('h1').focus()
    await page.keyboard.press('/')
    await frame.waitForSelector('[data-state=search]')
    await page.keyboard.type(idOf('rosa@lindqvist.example'))
    await frame.waitForSelector('[data-choice]')
    await settled(frame, 'search')
    await page.keyboard.press('Enter')
    await frame.waitForSelector('h1 >> text=Rosa Lindqvist')
    await settled(frame, 'panel')
  })

  test('arrows move through the results and back to the field, and Escape returns to the earlier screen', async () => {
    const opened = await shared()
    const { page } = opened
    const frame = await show(opened, 'conv-ines')
    const shown = () =>
      frame.evaluate(
        () => document.activeElement?.getAttribute('data-choice') ?? document.activeElement?.tagName,
      )
    await frame.locator('[data-search]').first().click()
    await find(frame, 'Ostwind')
    const ids = await frame
      .locator('.ts-choice')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-choice')))
    expect(ids.length).toBeGreaterThan(2)
    await page.keyboard.press('ArrowDown')
    expect(await shown()).toBe(ids[0])
    await page.keyboard.press('ArrowDown')
    expect(await shown()).toBe(ids[1])
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    expect(await shown()).toBe('INPUT')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Escape')
    await settled(frame, 'panel')
    expect(await frame.locator('h1').innerText()).toBe('Café Marisol, Lda.')
    expect(await frame.evaluate(() => document.activeElement?.hasAttribute('data-search'))).toBe(true)
  })
})

describe.skipIf(!browserPath)('keys', () => {
  test('R refreshes from Stripe and P pins, but not while typing', async () => {
    const opened = await open()
    const { page } = opened
    const frame = await show(opened, 'conv-gmail-customer')
    await frame.locator('h1').focus()
    const refresh = page.waitForRequest((request) => request.postData()?.includes('"fresh":true') ?? false)
    await page.keyboard.press('r')
    await refresh
    await settled(frame, 'panel')
    await page.keyboard.press('p')
    await frame.waitForSelector('[data-pin][aria-pressed="true"]')
    await settled(frame, 'panel')
    await page.keyboard.press('/')
    await page.keyboard.type('prp/')
    expect(await field(frame).inputValue()).toBe('prp/')
    await page.keyboard.press('Escape')
    await settled(frame, 'panel')
    await frame.waitForSelector('[data-pin][aria-pressed="true"]')
  })

  test('a pin by a teammate survives a reload, for everyone, until it is removed', async () => {
    const opened = await open()
    const { page } = opened
    let frame = await show(opened, 'conv-other-address', 'not-found')
    await frame.locator('[data-search]').first().click()
    await find(frame, 'Marisol')
    await frame.locator('[data-choice]').first().click()
    await frame.waitForSelector('h1 >> text=Café Marisol')
    await settled(frame, 'panel')
    const kept = page.waitForResponse((response) => response.url().includes('/api/pins/'))
    await frame.locator('[data-pin]').click()
    expect((await kept).ok()).toBe(true)
    frame = await renewed(opened, () => world(page, 'setUser', 'mara'))
    await settled(frame, 'panel')
    expect(await frame.locator('h1').innerText()).toBe('Café Marisol, Lda.')
    expect(await textOf(frame)).toMatch(/Pinned.*Noor/)
    const freed = page.waitForResponse((response) => response.url().includes('/api/pins/'))
    await frame.locator('[data-pin][aria-pressed="true"]').click()
    expect((await freed).ok()).toBe(true)
    frame = await renewed(opened, () => world(page, 'reloadSidebar'))
    await settled(frame, 'not-found')
  })
})

describe.skipIf(!browserPath)('in Missive', () => {
  test('the pay link is inserted into the reply as text with a link, and nothing is sent', async () => {
    const opened = await open()
    const frame = await show(opened, 'conv-priya')
    await frame.locator('[data-action=insert] >> text=Insert pay link').click()
    await expect
      .poll(() => world<string>(opened.page, 'reply'))
      .toMatch(/invoice KELP-0215 here: https:\/\/invoice\.stripe\.com\//)
    const [[html] = []] = await did(opened.page, 'insertHtml')
    expect(html).toMatch(/<a href="https:\/\/invoice\.stripe\.com\/[^"]+">/)
    expect(await did(opened.page, 'reply')).toEqual([])
    await noticed(frame, 'Inserted into the reply')
  })

  test('a comment can be reviewed before it is posted, and contains the billing state', async () => {
    const opened = await open()
    const frame = await show(opened, 'conv-tomasz')
    await frame.locator('[popovertarget=menu]').first().click()
    await frame.locator('#menu >> text=Write a comment').click()
    const area = frame.locator('textarea')
    expect(await area.inputValue()).toMatch(/Tomasz Zieliński[\s\S]*dashboard\.stripe\.com/)
    expect(await did(opened.page, 'comment')).toEqual([])
    await area.fill('Dispute: I answer it.')
    await frame.locator('button[type=submit]').click()
    await expect.poll(() => did(opened.page, 'comment')).toEqual([['Dispute: I answer it.']])
    await settled(frame, 'panel')
  })

  test('a task is created from the dispute', async () => {
    const opened = await open()
    const frame = await show(opened, 'conv-tomasz')
    await frame.locator('[data-action=task]').first().click()
    expect(await frame.locator('textarea').inputValue()).toMatch(/€89\.00/)
    await frame.locator('button[type=submit]').click()
    await expect
      .poll(() => world<{ title: string; conversation_id: string }[]>(opened.page, 'tasks'))
      .toMatchObject([{ title: expect.stringContaining('€89.00') as string, conversation_id: 'conv-tomasz' }])
  })

  test('copying and opening go through Missive', async () => {
    const opened = await open()
    const frame = await show(opened, 'conv-ines')
    await frame.locator('.ts-who .ts-copy').click()
    await expect.poll(() => did(opened.page, 'writeToClipboard')).toEqual([['ines@cafemarisol.example']])
    await noticed(frame, 'Copied')
    await frame.locator('.ts-head-acts a').click()
    await expect
      .poll(() => did(opened.page, 'openURL'))
      .toEqual([
        [`https://dashboard.stripe.com/acct_1KelpieCoffeeEU0/customers/${idOf('ines@cafemarisol.example')}`],
      ])
    expect(opened.page.context().pages()).toHaveLength(1)
  })

  test('several selected conversations show no customer and send no request', async () => {
    const opened = await shared()
    const frame = await show(opened, 'conv-ines')
    const requests: string[] = []
    opened.page.on('request', (request) => {
      if (request.url().includes('/api/')) requests.push(request.url())
    })
    await world(opened.page, 'select', ['conv-ines', 'conv-priya'])
    await frame.waitForSelector('main >> text=2 are selected')
    await settled(frame, 'empty')
    expect(await textOf(frame)).not.toMatch(/Marisol|Brightside/)
    expect(requests).toEqual([])
  })
})

type Stop = { name: string; ring: boolean; top: number }

/** Presses Tab until the focus leaves the sidebar; returns where it stopped. */
async function walk(page: Page, frame: Frame, limit: number): Promise<Stop[]> {
  const stops: Stop[] = []
  for (let count = 0; count < limit; count += 1) {
    await page.keyboard.press('Tab')
    const stop = await frame.evaluate(() => {
      const focused = document.activeElement
      if (!focused || focused === document.body || !document.hasFocus()) return undefined
      // The ring may be drawn around the field that contains the input.
      const ring = [focused, focused.parentElement].some((one) => {
        if (!one) return false
        const style = getComputedStyle(one)
        return (
          (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1) ||
          (one === focused && style.boxShadow !== 'none')
        )
      })
      focused.setAttribute('data-walked', '')
      return {
        name: focused.getAttribute('aria-label') ?? focused.textContent?.trim().slice(0, 40) ?? '',
        ring,
        top: Math.round(focused.getBoundingClientRect().top + scrollY),
      }
    })
    if (!stop) return stops
    stops.push(stop)
  }
  throw new Error(`The focus is still in the sidebar after ${limit} steps`)
}

describe.skipIf(!browserPath)('by keyboard alone', () => {
  test.each([
    ['conv-tomasz', 'panel'],
    ['conv-priya', 'panel'],
    ['conv-ostwind', 'chooser'],
    ['conv-lena', 'not-found'],
  ])(
    'every control of %s is reached from the top in order with a visible ring, and the focus can leave again',
    async (id, state) => {
      const opened = await shared()
      const { page } = opened
      const frame = await show(opened, id, state)
      // The element just before the sidebar: its resize handle.
      await page.locator('.handle').focus()
      const stops = await walk(page, frame, 150)
      expect(stops.length).toBeGreaterThan(8)
      expect(stops.filter((stop) => !stop.ring)).toEqual([])
      const missed = await frame.evaluate(() =>
        [
          ...document.querySelectorAll<HTMLElement>(
            'main :is(a[href], button, input, textarea, select, summary)',
          ),
        ]
          .filter((one) => one.checkVisibility() && !one.hasAttribute('data-walked'))
          .map((one) => one.outerHTML.slice(0, 120)),
      )
      expect(missed).toEqual([])
      // The footer is always at the lower edge, regardless of scrolling.
      const tops = stops.slice(0, -1).map((stop) => stop.top)
      const backwards = tops.filter((top, index) => top < (tops[index - 1] ?? 0) - 40)
      expect(backwards).toEqual([])
    },
  )

  test('a menu opens, can be navigated, and closes on Escape with the focus back on its button', async () => {
    const opened = await shared()
    const { page } = opened
    const frame = await show(opened, 'conv-ines')
    const button = frame.locator('button[popovertarget=menu].ts-icon-button')
    await button.focus()
    await page.keyboard.press('Enter')
    await frame.waitForSelector('#menu:popover-open')
    await page.keyboard.press('Tab')
    expect(await frame.evaluate(() => document.activeElement?.textContent)).toBe('Refresh')
    await page.keyboard.press('Escape')
    await frame.waitForSelector('#menu:not(:popover-open)', { state: 'attached' })
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true)
  })
})
