// The sidebar: the time from the arrival of data to the paint, and from a selection to the paint of a conversation seen before.

import type { Frame } from 'playwright-core'
import { test } from 'vitest'
import { renewed, settled, show, useWorld, world } from '../../test/worlds/browser/preview.ts'
import { judge } from './figures.ts'

const { open } = useWorld()
const rounds = 24
const conversations = ['conv-tomasz', 'conv-priya', 'conv-ines', 'conv-misaki', 'conv-noma', 'conv-rosa']

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

test('a customer is painted within 100 ms of the first data', async () => {
  const opened = await open()
  let frame = await opened.sidebar()
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    // A new page for every pass, so that nothing is drawn from memory.
    if (round % conversations.length === 0)
      frame = await renewed(opened, () => world(opened.page, 'reloadSidebar'))
    await world(opened.page, 'select', [])
    await settled(frame, 'empty')
    await forget(frame)
    await world(opened.page, 'select', [conversations[round % conversations.length]])
    times.push(await between(frame, 'tillside:data', 'tillside:drawn'))
    await settled(frame, 'panel')
  }
  judge('sidebar, data arrived to painted', times, 100)
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
  judge('sidebar, selected to painted, seen before', times, 50)
})
