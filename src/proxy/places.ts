// A bounded number of places that callers share. Each caller has a limit of its own, and when there is no room, a request that
// is only waiting gives way. So a caller who does not read responses, or does not finish sending bodies, holds up nobody else.

/** What a place is waiting for. `caller`: only the caller is slow. `stripe`: Stripe. `answer`: Stripe too, but it must not be broken off. */
export type WaitingFor = 'caller' | 'stripe' | 'answer'

export type PlacesOptions = {
  /** The room for all callers together, in units of `weight`. */
  total: number
  /** The most that one caller may hold. */
  perCaller: number
  /** How long a place has to have waited before it gives way. */
  patienceMs: number
  /** After this time a place no longer counts, even if nobody gave it back. */
  keptMs: number
  now: () => number
}

export type PlaceRequest = {
  caller: string
  weight: number
  waitingFor: WaitingFor
}

type Share = { held: number }

export class Place {
  /** Where it is in the list of places; -1 once it was given back. */
  index = -1
  waitingFor: WaitingFor
  sinceMs: number
  readonly takenAtMs: number
  readonly share: Share
  weight: number
  /** Ends what holds the place, because somebody else needs it. Set by whoever took it. */
  onGivingWay: (() => void) | undefined

  constructor({ weight, waitingFor }: PlaceRequest, share: Share, nowMs: number) {
    this.weight = weight
    this.waitingFor = waitingFor
    this.share = share
    this.takenAtMs = nowMs
    this.sinceMs = nowMs
  }

  /** Notes that something moved: what the place waits for now, and since when. */
  waits(waitingFor: WaitingFor, nowMs: number): void {
    this.waitingFor = waitingFor
    this.sinceMs = nowMs
  }
}

export interface Places {
  /** Returns `undefined` when there is no room and nobody has to give way. */
  take(request: PlaceRequest): Place | undefined
  /** Takes more room for a place. False: there is none, or the place itself has given way. */
  grow(place: Place, by: number): boolean
  /** Gives the place back; a second time changes nothing. */
  leave(place: Place): void
}

/** When there are this many callers, those that hold nothing are forgotten. */
const callersMax = 10_000

export function createPlaces({ total, perCaller, patienceMs, keptMs, now }: PlacesOptions): Places {
  // Numbered places and not a Set, as in runtimes/node/http-server.ts: they come and go with each request.
  const places: (Place | undefined)[] = []
  const free: number[] = []
  const shares = new Map<string, Share>()
  let held = 0

  const shareOf = (caller: string): Share => {
    const known = shares.get(caller)
    if (known) return known
    if (shares.size >= callersMax) for (const [name, one] of shares) if (one.held === 0) shares.delete(name)
    const share = { held: 0 }
    shares.set(caller, share)
    return share
  }

  const leave = (place: Place) => {
    if (place.index === -1) return
    places[place.index] = undefined
    free.push(place.index)
    place.index = -1
    place.share.held -= place.weight
    held -= place.weight
  }

  /** The place that gives way to somebody of `share`: the one that has waited longest. */
  const findYielding = (share: Share, ofOwnOnly: boolean): Place | undefined => {
    const nowMs = now()
    let found: Place | undefined
    for (const place of places) {
      if (!place || (ofOwnOnly && place.share !== share)) continue
      const isLost = nowMs - place.takenAtMs > keptMs
      if (!isLost && !yields(place, share, nowMs)) continue
      if (!found || place.sinceMs < found.sinceMs) found = place
    }
    return found
  }

  /** Nobody takes a place from a caller who holds less. A place that waits for Stripe is taken only from a caller who holds far more. */
  const yields = ({ waitingFor, sinceMs, share: theirs }: Place, share: Share, nowMs: number) => {
    if (nowMs - sinceMs < patienceMs || theirs.held < share.held) return false
    return waitingFor === 'caller' || (waitingFor === 'stripe' && theirs.held > 2 * share.held + 1)
  }

  const makeRoom = (share: Share, weight: number): boolean => {
    for (;;) {
      const isOwnFull = share.held + weight > perCaller
      if (!isOwnFull && held + weight <= total) return true
      const yielding = findYielding(share, isOwnFull)
      if (!yielding) return false
      leave(yielding)
      yielding.onGivingWay?.()
    }
  }

  return {
    take(request) {
      const share = shareOf(request.caller)
      if (!makeRoom(share, request.weight)) return undefined
      const place = new Place(request, share, now())
      place.index = free.pop() ?? places.length
      places[place.index] = place
      share.held += place.weight
      held += place.weight
      return place
    },
    grow(place, by) {
      if (place.index === -1 || !makeRoom(place.share, by) || place.index === -1) return false
      place.weight += by
      place.share.held += by
      held += by
      return true
    },
    leave,
  }
}
