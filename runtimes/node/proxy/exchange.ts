// One request to Stripe and its response: streamed, with back-pressure both ways and a limit on every wait.

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import type { Dispatcher, Pool } from 'undici'
import { acceptsCoding } from '#http/accepts-coding.ts'
import type { Ports } from '#ports.ts'
import type { Decision } from '#proxy/decide.ts'
import type { Lane } from '#proxy/lane.ts'
import type { ForwardResult } from '#proxy/meter.ts'
import type { Place } from '#proxy/places.ts'
import type { Forward } from '#proxy/plan.ts'
import {
  bodyTooSlow,
  stripeErrorUnreadable,
  stripeTimeout,
  stripeUnreachable,
  tooManyRequests,
  type Refusal,
} from '#proxy/refusal.ts'
import { passedHeaders, refuseResponse } from '#proxy/response.ts'
import { createRequestId } from '#request-id.ts'
import { BodyRefusedError, openBody, type SentBody } from './body.ts'
import { ErrorBody } from './error-body.ts'
import { sendRefusal } from './refusal.ts'
import type { ResumeQueue } from './resume-queue.ts'

export type ExchangeDeps = { lane: Lane; ports: Ports; pool: Pool; resumes: ResumeQueue }

/** Up to this length, copying a body costs less than writing it separately from the headers. */
const joinedBytesMax = 64 * 1024

/** How much of one response is passed on before it waits for others. */
const bytesAtOnceMax = 128 * 1024

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
  return timedOut.has(codeOf(error)) ? stripeTimeout : stripeUnreachable
}

