import { expect, test } from 'vitest'
import type { Invocation } from '#ports.ts'
import { createFlights } from './flights.ts'

const openInvocation = () => {
  const kept: Promise<unknown>[] = []
  return { kept, waitUntil: (work: Promise<unknown>) => void kept.push(work) }
}

test('where everything ends with its request, no request waits for what another one began', async () => {
  const [first, second] = [openInvocation(), openInvocation()]
  let current: Invocation = first
  const flights = createFlights<string>(() => current)
  const landing = Promise.withResolvers<string>()
  const slow = flights.join('key', undefined, () => landing.promise)
  current = second
  expect(flights.isFlying('key')).toBe(false)
  expect(await flights.join('key', undefined, async () => 'own')).toBe('own')
  current = first
  expect(flights.isFlying('key')).toBe(true)
  landing.resolve('late')
  expect(await slow).toBe('late')
})

test('what is under way is known to its own request, so that it comes to its end after the answer', async () => {
  const [first, second] = [openInvocation(), openInvocation()]
  let current: Invocation = first
  const flights = createFlights<string>(() => current)
  const failing = flights.join('key', undefined, async () => Promise.reject(new Error('down')))
  await expect(failing).rejects.toThrow('down')
  current = second
  await flights.join('key', undefined, async () => 'up')
  expect(await Promise.all(first.kept)).toHaveLength(1)
  expect(await Promise.all(second.kept)).toHaveLength(1)
})
