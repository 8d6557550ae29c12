// The check of the keys after the start.

import { expect, test } from 'vitest'
import { createLog } from '#log.ts'
import { open } from '../../test/worlds/stripe/context.ts'
import { stripeError } from '../../test/worlds/stripe/stub-fetch.ts'
import { checkKeysInBackground } from './self-check.ts'

test('a refused key is checked again until Stripe accepts it, and then no more', async () => {
  const { stub, context } = open()
  const refusals: number[] = []
  stub.intercept = () => (refusals.length < 2 ? stripeError(401, { code: 'invalid_api_key' }) : undefined)
  const logged = Promise.withResolvers<void>()
  const lines: string[] = []
  const write = (line: string) => {
    lines.push(line)
    if (!line.includes('key_refused')) logged.resolve()
  }
  const log = createLog({ level: 'info', now: () => 0, write })
  const stop = checkKeysInBackground(context, { log, sleep: async (ms) => void refusals.push(ms) })
  await logged.promise
  stop()
  expect(refusals).toEqual([60_000, 60_000])
  expect(lines.filter((line) => line.includes('key_refused'))).toHaveLength(2)
  expect(context.hasUsableKey()).toBe(true)
})
