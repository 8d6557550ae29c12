// An extension in its sandbox cannot reach the page, the browser's storage, or hosts that its manifest does not name.

import { beforeAll, expect, test } from 'vitest'
import { useDashboard } from '../../worlds/browser/app-preview.ts'

const dashboard = useDashboard()

/** The result of everything the extension tries. */
async function tryEverything(): Promise<Map<string, string>> {
  const page = await dashboard.show('home.overview')
  const extension = page.locator('.extension-body')
  await extension.getByRole('button', { name: 'Try everything' }).click()
  await extension.getByText('[done]').waitFor()
  const text = await extension.innerText()
  expect(page.url().startsWith(dashboard.preview().url)).toBe(true)
  return new Map(
    [...text.matchAll(/\[(\w+)\] ([^[]+)/g)].map(([, name = '', result = '']) => [name, result.trim()]),
  )
}

let results: Map<string, string>
beforeAll(async () => {
  results = await tryEverything()
})

test('it has no origin', () => expect(results.get('origin')).toBe('got null'))

test.each(['localStorage', 'sessionStorage', 'cookie', 'parent', 'top'])('%s is refused', (name) =>
  expect(results.get(name)).toBe('refused SecurityError'),
)

test('it cannot open a window or load a foreign script', () => {
  expect(results.get('popup')).toBe('nothing')
  expect(results.get('script')).toBe('refused blocked')
})

test('it cannot evaluate text as code', () => expect(results.get('evaluate')).toMatch(/^refused EvalError/))

test.each(['foreignFetch', 'signer', 'start'])('%s is blocked by the policy of the manifest', (name) =>
  expect(results.get(name)).toBe('refused TypeError'),
)

test('the page learns which request was blocked and by which directive', async () => {
  const page = await dashboard.show('home.overview')
  await page.locator('.extension-body').getByRole('button', { name: 'Try everything' }).click()
  await page.locator('.extension-body').getByText('[done]').waitFor()
  const blocked = await page.evaluate(() => window.preview?.log().filter((event) => event.type === 'blocked'))
  expect(blocked).toContainEqual(
    expect.objectContaining({ directive: 'connect-src', url: 'https://evil.example/x' }),
  )
})
