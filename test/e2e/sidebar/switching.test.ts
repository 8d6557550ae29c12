// Rapid switching with random delays: everything drawn at any time belongs to the selected conversation or is a skeleton.

import { describe, expect, test } from 'vitest'
import type { Frame, Page } from 'playwright-core'
import { browserPath, settled, show, useWorld, world } from '../../worlds/browser/preview.ts'

const runs = 50
const switches = 20

/** Pseudo-random numbers between 0 and 1 from a seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

let random = randomFrom(0)
// Every request is delayed on its way to the gateway and again on its way to Stripe, each by a different time.
const { open, preview } = useWorld({ holdMs: () => Math.floor(random() ** 2 * 30) })

/** What each conversation may show: addresses, customers, names. Anything else belongs to another conversation. */
type Allowed = Record<string, { addresses: string[]; customers: string[]; names: string[] }>
const people: Record<string, { address: string; names: string[] }> = {
  'conv-tomasz': { address: 'tomasz.zielinski@poczta.example', names: ['Tomasz Zieliński'] },
  'conv-priya': { address: 'priya@brightside.example', names: ['Brightside Studio Ltd'] },
  'conv-ines': { address: 'ines@cafemarisol.example', names: ['Café Marisol, Lda.'] },
  'conv-misaki': { address: 'misaki@kissa.example', names: ['田中 美咲 (Misaki Tanaka)'] },
  'conv-noma': { address: 'accounts@noma-foods.example', names: ['Noma Foods ApS'] },
  'conv-rosa': { address: 'rosa@lindqvist.example', names: ['Rosa Lindqvist'] },
  'conv-gmail-customer': { address: 'dana.petrov.coffee@gmail.com', names: ['Dana Petrov'] },
  'conv-gmail': { address: 'chris.novak.writes@gmail.com', names: ['Chris Novak'] },
  'conv-ostwind': { address: 'office@ostwind.example', names: ['Which customer is it?'] },
  'conv-mixed': { address: 'Mira.Okafor@RoastWorks.example', names: ['Which customer is it?'] },
}

/** Records every change on screen: what is selected, and whose data is drawn. Runs in each frame. */
function record(): void {
  if (!location.pathname.startsWith('/sidebar/')) return
  const pictures: unknown[] = []
  Object.defineProperty(window, 'pictures', { value: pictures })
  let selected: string[] = []
  // Registered before the sidebar's own listener, so that what it draws on the message counts for the new selection.
  window.addEventListener(
    'message',
    ({ data }: MessageEvent<{ name?: string; args?: [string[]] }>) => {
      if (data.name === 'change:conversations') selected = data.args?.[0] ?? []
    },
    true,
  )
  const texts = (selector: string) =>
    [...document.querySelectorAll(selector)].map((found) => found.textContent)
  let last = ''
  const look = () => {
    const main = document.querySelector('main')
    if (!main) return
    const picture = {
      selected: selected.join(' '),
      state: main.dataset['state'],
      customer: main.dataset['customer'],
      names: texts('h1[data-heading], .ts-empty-title, [data-panel] h1'),
      addresses: texts('.ts-who bdi'),
      choices: [...document.querySelectorAll<HTMLElement>('[data-choice]')].map(
        (found) => found.dataset['choice'],
      ),
      people: [...document.querySelectorAll<HTMLElement>('[data-person]')].map(
        (found) => found.dataset['person'],
      ),
    }
    const text = JSON.stringify(picture)
    if (text !== last) pictures.push(picture)
    last = text
  }
  new MutationObserver(look).observe(document, {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  })
  const everyFrame = () => {
    look()
    requestAnimationFrame(everyFrame)
  }
  requestAnimationFrame(everyFrame)
}

/** A page that records, without the log, whose redrawing would take most of the time. */
const watched = {
  before: async (page: Page) => {
    await page.addInitScript(record)
    await page.route('**/events', (route) => route.abort())
  },
}

type Picture = {
  selected: string
  state: string
  customer?: string
  names: string[]
  addresses: string[]
  choices: string[]
  people: string[]
}

async function takePictures(frame: Frame): Promise<Picture[]> {
  return frame.evaluate(() => (window as unknown as { pictures: Picture[] }).pictures.splice(0))
}

