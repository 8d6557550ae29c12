// Test client of the simulator: sends requests at a fixed time and returns parsed JSON.

import { isJsonObject, type Json, type JsonObject } from './json.ts'
import type { KeyName } from './keys.ts'
import { createStripeSimulator, type StripeSimulator } from './simulator.ts'

export const testNowMs = Date.UTC(2026, 10, 21, 12)

export type TestResponse = {
  status: number
  headers: Headers
  body: JsonObject
  error: JsonObject
  message: string
  data: JsonObject[]
}
export type Ask = {
  key?: KeyName
  method?: string
  form?: Record<string, string>
  headers?: Record<string, string>
}

const objectsIn = (value: Json | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter((each) => isJsonObject(each)) : []

/** A JSON value if it is a string, otherwise ''. */
export const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')

/** Creates a simulator with a clock that the test moves, and a function that sends requests. */
export function createTestClient(): {
  simulator: StripeSimulator
  clock: { nowMs: number }
  ask: (path: string, ask?: Ask) => Promise<TestResponse>
} {
  const clock = { nowMs: testNowMs }
  const simulator = createStripeSimulator({ now: () => clock.nowMs })
  const ask = async (
    path: string,
    { key = 'live', method, form, headers }: Ask = {},
  ): Promise<TestResponse> => {
    const response = await simulator.handle(
      new Request(`http://stripe.test${path}`, {
        method: method ?? (form ? 'POST' : 'GET'),
        headers: {
          authorization: `Bearer ${simulator.keys[key]}`,
          'stripe-version': '2026-10-28.endive',
          ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
          ...headers,
        },
        ...(form ? { body: new URLSearchParams(form).toString() } : {}),
      }),
    )
    const body = (await response.json()) as JsonObject
    const error = isJsonObject(body['error']) ? body['error'] : {}
    return {
      status: response.status,
      headers: response.headers,
      body,
      error,
      message: text(error['message']),
      data: objectsIn(body['data']),
    }
  }
  return { simulator, clock, ask }
}

/** The id of the first customer with an address. */
export function customerId(simulator: StripeSimulator, address: string): string {
  const [first] = simulator.customersOf(address)
  if (first === undefined) throw new Error(`There is no customer with ${address}`)
  return first.id
}
