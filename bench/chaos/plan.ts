// What happens to which run, drawn from the seed alone: how much is refunded, who asks, and which process dies at which moment.

export type Victim = 'gateway' | 'orders'
/** The requests of a run that pass between the gateway and the others. */
export type Step = 'orders.read' | 'stripe.invoice' | 'stripe.charges' | 'stripe.refund' | 'orders.approve'
/** Before the request goes on; when it was done and its answer is still held back; some time after its answer. */
type Moment = 'before' | 'done' | 'after'

export type Kill = {
  step: Step
  /** At the how-manieth request of this kind; the later ones happen only when something is tried again. */
  pass: number
  victim: Victim
  moment: Moment
  delayMs: number
}

export type Plan = {
  kills: Kill[]
  /** Of what can be refunded; at most half, so that nothing but the gateway prevents a second refund. */
  share: number
  /** Somebody else approves the same return, with a key of their own. */
  hasRival: boolean
}

export type Random = () => number

/** Numbers from 0 to 1 that follow from a text: the same in every run. */
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

/** One of several, by weight. */
function draw<T extends string>(random: Random, weights: Record<T, number>): T {
  const entries = Object.entries(weights) as [T, number][]
  let left = random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
  for (const [name, weight] of entries) {
    left -= weight
    if (left < 0) return name
  }
  throw new RangeError('nothing to draw from')
}

/** How often a run that nothing disturbs makes each request. */
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

/** For the return with this number. */
export function planFor(seed: string, number: number, rivalShare: number): Plan {
  const random = randomOf(`${seed} return ${number}`)
  const count = Number(draw(random, { '0': 30, '1': 45, '2': 20, '3': 5 }))
  return {
    kills: Array.from({ length: count }, () => drawKill(random)),
    share: 0.1 + random() * 0.4,
    hasRival: random() < rivalShare,
  }
}
