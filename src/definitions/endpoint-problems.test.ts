import { expect, test } from 'vitest'
import type { EndpointDefinition } from './durable.ts'
import { problemsOfEndpoints } from './endpoint-problems.ts'

const secret = `whsec_${btoa('x'.repeat(24))}`
const good: EndpointDefinition = {
  id: 'orders',
  url: 'https://orders.example.com/hooks',
  events: ['invoice.*'],
  secrets: [secret],
}

test('a complete endpoint has no problems', () => {
  expect(problemsOfEndpoints([good])).toEqual([])
  expect(problemsOfEndpoints([{ ...good, url: 'http://orders.internal/', insecure: true }])).toEqual([])
})

test.each<[string, Partial<EndpointDefinition>]>([
  ['not valid', { url: 'orders' }],
  ['must begin with https', { url: 'ftp://orders.example.com/' }],
  ['plain http', { url: 'http://orders.example.com/' }],
  ['password', { url: 'https://ann:hunter2@orders.example.com/' }],
  ['events is empty', { events: [] }],
  ['a secret is', { secrets: [] }],
  ['a secret is', { secrets: [secret, 'whsec_short'] }],
  ['a secret is', { secrets: [`whsec_${btoa('x'.repeat(23))}`] }],
  ['a secret is', { secrets: [`whsec_${btoa('x'.repeat(65))}`] }],
  ['concurrency', { concurrency: 0 }],
  ['timeoutMs', { timeoutMs: 600_000 }],
])('names the endpoint and the problem, without quoting values: %s', (words, change) => {
  const problems = problemsOfEndpoints([{ ...good, ...change }])
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain('endpoint "orders"')
  expect(problems[0]).toContain(words)
  expect(problems[0]).not.toMatch(/hunter2|example\.com|whsec_[A-Za-z0-9]/)
})

test('reports an unset secret as a problem instead of throwing', () => {
  const secrets = [undefined] as unknown as string[]
  expect(problemsOfEndpoints([{ ...good, secrets }])).toHaveLength(1)
})
