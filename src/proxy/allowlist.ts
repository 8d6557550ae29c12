// Which method on which resource the proxy lane passes on: read-only by default, widened by the operator rule by rule.
// `expand[]` may reach objects beyond these resources. That is let through: it only reads, it starts from an allowed object,
// Stripe still checks that the restricted key may read what is expanded, and clients of the lane depend on it.

/** The methods that the lane knows. Stripe's v1 API has no others. */
export type Method = 'GET' | 'POST' | 'DELETE'

const methods: readonly Method[] = ['GET', 'POST', 'DELETE']

/** `:id` is one segment, so it covers `/search` too; every search of Stripe is a GET. */
const readOnly: readonly string[] = [
  'customers',
  'subscriptions',
  'subscription_items',
  'invoices',
  'products',
  'prices',
  'charges',
  'payment_intents',
  'refunds',
  'disputes',
  'credit_notes',
].flatMap((resource) => [`GET /v1/${resource}`, `GET /v1/${resource}/:id`])

const nested: readonly string[] = [
  'GET /v1/invoices/:id/lines',
  'GET /v1/credit_notes/:id/lines',
  'GET /v1/customers/:id/payment_methods',
  'GET /v1/customers/:id/payment_methods/:id',
  'GET /v1/customers/:id/balance_transactions',
  'GET /v1/customers/:id/balance_transactions/:id',
]

/** What is passed on when the operator adds nothing. */
export const defaultRules: readonly string[] = [...readOnly, ...nested]

type Node = {
  literals: Map<string, Node>
  /** `:name`, any one segment. */
  any: Node | undefined
  /** Methods allowed when the path ends here. */
  here: Set<string>
  /** Methods allowed for one or more further segments (`*`). */
  below: Set<string>
}

const newNode = (): Node => ({ literals: new Map(), any: undefined, here: new Set(), below: new Set() })

function childOf(node: Node, segment: string): Node {
  if (segment.startsWith(':')) return (node.any ??= newNode())
  const child = node.literals.get(segment) ?? newNode()
  node.literals.set(segment, child)
  return child
}

function addRule(root: Node, rule: string): Method[] {
  const [named = '', pattern = ''] = rule.split(' ')
  const ruleMethods = methods.filter((method) => named.split('|').includes(method))
  const segments = pattern.split('/').slice(1)
  const badStar = segments.some(
    (segment, at) => segment.includes('*') && (segment !== '*' || at < segments.length - 1),
  )
  if (ruleMethods.length === 0 || segments.includes('') || badStar) {
    throw new TypeError(`not a rule of the proxy lane: ${rule}`)
  }
  const below = segments.at(-1) === '*'
  const node = (below ? segments.slice(0, -1) : segments).reduce(childOf, root)
  for (const method of ruleMethods) (below ? node.below : node.here).add(method)
  return ruleMethods
}

function walk(node: Node, method: string, segments: readonly string[], from: number): boolean {
  if (from === segments.length) return node.here.has(method)
  if (node.below.has(method)) return true
  const literal = node.literals.get(segments[from] ?? '')
  if (literal && walk(literal, method, segments, from + 1)) return true
  return node.any !== undefined && walk(node.any, method, segments, from + 1)
}

export interface Allowlist {
  /** Takes the segments of a path that `parseTarget` accepted. */
  permits(method: string, segments: readonly string[]): boolean
  /** Every method that a rule names, for preflights and `Allow`. */
  methods: readonly Method[]
}

/** The read-only default and the operator's rules, such as `GET /v1/coupons/:id` or `GET|POST /v1/refunds`. */
export function createAllowlist(extraRules: readonly string[]): Allowlist {
  const root = newNode()
  const named = new Set([...defaultRules, ...extraRules].flatMap((rule) => addRule(root, rule)))
  return {
    permits: (method, segments) => walk(root, method, segments, 0),
    methods: methods.filter((method) => named.has(method)),
  }
}

/** The rule an operator would add for this request: `POST /v1/refunds/re_1` gives `POST /v1/refunds/:id`. */
export function suggestRule(method: string, segments: readonly string[]): string {
  const isWord = (segment: string) => /^[a-z]+(_[a-z]+)*$/.test(segment)
  const shown = segments.map((segment, at) => (at === 0 || isWord(segment) ? segment : ':id'))
  return `${method} /${shown.join('/')}`
}
