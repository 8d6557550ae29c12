// The sign-in machine with the gateway and Stripe behind it.

import { createOAuthState } from '@stripe/ui-extension-sdk/utils'
import { useMachine } from '@xstate/react'
import { useMemo } from 'react'
import { fromPromise } from 'xstate'
import { useApp } from '../app-context.tsx'
import type { Gateway } from '../gateway.ts'
import type { OauthExchangeArgs, OauthState } from '../generated/contract.ts'
import { signInMachine } from './machine.ts'
import { joinState, type Returned } from './returned.ts'

/** Codes sent from this page. Views come and go, and Stripe gives each of them the same one. */
const spent = new Set<string>()

type Asked = { service: string }

/** The gateway's address for this sign-in, completed with the challenge that Stripe made and keeps the verifier of. */
export async function prepareSignIn(
  service: string,
  gateway: Gateway,
  createState: typeof createOAuthState,
  signal?: AbortSignal,
): Promise<string> {
  const { start } = await gateway.startSignIn(service, signal)
  if (!start) throw new Error('The gateway began no sign-in')
  const { state, challenge } = await createState(joinState(service, start.state))
  const url = new URL(start.authorizeUrl)
  url.searchParams.set('state', state)
  url.searchParams.set('code_challenge', challenge)
  url.searchParams.set('code_challenge_method', 'S256')
  return url.href
}

export function useSignIn(service: string, returned: Returned | undefined) {
  const { gateway } = useApp()
  const provided = useMemo(
    () =>
      signInMachine.provide({
        actors: {
          readStatus: fromPromise<OauthState, Asked>(({ input, signal }) =>
            gateway.signInStatus(input.service, signal),
          ),
          prepare: fromPromise<string, Asked>(({ input, signal }) =>
            prepareSignIn(input.service, gateway, createOAuthState, signal),
          ),
          exchange: fromPromise<OauthState, OauthExchangeArgs>(({ input }) => gateway.exchangeCode(input)),
          signOut: fromPromise<OauthState, Asked>(({ input }) => gateway.signOut(input.service)),
        },
      }),
    [gateway],
  )
  return useMachine(provided, { input: { service, returned, spent } })
}
