// What keeps the sidebar fast, checked by counts: bytes before the first customer, frames until data is drawn, requests waited for.
// `npm run bench:surfaces` measures the milliseconds.

import { readFile, readdir } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Frame } from 'playwright-core'
import { browserPath, settled, show, useWorld, world } from '../../worlds/browser/preview.ts'

const { open } = useWorld()
const scripts = new URL('../../../dist/web/sidebar/assets/', import.meta.url)

/** Runs in the page: counts the frames that the browser draws from now on. */
const countFrames = () => {
  const drawn: number[] = []
  Object.defineProperty(window, 'drawnAt', { value: drawn, configurable: true })
  const count = () => {
    drawn.push(performance.now())
    requestAnimationFrame(count)
  }
  requestAnimationFrame(count)
  performance.clearMarks()
}

/** Counts the frames between two marks of the sidebar, once the later one is set. */
async function framesBetween(frame: Frame, from: string, to: string): Promise<number> {
  const handle = await frame.waitForFunction(
    ([first, second]) => {
      const start = performance.getEntriesByName(first).at(-1)
      const end = performance.getEntriesByName(second).at(-1)
      if (!start || !end || end.startTime < start.startTime) return undefined
      const { drawnAt } = window as unknown as { drawnAt: number[] }
      return [drawnAt.filter((at) => at >= start.startTime && at <= end.startTime).length]
    },
    [from, to] as const,
  )
  return (await handle.jsonValue())?.[0] ?? Number.NaN
}

describe.skipIf(!browserPath)('speed', () => {
  test('the first data about a customer is drawn in the next frame', async () => {
    const opened = await open()
    const frame = await opened.sidebar()
    for (const id of ['conv-tomasz', 'conv-priya', 'conv-ines']) {
      await world(opened.page, 'select', [])
      await settled(frame, 'empty')
      await frame.evaluate(countFrames)
      await world(opened.page, 'select', [id])
      // One frame draws it; the mark is set in the next one, when it is on screen.
      expect(await framesBetween(frame, 'tillside:data', 'tillside:drawn')).toBeLessThanOrEqual(2)
      await settled(frame, 'panel')
    }
  })

  test('a conversation seen before is drawn without waiting for an answer', async () => {
    const opened = await open()
    for (const id of ['conv-tomasz', 'conv-priya']) await show(opened, id)
    const frame = await opened.sidebar()
    const release = Promise.withResolvers<void>()
    await opened.page.route('**/api/panels', async (route) => {
      await release.promise
      await route.continue()
    })
    await frame.evaluate(countFrames)
    await world(opened.page, 'select', ['conv-tomasz'])
    expect(await framesBetween(frame, 'tillside:switch', 'tillside:switched')).toBeLessThanOrEqual(2)
    expect(await frame.locator('h1').innerText()).toBe('Tomasz Zieliński')
    release.resolve()
    await settled(frame, 'panel')
  })

  test('the script loaded before the first customer is at most 20 kB compressed', async () => {
    const files = (await readdir(scripts)).filter((name) => name.endsWith('.js'))
    const sizes = await Promise.all(
      files.map(async (name) => ({
        name,
        bytes: gzipSync(await readFile(new URL(name, scripts)), { level: 9 }).length,
      })),
    )
    for (const { name, bytes } of sizes) process.stdout.write(`      ${name}: ${bytes} bytes gzip\n`)
    const page = await readFile(new URL('../index.html', scripts), 'utf8')
    const first = sizes.filter(({ name }) => page.includes(name))
    expect(first.length).toBeGreaterThan(0)
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(20 * 1024)
  })
})
