// The plan of each run, derived only from the seed: how much is refunded, who asks, and which process dies when.

export type Victim = 'gateway' | 'orders'
/** The requests of a run between the gateway and the other services. */
export type Step = 'orders.read' | 'stripe.invoice' | 'stripe.charges' | 'stripe.refund' | 'orders.approve'
/** Before the request is forwarded; after it was executed but before its answer is passed on; some time after its answer. */
type Moment = 'before' | 'done' | 'after'

export type Kill = {
  step: Step
  /** At the nth request of this kind; later ones happen only on retries. */
  pass: number
  victim: Victim
  moment: Moment
  delayMs: number
}

export type Plan = {
  kills: Kill[]
  /** Share of the refundable amount; at most half, so that only the gateway prevents a second refund. */
  share: number
  /** Whether a second person approves the same return with their own key. */
  hasRival: boolean
}

export type Random = () => number

/** Pseudo-random numbers from 0 to 1, derived from a text and equal in every run. */
export function randomOf(text: string): Random {
  let state = 2166136261
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 16777619) >>> 0
  }
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Draws one of several names by weight. */
function draw<T extends string>(random: Random, weights: Record<T, number>): T {
  const entries = Object.entries(weights) as [T, number][]
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) {
    left -= weight
    if (left < 0) return name
  }
  throw new RangeError('nothing to draw from')
}

/** How often an undisturbed run makes each request. */
const passes: Record<Step, number> = {
  'orders.read': 4,
  'stripe.invoice': 5,
  'stripe.charges': 3,
  'stripe.refund': 1,
  'orders.approve': 1,
}

function drawKill(random: Random): Kill {
  const step = draw<Step>(random, {
    'orders.read': 15,
    'stripe.invoice': 10,
    'stripe.charges': 10,
    'stripe.refund': 35,
    'orders.approve': 30,
  })
  const again = random() < 0.2 ? 1 : 0
  return {
    step,
    pass: 1 + Math.floor(random() * passes[step]) + again,
    victim: draw<Victim>(random, { gateway: 65, orders: 35 }),
    moment: draw<Moment>(random, { before: 25, done: 40, after: 35 }),
    delayMs: Math.floor(random() * 25),
  }
}

/** Creates the plan for the return with this number. */
export function planFor(seed: string, number: number, rivalShare: number): Plan {
  const random = randomOf(`${seed} return ${number}`)
  const count = Number(draw(random, { '0': 30, '1': 45, '2': 20, '3': 5 }))
  return {
    kills: Array.from({ length: count }, () => drawKill(random)),
    share: 0.1 + random() * 0.4,
    hasRival: random() < rivalShare,
  }
}
