// Signing in to another service with PKCE, as states. The gateway issues the state, exchanges the code and keeps the tokens;
// here is only which step comes next, and that a code is never sent twice: Stripe hands the same one out at every drawing.
// https://docs.stripe.com/stripe-apps/pkce-oauth-flow

import { assign, fromPromise, setup } from 'xstate'
import type { OauthExchangeArgs, OauthState } from '../generated/contract.ts'
import { isReturn, type Returned, splitState } from './returned.ts'

export type Phase = 'checking' | 'preparing' | 'consent' | 'exchanging' | 'signing_out'
export type Problem = { phase: Phase; error: unknown }

/** No answer of the service is an error of ours. */
export class NotCompleted extends Error {
  override readonly name = 'NotCompleted'
  readonly reason: 'denied' | 'incomplete'
  constructor(reason: 'denied' | 'incomplete') {
    super(reason)
    this.reason = reason
  }
}

export type SignInInput = {
  service: string
  returned?: Returned | undefined
  /** Codes that were sent already; shared by all views of this page. */
  spent: Set<string>
}

type Context = SignInInput & {
  /** Where the person goes to sign in. */
  authorizeUrl?: string | undefined
  account?: string | undefined
  since?: string | undefined
  /** There was a sign-in, and it ended by itself. */
  expired: boolean
  problem?: Problem | undefined
}

type Events =
  | { type: 'PRESSED' }
  | { type: 'CANCEL' }
  | { type: 'RETURNED'; returned: Returned }
  | { type: 'SIGN_OUT' }
  | { type: 'CHECK' }
  | { type: 'RETRY' }

type Asked = { service: string }

const unprovided = () => Promise.reject(new Error('not provided'))

const belongs = ({ service, returned }: Context) => splitState(returned?.state)?.service === service

function exchangeArgs({ service, returned }: Context): OauthExchangeArgs {
  const { code = '', verifier = '', state } = returned ?? {}
  return { service, code, verifier, state: splitState(state)?.issued ?? '' }
}

const base = setup({
  types: { context: {} as Context, events: {} as Events, input: {} as SignInInput },
  actors: {
    readStatus: fromPromise<OauthState, Asked>(unprovided),
    /** Answers with the address to go to. */
    prepare: fromPromise<string, Asked>(unprovided),
    exchange: fromPromise<OauthState, OauthExchangeArgs>(unprovided),
    signOut: fromPromise<OauthState, Asked>(unprovided),
  },
  guards: {
    nothingReturned: ({ context }) => !isReturn(context.returned),
    /** Some services leave the state out when a person says no. */
    denied: ({ context }) =>
      context.returned?.error !== undefined && (context.returned.state === undefined || belongs(context)),
    ofAnother: ({ context }) => !belongs(context),
    spent: ({ context }) => context.spent.has(context.returned?.code ?? ''),
    incomplete: ({ context }) => !context.returned?.code || !context.returned.verifier,
    failedAt: ({ context }, { phases }: { phases: readonly Phase[] }) =>
      context.problem !== undefined && phases.includes(context.problem.phase),
  },
  actions: {
    know: assign((_, { answer }: { answer: OauthState }) => ({
      account: answer.state === 'signed_in' ? answer.account : undefined,
      since: answer.state === 'signed_in' ? answer.since : undefined,
      expired: answer.state === 'expired',
      problem: undefined,
    })),
    fail: assign((_, problem: Problem) => ({ problem })),
    markSpent: ({ context }) => {
      if (context.returned?.code) context.spent.add(context.returned.code)
    },
    forgetReturn: assign({ returned: undefined }),
    clear: assign({ account: undefined, since: undefined, expired: false, problem: undefined }),
  },
  /** The gateway keeps an issued state for ten minutes; a link is renewed before. */
  delays: { linkLapses: 9 * 60_000, consentLapses: 10 * 60_000 },
})

