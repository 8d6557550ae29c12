// Each test begins with a host of its own, and ends without one.

import { afterEach, beforeEach } from 'vitest'
import { installHost } from './host.ts'

beforeEach(() => {
  installHost()
})

afterEach(() => {
  Reflect.deleteProperty(globalThis, '__StripeExtExports')
})
