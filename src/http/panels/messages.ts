// The messages around the panels: who was found, and how old and complete the response is.

import type { CustomerBilling, Lookup, Mode, Cached, StripeAccount, Unavailable } from '#contract/billing.ts'
import type { AccountState, PanelsMessage } from '#contract/api.ts'
import type { CustomerRef, Panel } from '#contract/panel.ts'
import { describeUnavailable, type View } from '#panels/draw.ts'

/** Messages in the order in which they become known. */
export type Messages = AsyncGenerator<PanelsMessage>

type MessageOf<T extends PanelsMessage['type']> = Extract<PanelsMessage, { type: T }>

type FoundOptions = {
  people: Lookup['people']
  current?: string
  customer?: CustomerRef
  accounts: Lookup['accounts']
  mode: Mode
  modes: Mode[]
  asOfMs: number
}

const iso = (ms: number) => new Date(ms).toISOString()

/** The first message: lets the bar show people and their counts before any panel. */
export function foundMessage(options: FoundOptions, view: View): MessageOf<'found'> {
  const { people, current, customer, accounts, mode, modes, asOfMs } = options
  return {
    type: 'found',
    people: people.map(({ address, name, skipped, hits }) => ({
      address,
      ...(name === undefined ? {} : { name }),
      ...(skipped ? { skipped } : {}),
      customers: hits.length,
    })),
    ...(current === undefined ? {} : { current }),
    ...(customer ? { customer } : {}),
    accounts: accounts.map(({ account, unavailable }) => accountState(account, unavailable, view)),
    mode,
    modes,
    asOf: iso(asOfMs),
  }
}

const accountState = (
  { key, name, accountId, mode }: StripeAccount,
  unavailable: Unavailable | undefined,
  view: View,
): AccountState => ({
  key,
  mode,
  ...(name === undefined ? {} : { name }),
  ...(accountId === undefined ? {} : { accountId }),
  ...(unavailable ? { problem: describeUnavailable(unavailable, view) } : {}),
})

/** One message per panel: each is drawn as soon as it arrives. */
export const panelMessages = (panels: Panel[]): MessageOf<'panel'>[] =>
  panels.map((panel) => ({ type: 'panel', panel }))

/** How old the oldest part is, and the first reason why a part could not be renewed. */
export type Age = { asOfMs: number; stale?: Unavailable }

/** The age of everything shown about a customer. */
export function ageOf(billing: CustomerBilling): Age {
  const { subscriptions, invoices, payments, disputes, products, paymentMethods } = billing
  const readings: Cached<unknown>[] = [subscriptions, invoices, payments, disputes, products, paymentMethods]
  const read = readings.filter((reading) => reading.state === 'read')
  const stale = read.find((reading) => reading.stale !== undefined)?.stale
  return {
    asOfMs: Math.min(billing.asOfMs, ...read.map(({ asOfMs }) => asOfMs)),
    ...(stale ? { stale } : {}),
  }
}

/** The last message. */
export function doneMessage(
  age: Age,
  { requestId, stripeRequests, view }: { requestId: string; stripeRequests: number; view: View },
): MessageOf<'done'> {
  const { stale } = age
  const retryAtMs = stale?.reason === 'rate_limited' ? stale.retryAtMs : undefined
  return {
    type: 'done',
    asOf: iso(age.asOfMs),
    ...(stale
      ? {
          stale: {
            text: describeUnavailable(stale, view),
            ...(retryAtMs === undefined ? {} : { retryAt: iso(retryAtMs) }),
          },
        }
      : {}),
    requestId,
    stripeRequests,
  }
}
