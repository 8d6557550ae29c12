// Measures how the time of some work grows with its input, as a ratio within one run, because a wall-clock limit would fail on a
// busy machine.

const roundsMin = 7
const roundsMax = 30

/** The work is repeated for at least this long, so that the clock's resolution does not matter. */
const spanMs = 4

async function millisecondsEach(work: () => unknown): Promise<number> {
  const beganMs = performance.now()
  let [runs, tookMs] = [0, 0]
  do {
    // Awaited only if it is a promise: otherwise a turn of the event loop would be measured as well.
    const pending = work()
    if (pending instanceof Promise) await pending
    runs += 1
    tookMs = performance.now() - beganMs
  } while (tookMs < spanMs)
  return tookMs / runs
}

/**
 * How many times longer `large` takes than `small`. For input eight times as long, linear work gives 8 and quadratic work 64. The
 * minimum of several rounds counts, because other load on the machine can only add to it; on a busy machine it takes more rounds
 * until one is undisturbed.
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

/** For input eight times as long: well above linear work and well below quadratic work. */
export const linearMax = 24
