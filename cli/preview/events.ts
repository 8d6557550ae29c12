// The preview's events: the simulated Stripe sends them, signed, to the preview's gateway, as endpoints set up in Stripe would. The
// secrets are generated for each run; two more are for `tillside trigger`, which finds them in the preview's note.

import { randomBytes } from 'node:crypto'
import type { HandlerRunReport } from '#webhooks/handler-task.ts'
import type { StripeSimulator } from '../../simulator/stripe/simulator.ts'
import type { LogLine } from '../../simulator/world/log-line.ts'

const modes = ['live', 'test'] as const
type Mode = (typeof modes)[number]
const names = { eu: 'Kelpie Coffee', us: 'Kelpie Coffee US' } as const

export type PreviewEvents = {
  /** More settings of the gateway. */
  settings: Record<string, string>
  /** The secrets that `tillside trigger` signs with. */
  secrets: Record<Mode, string>
  /** Starts sending events to this gateway. */
  begin: (gatewayUrl: string) => void
  close: () => Promise<void>
}

/** One endpoint for each own account and mode, and one for each mode that receives events of accounts with the app. */
export function planEvents(simulator: StripeSimulator): PreviewEvents {
  const makeSecret = () => `whsec_${randomBytes(24).toString('hex')}`
  const own = [
    { account: 'eu', mode: 'live' },
    { account: 'eu', mode: 'test' },
    { account: 'us', mode: 'live' },
  ] as const
  const plans = [
    ...own.map(({ account, mode }) => ({
      mode,
      name: names[account],
      secret: makeSecret(),
      accountId: simulator.accounts[account],
    })),
    ...modes.map((mode) => ({ mode, name: undefined, secret: makeSecret(), accountId: undefined })),
  ]
  const secrets = { live: makeSecret(), test: makeSecret() }
  const secretsOf = (mode: Mode) =>
    [
      secrets[mode],
      ...plans
        .filter((plan) => plan.mode === mode)
        .map(({ name, secret }) => (name === undefined ? secret : `${name}=${secret}`)),
    ].join(',')
  return {
    secrets,
    settings: {
      STRIPE_WEBHOOK_SECRETS_LIVE: secretsOf('live'),
      STRIPE_WEBHOOK_SECRETS_TEST: secretsOf('test'),
    },
    begin(gatewayUrl) {
      for (const { mode, secret, accountId } of plans)
        simulator.webhooks.add({
          url: `${gatewayUrl}/webhooks/stripe/${mode}`,
          secret,
          livemode: mode === 'live',
          connect: accountId === undefined,
          enabledEvents: ['*'],
          ...(accountId === undefined ? {} : { accountId }),
        })
    },
    close: () => simulator.webhooks.close(),
  }
}

/** A handler's run as a line of the preview's log. */
export const handlerRunLine = ({
  eventId,
  type,
  handler,
  ok,
  startedMs,
  endedMs,
}: HandlerRunReport): LogLine => ({
  id: `handled-${handler}-${eventId}-${startedMs}`,
  kind: 'gateway',
  who: 'gateway, later',
  atMs: startedMs,
  verb: ok ? 'handled' : 'not handled',
  what: `${type} by ${handler}`,
  tookMs: endedMs - startedMs,
  status: ok ? 200 : 500,
  ...(ok ? {} : { note: 'it is tried again' }),
})
