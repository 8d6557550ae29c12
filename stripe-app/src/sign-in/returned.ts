// What Stripe passes to a view when a person returns from another service. The page was left in between, so nothing is in
// memory: the state names the service, and the gateway, which issued it, verifies that it is ours.

export type Returned = { code?: string; verifier?: string; state?: string; error?: string }

const stateShape = /^([a-z][a-z0-9-]{0,59})\.([A-Za-z0-9_-]{1,330})$/

/** Builds the argument of `createOAuthState`. */
export const joinState = (service: string, issued: string): string => `${service}.${issued}`

/** Splits a state into service and issued state; undefined for a state from another app. */
export function splitState(state: string | undefined): { service: string; issued: string } | undefined {
  const [, service, issued] = stateShape.exec(state ?? '') ?? []
  return service !== undefined && issued !== undefined ? { service, issued } : undefined
}

/** Whether this is a return: Stripe also passes an empty object. */
export const isReturn = (returned: Returned | undefined): returned is Returned =>
  returned !== undefined && Boolean(returned.code ?? returned.error)