export const signInMachine = base.createMachine({
  id: 'sign-in',
  context: ({ input }) => ({ ...input, expired: false }),
  initial: 'deciding',
  on: {
    RETURNED: {
      target: '.deciding',
      actions: assign({ returned: ({ event }) => event.returned, problem: undefined }),
    },
  },
  states: {
    deciding: {
      always: [
        { guard: 'nothingReturned', target: 'checking' },
        {
          guard: 'denied',
          target: 'failed',
          actions: [
            'forgetReturn',
            { type: 'fail', params: { phase: 'consent', error: new NotCompleted('denied') } },
          ],
        },
        { guard: 'ofAnother', target: 'checking', actions: 'forgetReturn' },
        { guard: 'spent', target: 'checking', actions: 'forgetReturn' },
        {
          guard: 'incomplete',
          target: 'failed',
          actions: [
            'forgetReturn',
            { type: 'fail', params: { phase: 'consent', error: new NotCompleted('incomplete') } },
          ],
        },
        { target: 'exchanging' },
      ],
    },
    checking: {
      invoke: {
        src: 'readStatus',
        input: ({ context }) => ({ service: context.service }),
        onDone: [
          {
            guard: ({ event }) => event.output.state === 'signed_in',
            target: 'signedIn',
            actions: { type: 'know', params: ({ event }) => ({ answer: event.output }) },
          },
          {
            target: 'preparing',
            actions: { type: 'know', params: ({ event }) => ({ answer: event.output }) },
          },
        ],
        onError: {
          target: 'failed',
          actions: { type: 'fail', params: ({ event }) => ({ phase: 'checking', error: event.error }) },
        },
      },
    },
    preparing: {
      invoke: {
        src: 'prepare',
        input: ({ context }) => ({ service: context.service }),
        onDone: {
          target: 'signedOut',
          actions: assign({ authorizeUrl: ({ event }) => event.output, problem: undefined }),
        },
        onError: {
          target: 'failed',
          actions: { type: 'fail', params: ({ event }) => ({ phase: 'preparing', error: event.error }) },
        },
      },
    },
    signedOut: {
      on: { PRESSED: 'awaitingConsent', CHECK: 'checking' },
      after: { linkLapses: 'preparing' },
    },
    awaitingConsent: {
      on: { CANCEL: 'preparing', CHECK: 'checking' },
      after: { consentLapses: 'preparing' },
    },
    exchanging: {
      entry: 'markSpent',
      invoke: {
        src: 'exchange',
        input: ({ context }) => exchangeArgs(context),
        onDone: {
          target: 'signedIn',
          actions: { type: 'know', params: ({ event }) => ({ answer: event.output }) },
        },
        onError: {
          target: 'doubting',
          actions: { type: 'fail', params: ({ event }) => ({ phase: 'exchanging', error: event.error }) },
        },
      },
      exit: 'forgetReturn',
    },
    /** Perhaps another view of this page exchanged the code first, or only the answer was lost. */
    doubting: {
      invoke: {
        src: 'readStatus',
        input: ({ context }) => ({ service: context.service }),
        onDone: [
          {
            guard: ({ event }) => event.output.state === 'signed_in',
            target: 'signedIn',
            actions: { type: 'know', params: ({ event }) => ({ answer: event.output }) },
          },
          { target: 'failed' },
        ],
        onError: 'failed',
      },
    },
    signedIn: { on: { SIGN_OUT: 'signingOut', CHECK: 'checking' } },
    signingOut: {
      invoke: {
        src: 'signOut',
        input: ({ context }) => ({ service: context.service }),
        onDone: { target: 'preparing', actions: 'clear' },
        onError: {
          target: 'failed',
          actions: { type: 'fail', params: ({ event }) => ({ phase: 'signing_out', error: event.error }) },
        },
      },
    },
    failed: {
      on: {
        RETRY: [
          { guard: { type: 'failedAt', params: { phases: ['signing_out'] } }, target: 'signingOut' },
          // A code is good once, whatever became of it: from here only a new sign-in leads on.
          {
            guard: { type: 'failedAt', params: { phases: ['consent', 'exchanging', 'preparing'] } },
            target: 'preparing',
          },
          { target: 'checking' },
        ],
      },
    },
  },
})
