// Handles rejections of promises that the configuration's functions receive. A function may start a call and then fail because of
// another one: the first call may fail too, and must not count as unhandled, which ends the process on Node.

/** Returns the same promise, whose rejection no longer counts as unhandled. */
export function observed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

/** Returns the object behind a proxy that observes all promises its functions return, at any depth. */
export function observing<T extends object>(api: T): T {
  return new Proxy(api, {
    get(owner, name) {
      const value: unknown = Reflect.get(owner, name)
      if (typeof name === 'symbol' || name.startsWith('_')) return value
      if (typeof value === 'function')
        return new Proxy(value, {
          apply(call, _proxy, given) {
            // Called on the object itself and not on its proxy, because private fields are only accessible there.
            const returned: unknown = Reflect.apply(call, owner, given)
            return returned instanceof Promise ? observed(returned) : returned
          },
        })
      return typeof value === 'object' && value !== null ? observing(value) : value
    },
  })
}
