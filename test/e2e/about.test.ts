// The page at `/`: people can read it in both themes and on a narrow screen, and its links lead somewhere.

import { describe, expect, onTestFinished, test } from 'vitest'
import { findBrowser, launchBrowser } from '../worlds/browser/chromium.ts'
import { flaws, overflow } from '../worlds/browser/flaws.ts'
import { startOnNode } from '../worlds/gateway/node.ts'
import { startStubStripe } from '../worlds/stripe/stub-server.ts'

const browserPath = await findBrowser()

describe.skipIf(!browserPath).each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  test('axe finds no fault, nothing is wider than the screen, and the page’s own style is applied', async () => {
    const stripe = await startStubStripe()
    onTestFinished(stripe.close)
    const gateway = await startOnNode(stripe.url)
    onTestFinished(() => gateway.close(0))
    const browser = await launchBrowser(browserPath ?? '')
    onTestFinished(() => browser.close())
    const page = await browser.newPage({ colorScheme, viewport: { width: 320, height: 700 } })
    const trouble: string[] = []
    page.on('console', (message) => void trouble.push(message.text()))
    await page.goto(gateway.url)
    const frame = page.mainFrame()
    expect(await flaws(frame)).toEqual([])
    expect(await overflow(frame)).toEqual([])
    expect(await page.locator('dt a').allTextContents()).toEqual([
      '/sidebar/',
      '/health',
      '/ready',
      '/openapi.json',
    ])
    expect(await page.locator('body').evaluate((body) => getComputedStyle(body).fontFamily)).toContain(
      'system-ui',
    )
    await page.screenshot({ path: `test/e2e/out/about-${colorScheme}.png` })
    expect(trouble).toEqual([])
  })
})
