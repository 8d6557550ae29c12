// The twelve calls an extension can make through Stripe's SDK (`getHostEndpoint().call.…`), implemented as in the Dashboard.

import type { DashboardServices, HostEvent, MountOptions, RouteDescriptor, StripeCall } from '../host-api.ts'
import { isAllowedSource } from './allowed-source.ts'
import type { ToastOptions, Toasts } from './toasts.ts'

type Init = { method?: string; headers?: Record<string, unknown>; body?: string | URLSearchParams | null }

const bodyText = (body: Init['body']): string | undefined =>
  body === undefined || body === null ? undefined : body.toString()

function callOf(path: string, init: Init = {}): StripeCall {
  // The SDK passes a path, with a query for everything but the user's e-mail; of a full URL only path and query are used.
  const { pathname, search } = new URL(path, 'https://api.stripe.com')
  const headers = Object.entries(init.headers ?? {})
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => [name.toLowerCase(), String(value as string | number)])
  const body = bodyText(init.body)
  return {
    method: (init.method ?? 'GET').toUpperCase(),
    path: `${pathname}${search}`,
    headers: Object.fromEntries(headers) as Record<string, string>,
    ...(body === undefined ? {} : { body }),
  }
}

const permissionsOf = ({ manifest }: MountOptions): string[] =>
  manifest.permissions.map(({ permission }) => permission)

function sourcesOf({ manifest }: MountOptions): string[] {
  const policy = manifest.ui_extension.content_security_policy
  return [...(policy?.['connect-src'] ?? []), ...(policy?.['image-src'] ?? [])]
}

/** The calls by name. `options` is read at each call, because an update may have changed it. */
export function createHostCalls(options: () => MountOptions, toasts: Toasts) {
  const services = (): DashboardServices => options().services
  return {
    /** With true, the SDK would call api.stripe.com from the sandbox, as in apps embedded by a platform. */
    supportsFetchAppEmbeddedKey: (): boolean => false,
    fetchAppEmbeddedKey: (): never => {
      throw new Error('There is no embedded key outside of Connect embedded components.')
    },
    fetchStripeSignature: async (payload: Record<string, unknown> = {}) => services().sign(payload),
    stripeApiFetch: async (path: string, init?: Init) => services().stripeApi(callOf(path, init)),
    createOAuthState: async (state = '') => services().createOAuthState(state),
    clipboardWriteText: async (text: string) => services().copy(text),
    refreshDashboardData: (): void => services().refresh(),
    showToast: (message: string, given?: ToastOptions) => toasts.show(message, given),
    getUserAuthorizedPermissions: (): string[] => permissionsOf(options()),
    isPermissionAuthorized: (permission: string): boolean => permissionsOf(options()).includes(permission),
    isSourceInAuthorizedCSP: (source: string): boolean => isAllowedSource(source, sourcesOf(options())),
    navigateToDashboardRoute: (descriptor: RouteDescriptor): void => services().navigate(descriptor),
  }
}

type Call = (...args: never[]) => unknown

/** A log line is plain data, so functions are dropped. */
const plain = (value: unknown): unknown => {
  try {
    return JSON.parse(JSON.stringify(value) ?? 'null') as unknown
  } catch {
    return String(value)
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Wraps the calls so that each is logged with its arguments, result and duration. */
export function logged<T extends Record<string, Call>>(calls: T, log: (event: HostEvent) => void): T {
  const wrap =
    (name: string, call: Call) =>
    async (...args: unknown[]) => {
      const startedAt = performance.now()
      const plainArgs = args.map(plain)
      const logCall = (more: { ok: boolean; answer?: unknown; error?: string }) =>
        log({ type: 'call', name, args: plainArgs, ms: performance.now() - startedAt, ...more })
      try {
        const answer = await (call as (...given: unknown[]) => unknown)(...args)
        logCall({ ok: true, answer: plain(answer) })
        return answer
      } catch (error) {
        logCall({ ok: false, error: messageOf(error) })
        throw error
      }
    }
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [name, wrap(name, call)]),
  ) as unknown as T
}
