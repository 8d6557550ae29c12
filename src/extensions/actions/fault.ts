// Why an action stopped, as a code that can be kept in a row and said in words later; and whether another try may help.

import { Stripe } from 'stripe'
import { Refused } from '#definitions/define.ts'
import { isSourceError } from '#definitions/source-error.ts'
import { readClientFailure } from '#stripe/sdk/client-failure.ts'
import { toName } from '#words/to-name.ts'
import { actionWordsFor, extensionWordsFor } from '#words/words-for.ts'

export type ActionFault = {
  /** `source shipping timeout`, `stripe unreachable`, `internal`: no words of others. */
  code: string
  isRetryable: boolean
}

/** By name too: a bundled configuration may carry classes of its own. */
export const isRefused = (error: unknown): error is Refused =>
  error instanceof Refused || (error instanceof Error && error.name === 'Refused')

const retryableSources = ['timeout', 'unreachable', 'circuit_open', 'failed']
const safe = (code: string | undefined) => (code && /^[a-z0-9_]{1,80}$/.test(code) ? code : '')

export function readFault(error: unknown): ActionFault {
  if (isSourceError(error)) {
    const { source, fault } = error
    return { code: `source ${source} ${fault}`, isRetryable: retryableSources.includes(fault) }
  }
  return error instanceof Stripe.errors.StripeError
    ? readStripe(error)
    : { code: 'internal', isRetryable: false }
}

/**
 * 409: another request with the same idempotency key is under way, as after a crash. An answer of 500 is kept by Stripe under
 * the key and comes again; a new key could do the thing twice, so such a run ends as a dead letter that a person looks into.
 */
function readStripe(error: InstanceType<typeof Stripe.errors.StripeError>): ActionFault {
  const failure = readClientFailure(error)
  if (failure === 'absent') return { code: 'stripe absent', isRetryable: false }
  const reason = failure?.reason ?? 'failed'
  if (failure?.reason === 'permission') {
    return { code: `stripe permission ${safe(failure.permissions[0])}`.trim(), isRetryable: false }
  }
  if (reason !== 'failed') return { code: `stripe ${reason}`, isRetryable: reason !== 'key_refused' }
  const { statusCode = 0 } = error
  if (statusCode === 409) return { code: 'stripe busy', isRetryable: true }
  if (statusCode >= 500) return { code: 'stripe failed', isRetryable: true }
  return { code: `stripe rejected ${safe(error.code)}`.trim(), isRetryable: false }
}

/** The row of the key form of the Dashboard, as it stands there in English. https://docs.stripe.com/keys#limit-access */
const rows: Readonly<Record<string, string>> = {
  refund: 'Charges and Refunds',
  charge: 'Charges and Refunds',
  credit_note: 'Credit notes',
  payment_intent: 'Payment Intents',
  payment_method: 'Payment Methods',
  plan: 'Prices',
  price: 'Prices',
}

/** `rak_refund_write` or `refunds`: "Charges and Refunds: Write". */
export function permissionOf(name: string, right: 'Read' | 'Write'): string {
  const noun = name
    .replace(/^rak_|_(read|write)$/g, '')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
  const singular = noun.replace(/s$/, '')
  return `${rows[singular] ?? `${toName(singular)}s`}: ${right}`
}

/** The sentence for a code, in the viewer's language. */
export function sayFault(code: string, locale: string): string {
  const [where = '', first = '', second = ''] = code.split(' ')
  const words = actionWordsFor(locale)
  if (where === 'source') {
    const sentences: Readonly<Record<string, (who: string) => string>> = extensionWordsFor(locale).source
    return `${sentences[second]?.(toName(first)) ?? words.internal}.`.replace(/\.\.$/, '.')
  }
  if (code === 'timeout' || where !== 'stripe') return words.internal
  switch (first) {
    case 'permission':
      return words.stripe.permission(permissionOf(second, second.endsWith('_read') ? 'Read' : 'Write'))
    case 'rejected':
      return words.stripe.rejected(second)
    case 'timeout':
    case 'unreachable':
    case 'rate_limited':
    case 'busy':
    case 'key_refused':
    case 'absent':
      return words.stripe[first]
    default:
      return words.stripe.failed
  }
}
