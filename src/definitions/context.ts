// What the functions of a configuration are given: who asks, about what, and the means to find out. Types only.

import type Stripe from 'stripe'
import type { Mode } from '#contract/billing.ts'
import type { FormInput } from '#contract/form.ts'
import type { SubjectKind } from '#contract/subject.ts'
import type { OpenSources, Sources } from './source.ts'

/** Stripe's object for each kind of subject. */
export type ObjectOf = {
  customer: Stripe.Customer
  invoice: Stripe.Invoice
  product: Stripe.Product
  subscription: Stripe.Subscription
  payment: Stripe.PaymentIntent | Stripe.Charge
}

/** The subject as `load` sees it: read from Stripe, in the account and mode of whoever asks. */
export type SubjectOf<K extends SubjectKind> = K extends keyof ObjectOf
  ? { kind: K; id: string; object: ObjectOf[K] }
  : { kind: 'email'; address: string }

/** Who asks, proven; what an in-house service is told. */
export type Caller = {
  /** `usr_…`, a connection key's id, `secret_header`, or what runs: `handler:…`, `schedule:…`. */
  id: string
  /** `gateway`: nobody asks; a handler or a schedule runs. */
  kind: 'stripe_app' | 'connection_key' | 'secret_header' | 'cli' | 'gateway'
  /** For people and the audit: a key's name, or what Stripe or Missive calls the person. */
  name: string
  /** Stripe's built-in role ids that were signed; for the sidebar those the configuration grants. */
  roles: readonly string[]
}

export type Surface = 'sidebar' | 'stripe_app' | 'cli'

export type CallContext<K extends SubjectKind, S extends Sources> = {
  subject: SubjectOf<K>
  sources: OpenSources<S>
  /** Asks Stripe as the account of the caller, with the key that reads. */
  stripe: Stripe
  caller: Caller
  account: { key: string; accountId?: string; name?: string; mode: Mode; sandbox: boolean }
  surface: Surface
  /** BCP 47, of the viewer. */
  locale: string
  /** IANA name, of the viewer; UTC where nobody said. Count and write days in it. */
  timeZone: string
  now: Date
  /** Aborts at the deadline, or when nobody waits any more. */
  signal: AbortSignal
}

export type LoadContext<K extends SubjectKind, S extends Sources> = CallContext<K, S> & {
  /** What a `load` action carried: a filter, a page. */
  params: Readonly<Record<string, string>>
}

/** `form` and `confirm`: reading only. */
export type FormContext<K extends SubjectKind, S extends Sources> = CallContext<K, S> & {
  /** As entered so far; not yet checked. */
  entered: FormInput
}

export type ConfirmContext<K extends SubjectKind, S extends Sources, Input> = CallContext<K, S> & {
  input: Input
}

/** `run`: durable. After a crash it is called again with the same input; finished steps give their first result. */
export type RunContext<K extends SubjectKind, S extends Sources, Input> = Omit<
  CallContext<K, S>,
  'stripe'
> & {
  input: Input
  /** Asks Stripe with the key for actions (`STRIPE_ACTIONS_KEY`). Writes need an idempotency key: use `keyFor`. */
  stripe: Stripe
  /**
   * Runs `work` once and records its result (JSON); a repeated run returns what is recorded. A failure that is worth another
   * try makes the whole run wait and start again at this step. Names are unique within a run.
   */
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** A stable idempotency key for one write of this run. */
  keyFor: (name: string) => string
  /** How often this run has begun; 1 at first. */
  attempt: number
}
