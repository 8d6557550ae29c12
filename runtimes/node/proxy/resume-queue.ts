// Lets many large responses flow without holding up small ones: of those that have more to pass on, a few go on in each
// iteration of the event loop, in the order in which they came.

export interface ResumeQueue {
  /** Calls `resume` in one of the next iterations. */
  add(resume: () => void): void
}

export function createResumeQueue(perIteration: number): ResumeQueue {
  const waiting: (() => void)[] = []
  const run = () => {
    for (const resume of waiting.splice(0, perIteration)) resume()
    if (waiting.length > 0) setImmediate(run)
  }
  return {
    add(resume) {
      if (waiting.push(resume) === 1) setImmediate(run)
    },
  }
}
