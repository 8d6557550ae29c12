// Finds problems of handlers when the configuration is read, not when the first event arrives.

import type { HandlerDefinition } from './durable.ts'

const timeoutMs = { min: 100, max: 900_000 }
const concurrencyMax = 64

export const problemsOfHandlers = (handlers: readonly HandlerDefinition[]): string[] =>
  handlers.flatMap((handler) => {
    const problem = problemOfNumbers(handler)
    return problem === undefined ? [] : [`handler "${handler.id}": ${problem}`]
  })

function problemOfNumbers({
  concurrency = 1,
  timeoutMs: ms = timeoutMs.min,
}: HandlerDefinition): string | undefined {
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > concurrencyMax)
    return `concurrency must be a whole number from 1 to ${concurrencyMax}`
  return ms >= timeoutMs.min && ms <= timeoutMs.max
    ? undefined
    : `timeoutMs must be ${timeoutMs.min} to ${timeoutMs.max}`
}
