// A fake of the Dashboard's host API, as far as the app uses it: answers calls and records them.

export type Host = {
  signed: unknown[]
  copied: string[]
  toasts: string[]
  refreshed: number
  /** Signs a payload; reject to refuse. */
  sign: (payload: unknown) => Promise<string>
  allowsSource: boolean
}

/** Installs a new host; returns its record of calls. */
export function installHost(): Host {
  const host: Host = {
    signed: [],
    copied: [],
    toasts: [],
    refreshed: 0,
    sign: () => Promise.resolve('t=1,v1=00'),
    allowsSource: true,
  }
  const call = {
    supportsFetchAppEmbeddedKey: () => Promise.resolve(false),
    fetchStripeSignature: (payload: unknown) => {
      host.signed.push(payload)
      return host.sign(payload)
    },
    clipboardWriteText: (text: string) => {
      host.copied.push(text)
      return Promise.resolve()
    },
    showToast: (message: string) => {
      host.toasts.push(message)
      return Promise.resolve({ update: () => undefined, dismiss: () => undefined })
    },
    refreshDashboardData: () => {
      host.refreshed += 1
      return Promise.resolve()
    },
    isSourceInAuthorizedCSP: () => Promise.resolve(host.allowsSource),
    createOAuthState: (state: string) => Promise.resolve({ state, challenge: 'challenge' }),
  }
  Object.assign(globalThis, {
    __StripeExtExports: { endpoint: { call }, BUILD_TIME: '2026-11-21T00:00:00.000Z' },
  })
  current = host
  return host
}

let current: Host | undefined

/** The host of the running test. */
export function host(): Host {
  if (!current) throw new Error('no host')
  return current
}
