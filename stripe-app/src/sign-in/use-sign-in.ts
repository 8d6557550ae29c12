// Connects the sign-in to the gateway and Stripe.

import { createOAuthState } from '@stripe/ui-extension-sdk/utils'
import { useApp } from '../app-context.tsx'
import type { Gateway } from '../gateway.ts'
import { later } from '../later.ts'
import { useTask } from '../store.ts'
import { joinState, type Returned } from './returned.ts'
import { createSignIn, type SignIn, type SignInState } from './sign-in.ts'

/** Codes sent from this page. Shared, because views come and go and Stripe passes the same code to each of them. */
const spent = new Set<string>()

/** The sign-in address from the gateway, completed with the challenge from Stripe, which keeps the verifier. */
export async function prepareSignIn(
  service: string,
  gateway: Gateway,
  createState: typeof createOAuthState,
  signal?: AbortSignal,
): Promise<string> {
  const { start } = await gateway.startSignIn(service, signal)
  if (!start) throw new Error('The gateway did not start a sign-in')
  const { state, challenge } = await createState(joinState(service, start.state))
  const url = new URL(start.authorizeUrl)
  url.searchParams.set('state', state)
  url.searchParams.set('code_challenge', challenge)
  url.searchParams.set('code_challenge_method', 'S256')
  return url.href
}

export function useSignIn(service: string, returned: Returned | undefined): [SignInState, SignIn] {
  const { gateway } = useApp()
  return useTask(
    () =>
      createSignIn({
        service,
        returned,
        spent,
        readStatus: (signal) => gateway.signInStatus(service, signal),
        prepare: (signal) => prepareSignIn(service, gateway, createOAuthState, signal),
        exchange: gateway.exchangeCode,
        signOut: () => gateway.signOut(service),
        later,
      }),
    [gateway],
  )
}
