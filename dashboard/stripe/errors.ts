// Stripe's error responses in Stripe's wording. A refusal is thrown, and turned into a response in one place.

export type ErrorFields = {
  type: 'invalid_request_error' | 'api_error' | 'card_error' | 'idempotency_error'
  message: string
  code?: string
  param?: string
  /** Stripe sends `doc_url` only with a documented code. */
  undocumented?: true
}

/** An error response of the API. */
export class RefusalError extends Error {
  readonly status: number
  readonly fields: ErrorFields
  readonly headers: Record<string, string>
  constructor(status: number, fields: ErrorFields, headers: Record<string, string> = {}) {
    super(fields.message)
    this.name = 'RefusalError'
    this.status = status
    this.fields = fields
    this.headers = headers
  }
}

const invalid = (status: number, message: string, more: Partial<ErrorFields> = {}): RefusalError =>
  new RefusalError(status, { type: 'invalid_request_error', message, ...more })

const masked = (key: string, shown: number): string => {
  const prefix = /^(?:rk|sk|pk)_(?:live|test)_/.exec(key)?.[0] ?? key.slice(0, 3)
  const tail = key.length > prefix.length + shown ? key.slice(-shown) : ''
  return prefix + '*'.repeat(Math.max(3, key.length - prefix.length - tail.length)) + tail
}

const labels: Record<string, string> = {
  'checkout.session': 'checkout.session',
  payment_intent: 'payment_intent',
  payment_method: 'PaymentMethod',
  credit_note: 'credit note',
}

