// How fast it is for a person: measured in the browser from the data's arrival to the painted picture, and printed.

import { readFile, readdir } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Frame } from 'playwright-core'
import { browserPath, renewed, settled, show, useWorld, world } from './world.ts'

const { open } = useWorld()
const rounds = 24
const conversations = ['conv-tomasz', 'conv-priya', 'conv-ines', 'conv-misaki', 'conv-noma', 'conv-rosa']
const scripts = new URL('../../dist/web/sidebar/assets/', import.meta.url)

function summaryOf(times: number[]): { median: number; p95: number; text: string } {
  const sorted = times.toSorted((one, other) => one - other)
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  const [median, p95] = [at(0.5), at(0.95)]
  return { median, p95, text: `median ${median.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, of ${times.length}` }
}

const print = (line: string) => process.stdout.write(`      ${line}\n`)

/** Time between two marks of the sidebar, once the later one is set. */
async function between(frame: Frame, from: string, to: string): Promise<number> {
  const handle = await frame.waitForFunction(
    ([first, second]) => {
      const start = performance.getEntriesByName(first).at(-1)
      const end = performance.getEntriesByName(second).at(-1)
      return start && end && end.startTime >= start.startTime ? [end.startTime - start.startTime] : undefined
    },
    [from, to] as const,
  )
  return (await handle.jsonValue())?.[0] ?? Number.NaN
}

const forget = (frame: Frame) => frame.evaluate(() => performance.clearMarks())

describe.skipIf(!browserPath)('speed', () => {
  test('a customer is painted within 100 ms of the first data', async () => {
    const opened = await open()
    let frame = await opened.sidebar()
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      // A fresh page every time round, so that nothing is drawn from memory.
      if (round % conversations.length === 0)
        frame = await renewed(opened, () => world(opened.page, 'reloadSidebar'))
      await world(opened.page, 'select', [])
      await settled(frame, 'empty')
      await forget(frame)
      await world(opened.page, 'select', [conversations[round % conversations.length]])
      times.push(await between(frame, 'tillside:data', 'tillside:drawn'))
      await settled(frame, 'panel')
    }
    const { median, text } = summaryOf(times)
    print(`data arrived to painted: ${text} (target 100 ms)`)
    expect(median).toBeLessThanOrEqual(100)
  })

  test('a conversation seen before is painted within 50 ms of its selection', async () => {
    const opened = await open()
    for (const id of conversations) await show(opened, id)
    const frame = await opened.sidebar()
    const times: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      await forget(frame)
      await world(opened.page, 'select', [conversations[round % conversations.length]])
      times.push(await between(frame, 'tillside:switch', 'tillside:switched'))
      await settled(frame, 'panel')
    }
    const { median, text } = summaryOf(times)
    print(`selected to painted, warm: ${text} (target 50 ms)`)
    expect(median).toBeLessThanOrEqual(50)
  })

  test('the script loaded before the first customer is at most 20 kB compressed', async () => {
    const files = (await readdir(scripts)).filter((name) => name.endsWith('.js'))
    const sizes = await Promise.all(
      files.map(async (name) => ({
        name,
        bytes: gzipSync(await readFile(new URL(name, scripts)), { level: 9 }).length,
      })),
    )
    for (const { name, bytes } of sizes) print(`${name}: ${bytes} bytes gzip`)
    const page = await readFile(new URL('../index.html', scripts), 'utf8')
    const first = sizes.filter(({ name }) => page.includes(name))
    expect(first.length).toBeGreaterThan(0)
    expect(first.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(20 * 1024)
  })
})