function allowedOf(): Allowed {
  return Object.fromEntries(
    Object.entries(people).map(([id, { address, names }]) => [
      id,
      {
        addresses: [address],
        customers: preview()
          .simulator.customersOf(address)
          .map((one) => one.id),
        names,
      },
    ]),
  )
}

/** What a picture shows that does not belong to the selected conversation. */
function strangers(
  { selected, customer, names, addresses, choices, people }: Picture,
  allowed: Allowed,
): string[] {
  const own = allowed[selected] ?? { addresses: [], customers: [], names: [] }
  const isQuiet = (name: string) => name === '' || /^(Loading|Select one conversation)$/.test(name)
  return [
    ...[customer ?? [], ...choices].flat().filter((id) => !own.customers.includes(id)),
    ...names.filter((name) => !isQuiet(name) && !own.names.includes(name)),
    ...[...addresses, ...people].filter(
      (address) => address.trim() !== '' && !own.addresses.includes(address),
    ),
  ]
}

/** Sends the sidebar other selections, some immediately after another, some after a pause. The inbox itself does not change. */
async function switchAbout(page: Page, steps: { id: string; pauseMs: number }[]): Promise<void> {
  await page.evaluate(async (given) => {
    const { emit } = (window as unknown as { world: { emit: (name: string, ids: string[]) => void } }).world
    for (const { id, pauseMs } of given) {
      emit('change:conversations', [id])
      if (pauseMs > 0) await new Promise((done) => setTimeout(done, pauseMs))
    }
  }, steps)
}

describe.skipIf(!browserPath)('switching', () => {
  test(`in ${runs} runs of ${switches} rapid switches, no picture shows anyone outside the selected conversation`, async () => {
    const opened = await open(watched)
    const { page, trouble } = opened
    const frame = await show(opened, 'conv-ines')
    const allowed = allowedOf()
    const ids = Object.keys(people)
    let pictures = 0
    const drawn = new Set<string>()
    for (let seed = 1; seed <= runs; seed += 1) {
      random = randomFrom(seed)
      const pick = randomFrom(seed * 7919)
      // Now and then the gateway or the sidebar forgets earlier data, as after hours.
      if (seed % 5 === 0)
        await frame.evaluate(() => document.querySelector<HTMLElement>('[data-refresh]')?.click())
      const steps = Array.from({ length: switches }, () => ({
        id: ids[Math.floor(pick() * ids.length)] ?? 'conv-ines',
        pauseMs: pick() < 0.3 ? 0 : Math.floor(pick() ** 2 * 90),
      }))
      await switchAbout(page, steps)
      // The last conversation of a run is drawn completely, so late answers for the others arrive while it is shown.
      await frame.waitForSelector('[data-state]:not([data-state="loading"], [data-busy])')
      const seen = await takePictures(frame)
      pictures += seen.length
      for (const picture of seen) {
        if (picture.customer) drawn.add(picture.selected)
        expect(strangers(picture, allowed), `seed ${seed}: ${JSON.stringify(picture)}`).toEqual([])
      }
    }
    // The test would prove nothing if nothing had been drawn.
    expect(pictures).toBeGreaterThan(runs * switches * 0.5)
    expect(drawn.size).toBeGreaterThanOrEqual(7)
    expect(trouble).toEqual([])
  })

  test('after the last switch the last conversation is shown, complete', async () => {
    const { page, sidebar } = await open(watched)
    const frame = await sidebar()
    for (const [seed, last] of [
      [101, 'conv-priya'],
      [102, 'conv-tomasz'],
      [103, 'conv-misaki'],
    ] as const) {
      random = randomFrom(seed)
      await switchAbout(
        page,
        [...Object.keys(people), last].map((id) => ({ id, pauseMs: 0 })),
      )
      await frame.waitForSelector(`h1 >> text=${people[last]?.names[0] ?? ''}`)
      await settled(frame, 'panel')
    }
  })

  test('the recorder detects a customer of another conversation', async () => {
    const { page, sidebar } = await open(watched)
    const frame = await sidebar()
    await world(page, 'select', ['conv-ines'])
    await settled(frame, 'panel')
    await takePictures(frame)
    await frame.evaluate(() =>
      document.querySelector('main')?.setAttribute('data-customer', 'cus_somebodyelse'),
    )
    await expect
      .poll(async () => (await takePictures(frame)).flatMap((one) => strangers(one, allowedOf())))
      .toContain('cus_somebodyelse')
  })
})
