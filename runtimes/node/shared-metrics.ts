// The metrics of all processes of one gateway: a scraper reaches any one of them, which asks the others through the primary process.

import cluster from 'node:cluster'
import { z } from 'zod'
import { mergeMetrics } from '#metrics.ts'

/** A process that takes longer is left out, so that the scraper is not kept waiting. */
const timeoutMs = 1000

const messageSchema = z.discriminatedUnion('tillside', [
  /** To the primary, from the process that is asked; `asked` numbers its questions. */
  z.object({ tillside: z.literal('gather-metrics'), asked: z.number() }),
  /** From the primary to the others; `from` is the id of the process that is asked. */
  z.object({ tillside: z.literal('print-metrics'), from: z.number(), asked: z.number() }),
  z.object({ tillside: z.literal('printed-metrics'), from: z.number(), asked: z.number(), text: z.string() }),
  /** Back to the process that is asked. */
  z.object({ tillside: z.literal('gathered-metrics'), asked: z.number(), texts: z.array(z.string()) }),
])
type Message = z.infer<typeof messageSchema>

/** In the primary process: forwards requests for metrics to the other processes, and their responses back. */
export function exchangeMetrics(): void {
  const pending = new Map<string, { texts: string[]; missing: number; send: () => void }>()
  cluster.on('message', (worker, given: unknown) => {
    const { data: message } = messageSchema.safeParse(given)
    if (message?.tillside === 'gather-metrics') {
      const { asked } = message
      const others = Object.values(cluster.workers ?? {}).filter(
        (one) => one?.isConnected() && one !== worker,
      )
      const key = `${worker.id} ${asked}`
      const send = () => {
        clearTimeout(timer)
        if (!pending.delete(key) || !worker.isConnected()) return
        worker.send({ tillside: 'gathered-metrics', asked, texts: gathered.texts } satisfies Message)
      }
      const gathered = { texts: [] as string[], missing: others.length, send }
      const timer = setTimeout(send, timeoutMs)
      pending.set(key, gathered)
      for (const other of others)
        other?.send({ tillside: 'print-metrics', from: worker.id, asked } satisfies Message)
      if (others.length === 0) send()
    } else if (message?.tillside === 'printed-metrics') {
      const gathered = pending.get(`${message.from} ${message.asked}`)
      if (!gathered) return
      gathered.texts.push(message.text)
      gathered.missing -= 1
      if (gathered.missing === 0) gathered.send()
    }
  })
}

/**
 * In one of several processes: returns a function that prints the metrics of all of them. Elsewhere `undefined`. `print` prints those of
 * this process.
 */
export function shareMetrics(print: () => string): (() => Promise<string>) | undefined {
  if (!cluster.isWorker) return undefined
  const waiting = new Map<number, (texts: readonly string[]) => void>()
  let count = 0
  process.on('message', (given) => {
    const { data: message } = messageSchema.safeParse(given)
    if (message?.tillside === 'print-metrics') {
      const { from, asked } = message
      process.send?.({ tillside: 'printed-metrics', from, asked, text: print() } satisfies Message)
    } else if (message?.tillside === 'gathered-metrics') {
      waiting.get(message.asked)?.(message.texts)
      waiting.delete(message.asked)
    }
  })
  return async () => {
    const asked = (count += 1)
    const texts = await new Promise<readonly string[]>((resolve) => {
      waiting.set(asked, resolve)
      process.send?.({ tillside: 'gather-metrics', asked } satisfies Message)
    })
    return mergeMetrics(print(), texts)
  }
}
