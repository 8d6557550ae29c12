// What Stripe hands to a view when a person comes back from another service. The page was left in between, so nothing is in
// memory any more: the state says which service it was, and the gateway, which issued it, whether it is ours.

export type Returned = { code?: string; verifier?: string; state?: string; error?: string }

const stateShape = /^([a-z][a-z0-9-]{0,59})\.([A-Za-z0-9_-]{1,330})$/

/** What is given to `createOAuthState`. */
export const joinState = (service: string, issued: string): string => `${service}.${issued}`

/** Service and issued state; nothing for a state that another app made. */
export function splitState(state: string | undefined): { service: string; issued: string } | undefined {
  const [, service, issued] = stateShape.exec(state ?? '') ?? []
  return service !== undefined && issued !== undefined ? { service, issued } : undefined
}

/** Whether there is anything to look at: Stripe also gives an empty object. */
export const isReturn = (returned: Returned | undefined): returned is Returned =>
  returned !== undefined && Boolean(returned.code ?? returned.error)
