// Says how the time that work takes grows with its input, as a ratio within one run: a wall-clock limit would fail on a busy machine.

const roundsMin = 7
const roundsMax = 30

/** Runs it until at least this much time has passed, so that the clock's own steps do not count. */
const spanMs = 4

async function millisecondsEach(work: () => unknown): Promise<number> {
  const beganMs = performance.now()
  let [runs, tookMs] = [0, 0]
  do {
    // Awaited only where there is something to wait for: a turn of the event loop would be measured as well.
    const pending = work()
    if (pending instanceof Promise) await pending
    runs += 1
    tookMs = performance.now() - beganMs
  } while (tookMs < spanMs)
  return tookMs / runs
}

/**
 * How many times longer `large` takes than `small`. Input eight times as long is 8 for linear work and 64 for quadratic work. Of
 * each the least of several rounds counts, as whatever else the machine does can only add to it; on a busy machine it takes more
 * rounds until nothing was added to one.
 */
export async function timesLonger(small: () => unknown, large: () => unknown): Promise<number> {
  let [smallMs, largeMs] = [Infinity, Infinity]
  for (let round = 1; round <= roundsMax; round += 1) {
    smallMs = Math.min(smallMs, await millisecondsEach(small))
    largeMs = Math.min(largeMs, await millisecondsEach(large))
    if (round >= roundsMin && largeMs / smallMs < linearMax) break
  }
  return largeMs / smallMs
}

/** For an input eight times as long: well above linear work, and well below quadratic work. */
export const linearMax = 24