/** The refusals by what went wrong. */
export const refusals = {
  noKey: () =>
    invalid(
      401,
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help at https://support.stripe.com/.",
    ),
  wrongKey: (key: string) => invalid(401, `Invalid API Key provided: ${masked(key, 4)}`),
  expiredKey: (key: string) =>
    invalid(401, `Expired API Key provided: ${masked(key, 6)}`, { code: 'api_key_expired' }),
  publishableKey: () =>
    invalid(
      401,
      'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.',
      { code: 'secret_key_required' },
    ),
  permission: (key: string, account: string, slugs: string[]) => {
    const start = `The provided key '${masked(key, 6)}' does not have the required permissions for this endpoint on account '${account}'.`
    if (slugs.length === 0) {
      return invalid(
        403,
        `${start} This is a restricted API key, but the required permissions are not available for use by restricted keys.`,
      )
    }
    const names = slugs.map((slug) => `'${slug}'`).join(', ')
    const word = slugs.length === 1 ? 'permission' : 'permissions'
    return invalid(403, `${start} Having the ${names} ${word} would allow this request to continue.`)
  },
  noConnect: () =>
    invalid(
      403,
      'You passed a restricted API key with the Stripe-Account header, but the restricted API key does not have any Connect permissions.',
    ),
  otherAccount: (key: string, account: string) =>
    invalid(
      403,
      `The provided key '${masked(key, 6)}' does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
      { code: 'account_invalid' },
    ),
  unknownVersion: (version: string) => invalid(400, `Invalid Stripe API version: ${version}`),
  unknownUrl: (method: string, path: string) =>
    invalid(
      404,
      `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    ),
  unknownParameters: (names: string[]) =>
    invalid(400, `Received unknown parameter${names.length > 1 ? 's' : ''}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      param: names[0] ?? '',
    }),
  missingParameter: (name: string) =>
    invalid(400, `Missing required param: ${name}.`, { code: 'parameter_missing', param: name }),
  notInteger: (name: string, value: string) =>
    invalid(400, `Invalid integer: ${value}`, { code: 'parameter_invalid_integer', param: name }),
  tooLarge: (name: string, value: number, most: number) =>
    invalid(400, `This value must be less than or equal to ${most} (it currently is '${value}').`, {
      code: 'parameter_invalid_integer',
      param: name,
    }),
  tooSmall: (name: string, least: number) =>
    invalid(400, `This value must be greater than or equal to ${least}.`, {
      code: 'parameter_invalid_integer',
      param: name,
    }),
  emptyParameter: (name: string) =>
    invalid(
      400,
      `You passed an empty string for '${name}'. We assume empty values are an attempt to unset a parameter; however '${name}' cannot be unset. You should remove '${name}' from your request or supply a non-empty value.`,
      { code: 'parameter_invalid_empty', param: name },
    ),
  wrongValue: (name: string, message: string) => invalid(400, message, { param: name }),
  onlyOneOf: (names: string[]) =>
    invalid(400, `You may only specify one of these parameters: ${names.join(', ')}.`),
  notExpandable: (name: string) =>
    invalid(400, `This property cannot be expanded (${name}).`, { param: 'expand' }),
  notIncludable: (name: string) =>
    invalid(400, `This property cannot be included (${name})`, { param: 'expand' }),
  tooDeep: (path: string) =>
    invalid(400, `You cannot expand more than 4 levels of a property. Property: ${path}`, {
      code: 'property_expansion_max_depth',
      undocumented: true,
    }),
  missing: (object: string, id: string, elsewhere?: 'live' | 'test', param?: string) => {
    const similar =
      elsewhere === undefined
        ? ''
        : `; a similar object exists in ${elsewhere} mode, but a ${elsewhere === 'live' ? 'test' : 'live'} mode key was used to make this request.`
    return invalid(
      param === undefined ? 404 : 400,
      `No such ${labels[object] ?? object.replaceAll('_', ' ')}: '${id}'${similar}`,
      {
        code: 'resource_missing',
        param: param ?? 'id',
      },
    )
  },
  unparsableSearch: () =>
    invalid(
      400,
      'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata or key:"value" to query for other fields.',
    ),
  unsearchableField: (field: string, resource: string) =>
    invalid(400, `Field \`${field}\` is an unsupported search field for resource \`${resource}\`.`),
  searchUnavailable: () => invalid(400, 'Search is not available for your account.'),
  invalidPage: (page: string) => invalid(400, `${page} is an invalid page.`, { param: page }),
  otherParameters: (key: string) =>
    new RefusalError(400, {
      type: 'idempotency_error',
      message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
    }),
  inProgress: (key: string) =>
    new RefusalError(409, {
      type: 'invalid_request_error',
      code: 'idempotency_key_in_use',
      message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
    }),
  rateLimited: (reason: string) =>
    new RefusalError(
      429,
      {
        type: 'invalid_request_error',
        code: 'rate_limit',
        message:
          'Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.',
      },
      { 'stripe-rate-limited-reason': reason },
    ),
  lockTimeout: () =>
    new RefusalError(
      429,
      {
        type: 'invalid_request_error',
        code: 'lock_timeout',
        message:
          'This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you see this error intermittently, retry the request. If you see this error frequently and are making multiple concurrent requests to a single object, make your requests serially or at a lower rate.',
      },
      { 'stripe-should-retry': 'true' },
    ),
  broken: () =>
    new RefusalError(
      500,
      { type: 'api_error', message: 'An unknown error occurred' },
      { 'stripe-should-retry': 'true' },
    ),
  invalid: (message: string, code?: string, param?: string) =>
    invalid(400, message, {
      ...(code === undefined ? {} : { code }),
      ...(param === undefined ? {} : { param }),
    }),
}

/** The body Stripe sends for a refusal: keys in alphabetical order, the log URL containing account and mode. */
export function errorBody(refusal: RefusalError, logUrl: string | undefined): string {
  const { type, message, code, param, undocumented } = refusal.fields
  const fields: [string, string | undefined][] = [
    ['code', code],
    [
      'doc_url',
      code === undefined || undocumented
        ? undefined
        : `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`,
    ],
    ['message', message],
    ['param', param],
    ['request_log_url', logUrl],
    ['type', type],
  ]
  const error = Object.fromEntries(fields.filter(([, value]) => value !== undefined))
  return JSON.stringify({ error }, null, 2)
}
