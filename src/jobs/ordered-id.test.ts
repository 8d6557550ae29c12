import { expect, test } from 'vitest'
import { createOrderedId } from './ordered-id.ts'

function createPorts() {
  let nowMs = 1_795_000_000_000
  return {
    now: () => nowMs,
    randomBytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)),
    set: (ms: number) => void (nowMs = ms),
  }
}

test('ids sort in the order they were made, within one millisecond, after it, and when the clock is set back', () => {
  const ports = createPorts()
  const ids: string[] = []
  const make = (count: number) => {
    for (let index = 0; index < count; index++) ids.push(createOrderedId(ports, 'evr'))
  }
  make(100)
  ports.set(ports.now() + 1)
  make(100)
  ports.set(ports.now() - 60_000)
  make(100)
  expect(ids).toEqual(ids.toSorted((a, b) => (a < b ? -1 : 1)))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.every((id) => /^evr_[0-9a-f]{24}$/.test(id))).toBe(true)
})

test('more ids in one millisecond than are counted go on in the next', () => {
  const ports = createPorts()
  const ids = Array.from({ length: 0x10002 }, () => createOrderedId(ports, 'dlv'))
  expect(ids.slice(-3)).toEqual(ids.slice(-3).toSorted((a, b) => (a < b ? -1 : 1)))
  expect(ids.at(-1)?.slice(0, 16)).not.toBe(ids[0]?.slice(0, 16))
})

test('two processes make no id twice', () => {
  const [one, two] = [createPorts(), createPorts()]
  const ids = [one, two].flatMap((ports) => Array.from({ length: 50 }, () => createOrderedId(ports, 'evr')))
  expect(new Set(ids).size).toBe(100)
})
