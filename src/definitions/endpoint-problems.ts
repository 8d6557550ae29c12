// Finds problems of endpoints when the configuration is read, not when the first event is sent. The messages quote neither addresses
// nor secrets.

import type { EndpointDefinition } from './durable.ts'
import { parseEndpointUrl } from './endpoint-url.ts'
import { isSigningSecret, problemOfSecret } from './signing-secret.ts'

const timeoutMs = { min: 100, max: 30_000 }
const concurrencyMax = 64

export const problemsOfEndpoints = (endpoints: readonly EndpointDefinition[]): string[] =>
  endpoints.flatMap((endpoint) =>
    [
      problemOfUrl(endpoint),
      problemOfEvents(endpoint),
      problemOfSecrets(endpoint),
      problemOfNumbers(endpoint),
    ].flatMap((problem) => (problem === undefined ? [] : [`endpoint "${endpoint.id}": ${problem}`])),
  )

function problemOfUrl({ url, insecure = false }: EndpointDefinition): string | undefined {
  const parsed = parseEndpointUrl(url, insecure)
  return parsed.ok ? undefined : parsed.problem
}

const problemOfEvents = ({ events }: EndpointDefinition): string | undefined =>
  events.length === 0 ? 'events is empty; write types such as invoice.paid, or *' : undefined

const problemOfSecrets = ({ secrets }: EndpointDefinition): string | undefined =>
  secrets.length > 0 && secrets.every(isSigningSecret) ? undefined : problemOfSecret

function problemOfNumbers({ concurrency = 1, timeoutMs: ms = timeoutMs.min }: EndpointDefinition) {
  if (!Number.isInteger(concurrency) || concurrency < 1 || concurrency > concurrencyMax)
    return `concurrency must be a whole number from 1 to ${concurrencyMax}`
  return ms >= timeoutMs.min && ms <= timeoutMs.max
    ? undefined
    : `timeoutMs must be ${timeoutMs.min} to ${timeoutMs.max}`
}
