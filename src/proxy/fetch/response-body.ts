// The body of Stripe's response on its way to the caller, by web streams.

import type { ForwardResult } from '../meter.ts'
import type { EarlyEnd, Watch } from './watch.ts'

type Bytes = Uint8Array<ArrayBuffer>

const resultOf = (why: EarlyEnd | undefined): ForwardResult => {
  if (why === 'caller_left') return 'aborted'
  return why?.code === 'too_many_requests' ? 'refused' : 'failed'
}

/** The body, read only as fast as the caller takes it. */
export function passBody(
  source: ReadableStream<Uint8Array>,
  status: number,
  watch: Watch,
): ReadableStream<Bytes> {
  const reader = source.getReader()
  const breakOff = (controller: ReadableStreamDefaultController<Bytes>, error: unknown) => {
    watch.end({ status, result: resultOf(watch.why()) })
    controller.error(error)
  }
  watch.watchIdle()
  return new ReadableStream<Bytes>({
    start(controller) {
      // Also while nobody reads: then no read would fail.
      watch.signal.addEventListener('abort', () => breakOff(controller, watch.signal.reason), { once: true })
    },
    async pull(controller) {
      watch.moved('stripe')
      try {
        const { done, value } = await reader.read()
        watch.moved('caller')
        if (!done) return controller.enqueue(value as Bytes)
        controller.close()
        watch.end({ status, result: 'passed' })
      } catch (error) {
        breakOff(controller, error)
      }
    },
    cancel() {
      watch.giveUp('caller_left')
      watch.end({ status, result: 'aborted' })
    },
  })
}
