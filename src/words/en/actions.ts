// What the gateway says around actions, in English: buttons, how a run ended, why it waits.

export type ActionWords = {
  next: string
  review: string
  nothingChanged: string
  underWay: string
  underWayText: string
  triedAgain: string
  /** Steps as people read them. */
  doneSteps: (steps: readonly string[]) => string
  uncertainStep: (step: string) => string
  uncertainRest: string
  failed: string
  stopped: (times: number) => string
  tooLate: string
  internal: string
  /** Nobody has what it is about any more. */
  gone: string
  actionGone: string
  appRemoved: string
  inputOld: string
  accountGone: string
  unsaid: string
  request: string
  /** `Charges and Refunds: Write`. */
  noKey: (permission: string) => string
  stripe: {
    timeout: string
    unreachable: string
    rate_limited: string
    busy: string
    failed: string
    key_refused: string
    absent: string
    permission: (permission: string) => string
    rejected: (code: string) => string
  }
}

export const actions: ActionWords = {
  next: 'Next',
  review: 'Review',
  nothingChanged: 'Nothing was changed',
  underWay: 'In progress',
  underWayText: 'This continues on its own; you can close it.',
  triedAgain: 'This is retried automatically; you can close it.',
  doneSteps: (steps) => `Done: ${steps.join(', ')}.`,
  uncertainStep: (step) => `${step} may or may not have happened.`,
  uncertainRest: 'Later steps may or may not have happened.',
  failed: 'Not finished',
  stopped: (times) => `Gave up after ${times === 1 ? 'one attempt' : `${times} attempts`}.`,
  tooLate: 'It could not run in time and will not be tried again.',
  internal: 'This action failed.',
  gone: 'This no longer exists in Stripe.',
  actionGone: 'This action no longer exists.',
  appRemoved: 'The app has been removed from this Stripe account.',
  inputOld: 'This action now needs different input.',
  accountGone: 'The gateway no longer has a key for this Stripe account.',
  unsaid: 'It is done, but the action’s result cannot be shown.',
  request: 'Request ',
  noKey: (permission) =>
    `There is no key for actions. Set STRIPE_ACTIONS_KEY to a restricted key with the permission “${permission}”.`,
  stripe: {
    timeout: 'Stripe did not answer in time.',
    unreachable: 'Stripe cannot be reached.',
    rate_limited: 'Stripe asks us to wait a moment.',
    busy: 'Stripe is still working on this.',
    failed: 'Stripe reported an error.',
    key_refused: 'Stripe rejected the key.',
    absent: 'This does not exist in Stripe.',
    permission: (permission) => `The key lacks a permission. In Stripe, tick “${permission}”.`,
    rejected: (code) =>
      code === '' ? 'Stripe did not accept this.' : `Stripe did not accept this: ${code}.`,
  },
}
