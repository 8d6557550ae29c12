// One request at Stripe and its answer on the way back: bytes as they come, back-pressure both ways, every wait bounded.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Dispatcher, Pool } from 'undici'
import { createRequestId } from '#http/middleware/request-id.ts'
import { answerHeaders, refuseAnswer } from '#stripe/forward-answer.ts'
import type { ForwardMeter } from '#stripe/forward-meter.ts'
import type { Forward, Refusal } from '#stripe/forward.ts'
import { BodyRefusedError, checkedBody } from './forward-body.ts'
import type { ForwardLimits, ForwarderOptions } from './forward-options.ts'
import { answerRefusal } from './forward-refusal.ts'

export type ExchangeSettings = ForwarderOptions & {
  limits: ForwardLimits
  pool: Pool
  /** Headers of every answer, flat. */
  always: readonly string[]
  meter: ForwardMeter
  onClose: () => void
}

/** Up to here copying a body costs less than writing it apart from the headers. */
const joinedBytesMax = 64 * 1024

const headerOf = (headers: Record<string, string | string[] | undefined>, name: string) => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}

const codeOf = (error: Error) => ('code' in error && typeof error.code === 'string' ? error.code : '')
const brokenConnection = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'])
const timedOut = new Set([
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'ETIMEDOUT',
])

function refusalOfFailure(error: Error): Refusal {
  if (error instanceof BodyRefusedError) return error.refusal
  return timedOut.has(codeOf(error))
    ? { code: 'stripe_timeout', message: 'Stripe did not answer in time.' }
    : { code: 'stripe_unreachable', message: 'Stripe could not be reached.' }
}

/** undici's handler and the response's keeper in one object: one allocation a request. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #forward: Forward
  readonly #settings: ExchangeSettings
  readonly #startedMs: number
  #controller: Dispatcher.DispatchController | undefined
  #coding = 'identity'
  #attempts = 0
  /** Counted, and nothing more to do. */
  #settled = false
  #ended = false
  #status = 0
  /** Set until it is written, which is with the first byte: until then a failure can still be told properly. */
  #head: string[] | undefined
  #length = -1
  #received = 0
  #timer: NodeJS.Timeout | undefined

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    forward: Forward,
    settings: ExchangeSettings,
    startedMs: number,
  ) {
    this.#req = req
    this.#res = res
    this.#forward = forward
    this.#settings = settings
    this.#startedMs = startedMs
  }

  /** Sends the request. The caller's Accept-Encoding chooses between two values of ours; it is never passed on. */
  start(acceptEncoding: string | undefined): void {
    this.#coding = acceptEncoding?.includes('gzip') ? 'gzip' : 'identity'
    this.#forward.headers.push('accept-encoding', this.#coding)
    this.#res.on('close', () => this.#onClose())
    if (this.#forward.hasBody) {
      const length = this.#req.headers['content-length']
      if (length !== undefined) this.#forward.headers.push('content-length', length)
      const message = 'The body did not arrive in time.'
      const { requestBodyMs } = this.#settings.limits
      this.#timer = setTimeout(() => this.#refuse({ code: 'bad_request', message }), requestBodyMs)
    }
    this.#dispatch()
  }

  #dispatch(): void {
    const { target, method, headers, hasBody } = this.#forward
    this.#attempts++
    // undici takes any async iterable as a body; its types name only Readable.
    const body = hasBody ? (checkedBody(this.#req) as unknown as Readable) : null
    this.#settings.pool.dispatch({ path: target.text, method, headers, body }, this)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#settled) controller.abort(new Error('the caller left'))
  }

  onRequestSent(): void {
    this.#stopTimer()
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    if (status < 200 || this.#settled) return
    const encoding = headerOf(headers, 'content-encoding')
    const refusal = refuseAnswer(status, encoding, [this.#coding])
    if (refusal) return this.#refuse(refusal)
    const head = [...this.#settings.always]
    for (const [name, written] of answerHeaders) {
      const value = headerOf(headers, name)
      if (value !== undefined) head.push(written, value)
    }
    if (encoding !== undefined) head.push('Content-Encoding', encoding)
    const length = headerOf(headers, 'content-length')
    if (length !== undefined) {
      head.push('Content-Length', length)
      this.#length = Number(length)
    }
    if (headers['request-id'] === undefined) head.push('Request-Id', createRequestId(this.#settings))
    this.#status = status
    this.#head = head
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return
    const { limits, now } = this.#settings
    if (now() - this.#startedMs > limits.totalMs) {
      return this.#refuse({ code: 'stripe_timeout', message: 'The answer took too long.' })
    }
    this.#writeHead()
    this.#received += chunk.length
    if (this.#received === this.#length) {
      this.#ended = true
      // Known to be the last. As a string Node joins it to the headers, one system call instead of a vector;
      // latin1 is the encoding in which every byte is itself.
      if (this.#received === chunk.length && chunk.length <= joinedBytesMax) {
        this.#res.end(chunk.toString('latin1'), 'latin1')
      } else {
        this.#res.end(chunk)
      }
    } else if (!this.#res.write(chunk)) {
      controller.pause()
      this.#timer = setTimeout(() => this.#res.destroy(), limits.bodyIdleMs)
      this.#res.once('drain', () => {
        this.#stopTimer()
        controller.resume()
      })
    }
  }

  onResponseEnd(): void {
    if (this.#settled) return
    this.#writeHead()
    if (!this.#ended) this.#res.end()
    this.#settle(this.#status, 'passed')
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#settled) return
    const isFresh = this.#head === undefined && this.#received === 0
    // A kept connection may be closed by the other side just as it is used again. A read is asked once more; a write never.
    if (
      isFresh &&
      this.#forward.method === 'GET' &&
      this.#attempts === 1 &&
      brokenConnection.has(codeOf(error))
    ) {
      return this.#dispatch()
    }
    this.#refuse(refusalOfFailure(error), error)
  }

  #writeHead(): void {
    if (!this.#head) return
    this.#res.writeHead(this.#status, this.#head)
    this.#head = undefined
  }

  /** Answers with a refusal, or breaks the answer off when part of it is already on its way. */
  #refuse(refusal: Refusal, cause?: Error): void {
    if (this.#settled) return
    const { always, log } = this.#settings
    const requestId = createRequestId(this.#settings)
    const status = answerRefusal(this.#req, this.#res, { refusal, requestId, headers: always })
    this.#settle(status, status >= 500 ? 'failed' : 'refused')
    this.#controller?.abort(new Error(refusal.code))
    const fields = { requestId, method: this.#forward.method, code: refusal.code, status }
    if (status >= 500) log.warn('proxy.failed', { ...fields, cause: cause && (codeOf(cause) || cause.name) })
    else log.info('proxy.refused', fields)
  }

  #settle(status: number, outcome: Parameters<ForwardMeter['count']>[1]): void {
    this.#settled = true
    this.#stopTimer()
    const { meter, now, log } = this.#settings
    const durationMs = now() - this.#startedMs
    meter.count(status, outcome, durationMs)
    log.debug('proxy.done', { status, outcome, durationMs })
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #onClose(): void {
    this.#settings.onClose()
    this.#stopTimer()
    if (this.#settled) return
    this.#settle(499, 'aborted')
    this.#controller?.abort(new Error('the caller left'))
  }
}
