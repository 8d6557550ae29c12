// Each test starts with a new host and ends without one.

import { afterEach, beforeEach } from 'vitest'
import { installHost } from './host.ts'

beforeEach(() => {
  installHost()
})

afterEach(() => {
  Reflect.deleteProperty(globalThis, '__StripeExtExports')
})