/** undici's handler and the state of the response in one object: one allocation per request. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #req: IncomingMessage
  readonly #res: ServerResponse
  readonly #forward: Forward
  readonly #place: Place
  readonly #deps: ExchangeDeps
  readonly #startedMs: number
  #body: SentBody | undefined
  #controller: Dispatcher.DispatchController | undefined
  #coding = 'identity'
  #attempts = 0
  /** Stripe has sent everything, or a refusal has been sent; nothing more is written. */
  #settled = false
  /** A response has been passed on that is counted once the caller has it. */
  #isPassed = false
  #ended = false
  #status = 0
  /** Unset once it is written, with the first byte of the body. Until then a failure still gets a proper response. */
  #head: string[] | undefined
  /** The body of an error, read whole before any of it is passed on. */
  #error: ErrorBody | undefined
  #encoding: string | undefined
  #length = -1
  #received = 0
  #bytesAtOnce = 0
  #timer: NodeJS.Timeout | undefined

  constructor(
    req: IncomingMessage,
    res: ServerResponse,
    { forward, place }: Extract<Decision, { kind: 'forward' }>,
    deps: ExchangeDeps,
    startedMs: number,
  ) {
    this.#req = req
    this.#res = res
    this.#forward = forward
    this.#place = place
    place.onGivingWay = () => this.#giveWay()
    this.#deps = deps
    this.#startedMs = startedMs
  }

  /** Sends the request. The caller's Accept-Encoding only chooses between our two values; it is never passed on. */
  start(acceptEncoding: string | undefined): void {
    this.#coding = acceptsCoding(acceptEncoding, 'gzip') ? 'gzip' : 'identity'
    this.#forward.headers.push('accept-encoding', this.#coding)
    this.#res.on('close', () => this.#onClose())
    if (this.#forward.hasBody) {
      this.#body = openBody(this.#req, this.#forward.isRepeatable)
      const length = this.#req.headers['content-length']
      if (length !== undefined) this.#forward.headers.push('content-length', length)
      const { requestBodyMs } = this.#deps.lane.limits
      this.#timer = setTimeout(() => this.#refuse(bodyTooSlow), requestBodyMs)
    }
    this.#dispatch()
  }

  #dispatch(): void {
    const { target, method, headers } = this.#forward
    this.#attempts++
    // undici accepts any async iterable as a body; its types only mention Readable.
    const body = this.#body ? (this.#body.pieces() as unknown as Readable) : null
    this.#deps.pool.dispatch({ path: target.text, method, headers, body }, this)
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
    const refusal = refuseResponse(status, encoding, [this.#coding])
    if (refusal) return this.#refuse(refusal)
    const { lane, ports } = this.#deps
    const { scrub } = this.#forward
    const head = [...lane.headers]
    for (const [name, written] of passedHeaders) {
      const value = headerOf(headers, name)
      if (value !== undefined) head.push(written, scrub.text(value))
    }
    if (headers['request-id'] === undefined) head.push('Request-Id', createRequestId(ports))
    this.#status = status
    this.#head = head
    this.#encoding = encoding
    this.#flows(ports.now())
    if (status >= 400) {
      this.#error = new ErrorBody()
      return
    }
    if (encoding !== undefined) head.push('Content-Encoding', encoding)
    const length = headerOf(headers, 'content-length')
    if (length !== undefined) {
      head.push('Content-Length', length)
      this.#length = Number(length)
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return
    const { lane, ports } = this.#deps
    const nowMs = ports.now()
    if (nowMs - this.#startedMs > lane.limits.totalMs) {
      return this.#refuse(stripeTimeout)
    }
    if (this.#error) {
      if (!this.#error.add(chunk)) this.#refuse(stripeErrorUnreadable)
      return
    }
    this.#flows(nowMs)
    this.#writeHead()
    this.#received += chunk.length
    if (this.#received === this.#length) {
      this.#ended = true
      // This is the only piece. Node joins a string to the headers, for one buffer instead of a vectored write; latin1 maps every
      // byte to itself.
      if (this.#received === chunk.length && chunk.length <= joinedBytesMax) {
        this.#res.end(chunk.toString('latin1'), 'latin1')
      } else {
        this.#res.end(chunk)
      }
    } else if (!this.#res.write(chunk)) {
      controller.pause()
      this.#waitForCaller()
      this.#res.once('drain', () => {
        this.#stopTimer()
        this.#flows(ports.now())
        this.#waitForOthers(controller)
      })
    } else {
      this.#letOthersPass(controller, chunk.length)
    }
  }

  /** A socket that always has more data would be read for milliseconds at a time; a hundred of them would hold up all others. */
  #letOthersPass(controller: Dispatcher.DispatchController, bytes: number): void {
    this.#bytesAtOnce += bytes
    if (this.#bytesAtOnce < bytesAtOnceMax) return
    controller.pause()
    this.#waitForOthers(controller)
  }

  #waitForOthers(controller: Dispatcher.DispatchController): void {
    this.#bytesAtOnce = 0
    this.#deps.resumes.add(() => {
      if (!this.#settled) controller.resume()
    })
  }

  #waitForCaller(): void {
    const { lane, ports } = this.#deps
    this.#place.waits('caller', ports.now())
    this.#timer = setTimeout(() => this.#res.destroy(), lane.limits.bodyIdleMs)
  }

  onResponseEnd(): void {
    if (this.#settled) return
    if (this.#error) return void this.#sendError(this.#error)
    this.#writeHead()
    if (!this.#ended) this.#res.end()
    this.#waitForEnd()
  }

  /** Stripe has sent everything, but the caller may not have read it yet. */
  #waitForEnd(): void {
    this.#settled = true
    this.#isPassed = true
    this.#stopTimer()
    if (this.#res.writableLength > 0) this.#waitForCaller()
  }

  async #sendError(read: ErrorBody): Promise<void> {
    const { scrub } = this.#forward
    const body = await read.scrubbed(this.#encoding, scrub).catch(() => undefined)
    if (this.#settled) return
    if (!body) return this.#refuse(stripeErrorUnreadable)
    this.#head?.push('Content-Length', String(body.byteLength))
    this.#writeHead()
    this.#res.end(body)
    this.#waitForEnd()
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#settled) return
    const isFresh = this.#head === undefined && this.#received === 0
    // Stripe may close a kept-alive connection just as it is reused.
    if (
      isFresh &&
      this.#forward.isRepeatable &&
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

  /** Sends a refusal, or breaks off the response if part of it has already been sent. */
  #refuse(refusal: Refusal, error?: Error): void {
    if (this.#settled) return
    this.#settled = true
    this.#stopTimer()
    const occasion = { method: this.#forward.method, startedMs: this.#startedMs }
    const cause = error && (codeOf(error) || error.name)
    const drawn = this.#deps.lane.draw({ refusal }, cause === undefined ? occasion : { ...occasion, cause })
    sendRefusal(this.#req, this.#res, drawn)
    this.#controller?.abort(new Error(refusal.code))
  }

  /** Another request needs the place, and this one is only waiting. */
  #giveWay(): void {
    // Stripe has already sent everything, and the caller does not read the rest.
    if (this.#settled) this.#res.destroy()
    else this.#refuse(tooManyRequests)
  }

  #flows(nowMs: number): void {
    this.#deps.lane.waits(this.#place, this.#forward, 'stripe', nowMs)
  }

  #count(status: number, result: ForwardResult): void {
    const { lane, ports } = this.#deps
    const durationMs = ports.now() - this.#startedMs
    lane.meter.count(status, result, durationMs)
    ports.log.debug('proxy.done', { status, outcome: result, durationMs })
  }

  #stopTimer(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #onClose(): void {
    this.#deps.lane.leave(this.#place)
    this.#stopTimer()
    if (this.#isPassed && this.#res.writableFinished) return this.#count(this.#status, 'passed')
    if (this.#settled && !this.#isPassed) return
    this.#settled = true
    this.#count(499, 'aborted')
    this.#controller?.abort(new Error('the caller left'))
  }
}
