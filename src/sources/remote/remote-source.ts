// A remote service as the functions of a configuration call it: each call is one signed post, limited in time and size, whose answer is
// checked. It is not repeated here: a panel is drawn again by whoever looks, and durable work has its own schedule.

import { remoteProtocol, type RemoteAnswerOf, type RemoteCall, type RemoteMessage } from '#contract/remote.ts'
import { isPlainHttpAllowed, secretsOf } from '#definitions/remote-problems.ts'
import { SourceError } from '#definitions/source-error.ts'
import { observing } from '#definitions/observed.ts'
import type { RemoteCalls, RemoteOptions, RemoteQuestion } from '#definitions/source.ts'
import { toHex } from '#hex.ts'
import type { FetchOutside, OutsideResponse } from '#outside/fetch-outside.ts'
import { parseRetryAfter } from '#outside/retry-after.ts'
import { signPost } from '#outside/sign.ts'
import type { Ports } from '#ports.ts'
import { Secret } from '#secret.ts'
import type { SourceCaller } from '../caller.ts'
import { createCircuit } from '../circuit.ts'
import type { SourceTelemetry } from '../telemetry.ts'
import { readAnswer } from './read-answer.ts'

export type RemoteSourceDeps = {
  tenantId: string
  ports: Pick<Ports, 'now' | 'randomBytes'>
  telemetry: SourceTelemetry
  fetchOutside: FetchOutside
}

export interface OpenRemoteSource {
  readonly name: string
  calls(caller: SourceCaller): RemoteCalls
}

/** Enough for the largest panel that a person can read. */
export const answerBytesMax = 1024 * 1024

/** Opens a service whose options have been checked. */
export function openRemoteSource(options: RemoteOptions, deps: RemoteSourceDeps): OpenRemoteSource {
  const { name } = options
  const { tenantId, ports, telemetry } = deps
  const circuit = createCircuit()
  const post = createPost(options, deps)

  async function ask<C extends RemoteCall>(
    question: RemoteQuestion<C> & { call: C },
    { requestId, signal }: SourceCaller,
  ): Promise<RemoteAnswerOf<C>> {
    signal.throwIfAborted()
    // Put together again, it is a message of the protocol; TypeScript does not see that through the type parameter.
    const message = {
      protocol: remoteProtocol,
      tenant: tenantId,
      requestId,
      ...question,
    } as unknown as RemoteMessage
    const response = await circuit.run(() => post(message, signal), isOutage)
    if (response === 'open') throw new SourceError(name, 'circuit_open')
    const reading = readAnswer(question.call, response)
    if (reading.ok) return reading.answer
    const { fault, places, status, retryAfter } = reading
    throw new SourceError(name, fault, {
      retryAfterMs: parseRetryAfter(retryAfter, ports.now()),
      ...(status === undefined ? {} : { status }),
      ...(places.length > 0 ? { cause: new Error(places.join(', ')) } : {}),
    })
  }

  return {
    name,
    calls: (caller) =>
      observing<RemoteCalls>({
        ask: (question) =>
          telemetry.record({ source: name, endpoint: endpointOf(question) }, caller, () =>
            ask(question, caller),
          ),
      }),
  }
}

/** `load loyalty`: names of the configuration. */
const endpointOf = (question: { call: RemoteCall; id?: string }): string =>
  question.id === undefined ? question.call : `${question.call} ${question.id}`

/** A service that answers, even with a refusal or something wrong, is not down. */
const isOutage = (response: OutsideResponse): boolean => !response.ok || response.status >= 500

/** Signs a message and posts it. Throws what `signal` aborts with. */
export function createPost(
  options: RemoteOptions,
  { ports, fetchOutside }: Pick<RemoteSourceDeps, 'ports' | 'fetchOutside'>,
): (message: RemoteMessage, signal: AbortSignal) => Promise<OutsideResponse> {
  const secrets = secretsOf(options).map((secret) => new Secret(secret))
  const { url } = options
  const insecure = isPlainHttpAllowed(options)
  return (message, signal) => {
    const body = JSON.stringify(message)
    // The key where there is one, so that a receiver's library, which knows posts by this id, knows a repeated one too.
    const id = 'idempotencyKey' in message ? message.idempotencyKey : `msg_${toHex(ports.randomBytes(16))}`
    const signed = signPost(
      { id, atMs: ports.now(), body },
      secrets.map((secret) => secret.reveal()),
    )
    return fetchOutside({
      url,
      insecure,
      headers: { 'content-type': 'application/json', accept: 'application/json', ...signed },
      body,
      timeoutMs: message.deadlineMs,
      textBytesMax: answerBytesMax,
      signal,
    })
  }
}
