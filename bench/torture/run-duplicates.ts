// Every event is sent three times simultaneously, to three gateways on one Postgres: it is stored once, and every send is
// acknowledged.

import { openGround, secret } from './ground.ts'
import { drain, findBreaches, readEvents } from './check.ts'
import { createSender, eventIds } from './sender.ts'

export type DuplicatesReport = {
  breaches: string[]
  rows: number
  sent: number
  /** Tries without a 200. */
  failures: number
  repeats: number
  tookMs: number
}

const gateways = 3
/** Number of events sent concurrently, each three times. */
const lanes = 16

export async function runDuplicates(options: {
  postgresUrl: string
  events: number
}): Promise<DuplicatesReport> {
  const begunMs = performance.now()
  const ground = await openGround({ gateways, postgresUrl: options.postgresUrl })
  try {
    const urls = await Promise.all(ground.gateways.map((gateway) => gateway.up()))
    const senders = urls.map((url) => createSender({ secret, ledger: ground.ledger, addressOf: () => url }))
    const sent = eventIds(options.events)
    const left = [...sent]
    const lane = async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) {
        const one = id
        await Promise.all(senders.map((sender) => sender.send(one)))
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    await drain(ground)
    const rows = (await readEvents(ground)).length
    const breaches = await findBreaches(ground, sent)
    if (rows !== sent.length) breaches.push(`${rows} rows for ${sent.length} events`)
    const failures = senders.reduce((sum, sender) => sum + sender.failures(), 0)
    const repeats = ground.company.repeats()
    return {
      breaches,
      rows,
      sent: sent.length * gateways,
      failures,
      repeats,
      tookMs: performance.now() - begunMs,
    }
  } finally {
    await ground.close()
  }
}
