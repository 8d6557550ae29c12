// An event's payload as people may see it without a reason: its shape, ids, amounts and states, and nothing of a person.
// What is not known to be harmless is masked, so that a new field of Stripe's is masked until somebody looks at it.

export const mask = '•••'

/** Fields whose text is one of a few words, or names a kind of thing. */
const plainKeys = new Set([
  'object',
  'type',
  'status',
  'currency',
  'api_version',
  'mode',
  'scheme',
  'interval',
  'usage_type',
  'billing_scheme',
  'tax_behavior',
  'tiers_mode',
  'collection_method',
  'billing_reason',
  'cancellation_reason',
  'capture_method',
  'confirmation_method',
  'payment_status',
  'setup_future_usage',
  'brand',
  'display_brand',
  'network',
  'funding',
  'category',
  'decline_code',
  'failure_code',
  'network_decline_code',
  'code',
  'network_status',
  'risk_level',
  'reason',
  'duration',
  'proration_behavior',
  'tax_exempt',
  'pending_reason',
  'balance_type',
  'reporting_category',
  'method',
  'source_type',
  'end_behavior',
  'missing_payment_method',
  'behavior',
  'disabled_reason',
  'submit_type',
  'payment_method_collection',
  'customer_creation',
  'ui_mode',
  'address_line1_check',
  'address_postal_code_check',
  'cvc_check',
  'payment_method_types',
])

/** Everything below these is about a person, or written by one: numbers too, such as a day of birth. */
const privateKeys = new Set([
  'dob',
  'metadata',
  'custom_fields',
  'individual',
  'evidence',
  'location',
  'verification',
  'personal_details',
  'shipping',
  'custom_text',
  'default_values',
])

/** Texts in these stay, as far as they are what the name says. */
const shapes: [key: RegExp, shape: RegExp][] = [
  [/^last4$/, /^[0-9]{4}$/],
  [/(_decimal|_excluding_tax|^amount|^percent_off|^quantity|^value)$/, /^-?[0-9]{1,20}(\.[0-9]{1,14})?$/],
  [/(^created|_at|_on|^timestamp|^start|^end)$/, /^\d{4}-\d\d-\d\d(T[0-9:.]{5,15}(Z|[+-]\d\d:\d\d))?$/],
]

/** Stripe's ids; what they are of stands in front. A client secret begins like one, and says what it is. */
const idPattern =
  /^(?:acct|ba|bt|btok|card|ca|ch|cn|cnli|cs|cus|cuss|di|dp|du|evt|feat|fee|fr|ii|il|in|inpay|iauth|ich|link|mandate|mtr|or|pi|plan|plink|pm|pmd|po|price|prod|promo|prv|py|pyr|qt|re|req|sched|seti|si|sli|src|sub|sub_sched|sub_rev|su|tax|taxrate|tok|topup|tr|trr|txi|txn|txr|we|file)_(?:test_|live_)?[A-Za-z0-9_]{1,250}$/
const secretKey =
  /secret|token|password|fingerprint|signature|idempotency|api_key|iban|account_number|routing_number|url$/
/** Names, places and codes of people are rarely written like this, and the fields above hold none. */
const wordPattern = /^[a-z0-9_.:-]{1,80}$/

/** Any JSON value, masked; keys and lengths of lists stay. */
export function maskPayload(value: unknown): unknown {
  return maskValue(value, '', false)
}

function maskValue(value: unknown, key: string, isPrivate: boolean): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => maskValue(one, key, isPrivate))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        maskValue(inner, name, isPrivate || privateKeys.has(name) || /(^|_)address$/.test(name)),
      ]),
    )
  }
  if (value === null || typeof value === 'boolean') return value
  if (isPrivate || secretKey.test(key)) return mask
  if (typeof value === 'number') return value
  return typeof value === 'string' && isHarmless(value, key) ? value : mask
}

function isHarmless(text: string, key: string): boolean {
  if (text === '' || (plainKeys.has(key) && wordPattern.test(text))) return true
  if (idPattern.test(text) && !text.includes('_secret')) return true
  return shapes.some(([name, shape]) => name.test(key) && shape.test(text))
}
