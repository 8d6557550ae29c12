import { expect, test } from 'vitest'
import { defineHandler } from './define.ts'
import { problemsOfHandlers } from './handler-problems.ts'

const problemsOf = (given: { concurrency?: number; timeoutMs?: number }) =>
  problemsOfHandlers([defineHandler({ id: 'note', events: ['*'], handle: async () => undefined, ...given })])

test.each([{}, { concurrency: 1 }, { concurrency: 64 }, { timeoutMs: 100 }, { timeoutMs: 900_000 }])(
  'accepts %j',
  (given) => expect(problemsOf(given)).toEqual([]),
)

test.each([
  [{ concurrency: 0 }, 'handler "note": concurrency must be a whole number from 1 to 64'],
  [{ concurrency: 1.5 }, 'handler "note": concurrency must be a whole number from 1 to 64'],
  [{ concurrency: Infinity }, 'handler "note": concurrency must be a whole number from 1 to 64'],
  [{ timeoutMs: 0 }, 'handler "note": timeoutMs must be 100 to 900000'],
  [{ timeoutMs: NaN }, 'handler "note": timeoutMs must be 100 to 900000'],
  [{ timeoutMs: 900_001 }, 'handler "note": timeoutMs must be 100 to 900000'],
])('reports %j when the configuration is read', (given, problem) =>
  expect(problemsOf(given)).toEqual([problem]),
)
