// Promises that functions of a configuration are given. A function may begin a call and then fail over another one: the call it
// leaves behind may fail, too, and must not count as unhandled, which ends a process on Node.

/** The same promise. If it is rejected and nobody waits for it, nothing happens. */
export function observed<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

/** The same object; promises that its functions return, however deep inside, are observed. */
export function observing<T extends object>(api: T): T {
  return new Proxy(api, {
    get(owner, name) {
      const value: unknown = Reflect.get(owner, name)
      if (typeof name === 'symbol' || name.startsWith('_')) return value
      if (typeof value === 'function')
        return new Proxy(value, {
          apply(call, _proxy, given) {
            // On the object itself and not on its proxy: private fields are reached there alone.
            const returned: unknown = Reflect.apply(call, owner, given)
            return returned instanceof Promise ? observed(returned) : returned
          },
        })
      return typeof value === 'object' && value !== null ? observing(value) : value
    },
  })
}
