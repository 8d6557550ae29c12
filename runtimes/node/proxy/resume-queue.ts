// Keeps many large responses from holding up small ones: of the paused responses, a few resume in each iteration of the event loop,
// first come, first served.

export interface ResumeQueue {
  /** Calls `resume` in one of the next iterations of the event loop. */
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
