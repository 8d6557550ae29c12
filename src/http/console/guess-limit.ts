// Limits how often the operator's secret may be tried. The limit is checked before the comparison, so that it also holds back
// simultaneous guesses. Unlike elsewhere, a caller with the right secret waits as well: there is one secret, and it opens everything.

import { LRUCache } from 'lru-cache'
import { networkOf } from '#ip-address.ts'

/** The number of tries without waiting, and how long it takes to earn one more. */
const ofNetwork = { burst: 10, everyMs: 6_000 }
/** For all networks together: guesses may come from many. */
const ofAll = { burst: 100, everyMs: 600 }
const networksMax = 10_000

type Bucket = { tries: number; atMs: number }

export interface GuessLimit {
  /** Takes one try. Call `giveBack` if the secret was right. */
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
