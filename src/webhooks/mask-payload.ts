// Masks an event's payload for people who need no personal data: its shape, ids, amounts, times and states stay. Only what is known to
// be harmless is shown. A new field of Stripe's, its name included, is masked until somebody has reviewed it.

export const mask = '•••'

/** Stripe's field names are made of these words. A name with any other word in it may be a person's, so it is masked. */
const words = new Set(
  `account accounts active actual address advice after aggregate allocated allow allowed amount amounts anchor api app application applied
  applies arrival attempt attempted attempts attributes auto automatic available balance bank banks before behavior billed billing branding
  brand bps bucket calculated cancel canceled cancellation capability capabilities capturable capture captured card cards category change changes
  charge charges charged check checks city client clover code collected collection components completed config configuration confirmation
  connect context count country coupon created creation credit credited credits currencies currency current custom customer customers cvc
  cycle data date day days debit decimal decline default deleted deletion delinquent description descriptor destination details disabled
  discount discountable discounts dispute disputed disputes display dob due duration ecb effective email enabled end ended ending error
  errors estimated event events evidence exclusive excluding excl exempt expand expires expiration expired external failed failure fee
  fees field fields final finalized finalization fingerprint first fixed flat flow footer form format fraud free from funding future
  generated gross handling has hosted id ids immediate incl including inclusive incomplete indicator individual instructions intent
  interval invoice invoices invoicing is issuer issue item items kind last last4 latest level limit line line1 line2 lines link linked
  list livemode location locale mandate marked matched max maximum merchant message metadata method methods metered min minimum missing
  mode month months more name nature net network next number object of off offline on open options order original origin out outcome
  overpaid paid parent partial partially pause pay payable payment payments payout payouts pdf pending percent percentage percentages period
  phase phases phone plan policy portal postal post pre precision preferred presentment preview previous price prices pricing
  processing product products profile proration prorations proxy purpose quantity rate rates reason received receipt recipient recurring
  redirect reference refund refundable refunded refunds related remaining rendering renew renewal reporting request requested required
  requirements resolved resume resumes retry review reversal reversed risk rule save schedule schedules scheme score secret seller session
  settings settlement setup shipping size source sources spend start starting state statement status step submission submit subscription
  subscriptions subtotal succeeded summary support swept tax taxability taxable taxes terms threshold thresholds tier tiers time times
  timestamp tokens tolerance total trace transaction transactions transfer transfers transform transitions trial type types ui unapplied
  unit until up update updated upcoming url usage used user valid validation value verification version void voided webhooks
  year zip api past issuing sepa us bacs ach acss eu authorization authorized secure three d cents deferred exceeded overage
  advance assessed asset assigned attached auth back bounced by certificate collect consumed consent contribution dynamic eligible
  exchange exp features feature fulfilled fulfillment give host idempotency incorrect initial initiated key keys later legal
  low manual meter months_remaining multiplier nickname notify now object_id overdue owner partner pin possible prefill prior priority
  promotion provider publishable purchase quote ratio reached reactivated regulated reservation reserve restart
  returned returns sent shipped skip sku sub supported suspended token transit treatment uncaptured under used_at with withdrawal withheld`
    .split(/\s+/)
    .flatMap((word) => word.split('_')),
)

/** Everything below these is about a person, or written by one: names, numbers and states too. */
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
  'address',
])

/** Fields whose value is one of a few words of Stripe's. */
const stateKey =
  /^(object|mode|scheme|interval|brand|network|funding|category|code|reason|duration|behavior)$|(^|_)(type|types|status|scheme|behavior|method|reason|code|mode|level|check|category|brand|network|type|usage|creation|collection|exempt)$/
const currencyKey = /(^|_)currency$/

/** Fields that people write, or that grant access. Not even an id is shown. */
const textKey =
  /secret|token|password|fingerprint|signature|idempotency|publishable|phone|email|descriptor|(^|_)(key|url|name|nickname|description|message|memo|footer|number|last4|value|postal_code|zip|city|country|state|line1|line2|reference|advice_code|locale)$/

