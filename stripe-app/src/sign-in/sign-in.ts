// Signing in to another service with PKCE, step by step. The gateway issues the state, exchanges the code and keeps the tokens.
// This only decides which step comes next. It never sends a code twice, although Stripe passes the same one to every render.
// https://docs.stripe.com/stripe-apps/pkce-oauth-flow

import type { OauthExchangeArgs, OauthState } from '../generated/contract.ts'
import { createStore, type Task } from '../store.ts'
import { isReturn, type Returned, splitState } from './returned.ts'

export type Phase = 'checking' | 'preparing' | 'consent' | 'exchanging' | 'signing_out'
export type Problem = { phase: Phase; error: unknown }

/** The service denied the sign-in, or the return was incomplete. */
export class NotCompleted extends Error {
  override readonly name = 'NotCompleted'
  readonly reason: 'denied' | 'incomplete'
  constructor(reason: 'denied' | 'incomplete') {
    super(reason)
    this.reason = reason
  }
}

export type SignInState = {
  at:
    | 'checking'
    | 'preparing'
    | 'signedOut'
    | 'awaitingConsent'
    | 'exchanging'
    /** The exchange failed; perhaps another view of this page was faster, or only the response was lost. */
    | 'doubting'
    | 'signedIn'
    | 'signingOut'
    | 'failed'
  /** Where the person goes to sign in. */
  authorizeUrl?: string | undefined
  account?: string | undefined
  since?: string | undefined
  /** Whether an earlier sign-in has expired. */
  expired: boolean
  problem?: Problem | undefined
}

export type SignInDeps = {
  service: string
  /** What Stripe passed to the view if the person is returning. */
  returned?: Returned | undefined
  /** Codes that were already sent; shared by all views of this page. */
  spent: Set<string>
  readStatus: (signal: AbortSignal) => Promise<OauthState>
  /** Resolves to the service's sign-in address. */
  prepare: (signal: AbortSignal) => Promise<string>
  exchange: (args: OauthExchangeArgs) => Promise<OauthState>
  signOut: () => Promise<OauthState>
  /** Runs a callback later; returns a function that cancels it. */
  later: (ms: number, run: () => void) => () => void
}

export type SignIn = Task<SignInState> & {
  /** Called when the person follows the link. */
  press: () => void
  /** Called when the person gives up; creates a new link. */
  cancel: () => void
  /** Reads the status again. */
  check: () => void
  retry: () => void
  signOut: () => void
  /** Handles a return without a page load. */
  takeReturn: (returned: Returned) => void
}

/** The gateway keeps an issued state for ten minutes; the link is renewed before that. */
const linkMs = 9 * 60_000
const consentMs = 10 * 60_000

const knownFrom = (status: OauthState) => ({
  account: status.state === 'signed_in' ? status.account : undefined,
  since: status.state === 'signed_in' ? status.since : undefined,
  expired: status.state === 'expired',
  problem: undefined,
})

/** Creates the sign-in to one service. */
export function createSignIn(deps: SignInDeps): SignIn {
  const { service, spent } = deps
  const store = createStore<SignInState>({ at: 'checking', expired: false })
  let step = new AbortController()
  let cancelTimer: () => void = () => undefined

  /** Enters another state; anything the earlier state was waiting for is dropped. */
  function go(at: SignInState['at'], change: Partial<SignInState> = {}): AbortSignal {
    step.abort()
    cancelTimer()
    step = new AbortController()
    store.set({ ...store.state(), ...change, at })
    return step.signal
  }

  function fail(phase: Phase, error: unknown): void {
    go('failed', { problem: { phase, error } })
  }

  /** Waits for a promise in the current state. Neither handler is called once another state was entered. */
  function wait<Value>(
    signal: AbortSignal,
    promise: Promise<Value>,
    onValue: (value: Value) => void,
    onError: (error: unknown) => void,
  ): void {
    promise.then(
      (value) => signal.aborted || onValue(value),
      (error: unknown) => signal.aborted || onError(error),
    )
  }

  function check(): void {
    const signal = go('checking')
    wait(
      signal,
      deps.readStatus(signal),
      (status) => {
        if (status.state === 'signed_in') go('signedIn', knownFrom(status))
        else prepare(knownFrom(status))
      },
      (error) => fail('checking', error),
    )
  }

  function prepare(change: Partial<SignInState> = {}): void {
    const signal = go('preparing', change)
    wait(
      signal,
      deps.prepare(signal),
      (authorizeUrl) => {
        go('signedOut', { authorizeUrl, problem: undefined })
        cancelTimer = deps.later(linkMs, () => prepare())
      },
      (error) => fail('preparing', error),
    )
  }

  function exchange({ code = '', verifier = '', state }: Returned): void {
    const signal = go('exchanging')
    spent.add(code)
    wait(
      signal,
      deps.exchange({ service, code, verifier, state: splitState(state)?.issued ?? '' }),
      (status) => go('signedIn', knownFrom(status)),
      (error) => doubt({ phase: 'exchanging', error }),
    )
  }

  function doubt(problem: Problem): void {
    const signal = go('doubting', { problem })
    wait(
      signal,
      deps.readStatus(signal),
      (status) => {
        if (status.state === 'signed_in') go('signedIn', knownFrom(status))
        else go('failed')
      },
      () => go('failed'),
    )
  }

  function signOut(): void {
    const signal = go('signingOut')
    wait(
      signal,
      deps.signOut(),
      () => prepare({ account: undefined, since: undefined, expired: false, problem: undefined }),
      (error) => fail('signing_out', error),
    )
  }

  /** Handles a return, if there is one. */
  function decide(returned: Returned | undefined): void {
    if (!isReturn(returned)) return check()
    const isOurs = splitState(returned.state)?.service === service
    // Some services leave out the state when the person declines.
    if (returned.error !== undefined && (returned.state === undefined || isOurs))
      return fail('consent', new NotCompleted('denied'))
    if (!isOurs || spent.has(returned.code ?? '')) return check()
    if (!returned.code || !returned.verifier) return fail('consent', new NotCompleted('incomplete'))
    return exchange(returned)
  }

  /** Creates a handler that runs only in the given states. */
  const only = (states: readonly SignInState['at'][], run: () => void) => () => {
    if (states.includes(store.state().at)) run()
  }

  return {
    state: store.state,
    subscribe: store.subscribe,
    start: () => decide(deps.returned),
    close: () => {
      step.abort()
      cancelTimer()
    },
    press: only(['signedOut'], () => {
      go('awaitingConsent')
      cancelTimer = deps.later(consentMs, () => prepare())
    }),
    cancel: only(['awaitingConsent'], () => prepare()),
    check: only(['signedOut', 'awaitingConsent', 'signedIn'], check),
    signOut: only(['signedIn'], signOut),
    retry: only(['failed'], () => {
      const phase = store.state().problem?.phase
      if (phase === 'signing_out') signOut()
      else if (phase === 'checking') check()
      // A code is valid once, whatever became of it, so the only way forward is a new sign-in.
      else prepare()
    }),
    takeReturn: (returned) => {
      store.set({ ...store.state(), problem: undefined })
      decide(returned)
    },
  }
}
