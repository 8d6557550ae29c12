// Stripe as `run` gets it where no key for actions is configured: reading goes on, a write is refused with the cure.

import type Stripe from 'stripe'
import { Refused } from '#definitions/define.ts'
import { actionWordsFor } from '#words/words-for.ts'
import { permissionOf } from './fault.ts'

const isReading = (method: string) => /^(retrieve|list|search)([A-Z]|$)/.test(method)

/** `refunds.create(…)` throws `Refused`; `refunds.list(…)` is the reading client's. */
export function refuseWrites(reading: Stripe, locale: string): Stripe {
  const guard = (target: object, resource: string): object =>
    new Proxy(target, {
      get(from, name) {
        const value: unknown = Reflect.get(from, name)
        if (typeof name === 'symbol') return value
        if (typeof value === 'function') {
          if (isReading(name) || name.startsWith('_')) return value.bind(from) as unknown
          return () => {
            throw new Refused(actionWordsFor(locale).noKey(permissionOf(resource || name, 'Write')))
          }
        }
        return typeof value === 'object' && value !== null && !name.startsWith('_')
          ? guard(value, resource || name)
          : value
      },
    })
  return guard(reading, '') as Stripe
}