/** Fields with numbers that count money, things or time. */
const amountKey =
  /(^|_)(amount|amounts|subtotal|total|tax|taxes|balance|fee|fees|net|gross|price|quantity|count|percent|percentage|percentages|bps|decimal|rate|paid|remaining|refunded|captured|received|capturable|due|shipping|discount|discounts|days|months|score|threshold|thresholds|size|attempts|webhooks|limit|cents|payable|overpaid|up_to|off|excluding_tax|applied)$|^(amount|total|subtotal|unit_amount)_/
const timeKey = /^created$|(^|_)(at|on|by|start|end|date|anchor|timestamp|until|attempt|created)$/

/**
 * Stripe's ids, with the prefix that names their kind. A client secret begins like an id and goes on with `_secret_`, so it does not match.
 * https://docs.stripe.com/api
 */
const idPattern =
  /^(?:acct|ba|bt|btok|card|ca|ch|cn|cnli|cs|cus|cuss|di|dp|du|evt|feat|fee|fr|ii|il|in|inpay|iauth|ich|issfr|link|mandate|mtr|or|org|pi|plan|plink|pm|pmd|po|price|prod|promo|prv|py|pyr|qt|re|req|sched|seti|si|sli|src|sub|sub_sched|sub_rev|su|tax|taxrate|tok|topup|tr|trr|txi|txn|txr|we|file)_(?:test_|live_)?[A-Za-z0-9]{1,120}$/
const wordPattern = /^[a-z][a-z_]{0,60}(\d{1,2}[a-z_]{0,20})?$/
const eventTypePattern = /^(v[12]\.)?[a-z_]{1,40}(\.[a-z_]{1,40}){1,5}(\[[a-z_.]{1,60}\][a-z_.]{0,60})?$/
const decimalPattern = /^-?[0-9]{1,12}(\.[0-9]{1,14})?$/
const datePattern = /^\d{4}-\d\d-\d\d(T[0-9:.]{5,15}(Z|[+-]\d\d:\d\d))?$/
const versionPattern = /^\d{4}-\d\d-\d\d(\.[a-z]{3,20})?$/

/** Masks any JSON value; its shape and the lengths of lists stay. */
export function maskPayload(value: unknown): unknown {
  return maskValue(value, '', false)
}

function maskValue(value: unknown, key: string, isPrivate: boolean): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => maskValue(one, key, isPrivate))
  if (typeof value === 'object' && value !== null) return maskFields(value, isPrivate)
  if (value === null || typeof value === 'boolean' || value === '') return value
  if (isPrivate || textKey.test(key)) return mask
  if (typeof value === 'number') return isHarmlessNumber(value, key) ? value : mask
  return typeof value === 'string' && isHarmlessText(value, key) ? value : mask
}

/** Masked names are numbered, so that no field hides another. */
function maskFields(value: object, isPrivate: boolean): unknown {
  let hidden = 0
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      if (isPrivate || !isFieldName(name)) {
        hidden += 1
        return [hidden === 1 ? mask : `${mask} ${hidden}`, maskValue(inner, name, true)]
      }
      return [name, maskValue(inner, name, privateKeys.has(name) || name.endsWith('_address'))]
    }),
  )
}

const isFieldName = (name: string) => name.split('_').every((word) => words.has(word))

function isHarmlessNumber(value: number, key: string): boolean {
  if (timeKey.test(key) && isRecentSecond(value)) return true
  return amountKey.test(key)
}

/** Between 2000 and 2100. */
const isRecentSecond = (value: number) => value > 946_684_800 && value < 4_102_444_800

function isHarmlessText(text: string, key: string): boolean {
  if (text.includes('secret')) return false
  if (currencyKey.test(key)) return /^[a-zA-Z]{3}$/.test(text)
  if (key === 'api_version') return versionPattern.test(text)
  if (idPattern.test(text)) return true
  if (stateKey.test(key))
    return wordPattern.test(text) || (/^object$|type$/.test(key) && eventTypePattern.test(text))
  if (timeKey.test(key) && datePattern.test(text)) return true
  return amountKey.test(key) && decimalPattern.test(text)
}
