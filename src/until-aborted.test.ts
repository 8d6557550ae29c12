import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { untilAborted } from './until-aborted.ts'

const never = new Promise<never>(() => undefined)

test('the result of the work comes through, and so does its failure', async () => {
  const { signal } = new AbortController()
  expect(await untilAborted(Promise.resolve(1), signal)).toBe(1)
  await expect(untilAborted(Promise.reject(new Error('failed')), signal)).rejects.toThrow('failed')
})

test('work that never ends is left with the reason of the signal, also where it aborted before', async () => {
  const controller = new AbortController()
  const left = untilAborted(never, controller.signal)
  const reason = new Error('late')
  controller.abort(reason)
  await expect(left).rejects.toBe(reason)
  await expect(untilAborted(never, controller.signal)).rejects.toBe(reason)
})

test('work that fails after it was left is no unhandled rejection', async () => {
  const { promise, reject } = Promise.withResolvers<never>()
  await expect(untilAborted(promise, AbortSignal.abort())).rejects.toThrow()
  reject(new Error('later'))
  await promise.catch(() => undefined)
})

test('a signal that outlives the work keeps no listener', async () => {
  const { signal } = new AbortController()
  await untilAborted(Promise.resolve(), signal)
  await expect.poll(() => getEventListeners(signal, 'abort').length).toBe(0)
})
