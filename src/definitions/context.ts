// The arguments of a configuration's functions: the caller, the subject, and access to sources and Stripe. Types only.

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

/** The subject as `load` sees it, read from Stripe in the caller's account and mode. */
export type SubjectOf<K extends SubjectKind> = K extends keyof ObjectOf
  ? { kind: K; id: string; object: ObjectOf[K] }
  : { kind: 'email'; address: string }

/** The proven caller, as it is reported to in-house services. */
export type Caller = {
  /** `usr_…`, a connection key's id, `secret_header`, or what runs: `handler:…`, `schedule:…`. */
  id: string
  /** `gateway`: no person; a handler or a schedule runs. */
  kind: 'stripe_app' | 'connection_key' | 'secret_header' | 'cli' | 'gateway'
  /** For people and the audit: a key's name, or what Stripe or Missive calls the person. */
  name: string
  /** Stripe's built-in role ids, as signed; in the sidebar the roles that the configuration grants. */
  roles: readonly string[]
}

export type Surface = 'sidebar' | 'stripe_app' | 'cli'

export type CallContext<K extends SubjectKind, S extends Sources> = {
  subject: SubjectOf<K>
  sources: OpenSources<S>
  /** A client for the caller's account, with the key that reads. */
  stripe: Stripe
  caller: Caller
  account: { key: string; accountId?: string; name?: string; mode: Mode; sandbox: boolean }
  surface: Surface
  /** BCP 47, of the viewer. */
  locale: string
  /** IANA name, of the viewer; UTC if unknown. Use it to count and write days. */
  timeZone: string
  now: Date
  /** Aborts at the deadline, or when the result is no longer needed. */
  signal: AbortSignal
}

export type LoadContext<K extends SubjectKind, S extends Sources> = CallContext<K, S> & {
  /** The parameters of a `load` action: a filter, a page. */
  params: Readonly<Record<string, string>>
}

/** For `form`. Like `confirm`, it must only read. */
export type FormContext<K extends SubjectKind, S extends Sources> = CallContext<K, S> & {
  /** The values entered so far, not yet checked. */
  entered: FormInput
}

export type ConfirmContext<K extends SubjectKind, S extends Sources, Input> = CallContext<K, S> & {
  input: Input
}

/** For `run`, which is durable: after a crash it is called again with the same input, and finished steps return their first result. */
export type RunContext<K extends SubjectKind, S extends Sources, Input> = Omit<
  CallContext<K, S>,
  'stripe'
> & {
  input: Input
  /** A client with the key for actions (`STRIPE_ACTIONS_KEY`). Writes need an idempotency key: use `keyFor`. */
  stripe: Stripe
  /**
   * Runs `work` once and records its result (JSON); a repeated run returns the recorded result. After a retryable failure the whole
   * run waits and starts again at this step. Names are unique within a run.
   */
  step: <T>(name: string, work: () => Promise<T>) => Promise<T>
  /** A stable idempotency key for one write of this run. */
  keyFor: (name: string) => string
  /** The number of this attempt, starting at 1. */
  attempt: number
}
