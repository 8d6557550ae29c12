// How often the operator's secret may be tried. Asked before the comparison, so that guesses that come all at once are held
// back too. Unlike elsewhere whoever has the right secret waits as well: there is one secret, and it opens everything.

import { LRUCache } from 'lru-cache'
import { networkOf } from '#ip-address.ts'

/** Tries that are free, and how long until one more is. */
const ofNetwork = { burst: 10, everyMs: 6_000 }
/** Of all networks together: guesses may come from many. */
const ofAll = { burst: 100, everyMs: 600 }
const networksMax = 10_000

type Bucket = { tries: number; atMs: number }

export interface GuessLimit {
  /** Takes one try: `giveBack` where it was right. */
  take(address: string | undefined): { ok: true; giveBack: () => void } | { ok: false; waitSeconds: number }
}

export function createGuessLimit(now: () => number): GuessLimit {
  const networks = new LRUCache<string, Bucket>({ max: networksMax })
  const all: Bucket = { tries: ofAll.burst, atMs: now() }

  const refill = (bucket: Bucket, { burst, everyMs }: typeof ofAll) => {
    const nowMs = now()
    bucket.tries = Math.min(burst, bucket.tries + Math.max(0, nowMs - bucket.atMs) / everyMs)
    bucket.atMs = nowMs
    return bucket.tries >= 1 ? 0 : Math.ceil(((1 - bucket.tries) * everyMs) / 1000)
  }

  return {
    take(address) {
      const network = networkOf(address)
      const own = networks.get(network) ?? { tries: ofNetwork.burst, atMs: now() }
      networks.set(network, own)
      const waitSeconds = Math.max(refill(own, ofNetwork), refill(all, ofAll))
      if (waitSeconds > 0) return { ok: false, waitSeconds }
      for (const bucket of [own, all]) bucket.tries -= 1
      return {
        ok: true,
        giveBack: () => {
          for (const bucket of [own, all]) bucket.tries += 1
        },
      }
    },
  }
}
