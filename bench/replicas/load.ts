// Sends requests at steady rates without waiting for earlier ones, and remembers when each was sent and how long it took.

import { setTimeout as wait } from 'node:timers/promises'
import { Agent, request } from 'undici'

export type Sent = { atMs: number; tookMs: number }

export type Load = {
  sent: readonly Sent[]
  /** Why requests failed, each a sentence. */
  failures: readonly string[]
  /** Resolves when the last request has its response. */
  stop: () => Promise<void>
}

export type LoadOptions = {
  url: string
  secret: string
  /** Addresses of the people whose panels are requested. */
  people: readonly string[]
  /** Requests per second of each kind. */
  perSecond: { lane: number; panels: number }
}

type Kind = keyof LoadOptions['perSecond']

export function startLoad({ url, secret, people, perSecond }: LoadOptions): Load {
  const agent = new Agent({ connections: 64, headersTimeout: 60_000 })
  const over = new AbortController()
  const sent: Sent[] = []
  const failures: string[] = []
  const headers = { 'X-API-KEY': secret, 'Content-Type': 'application/json' }

  const askers: Record<Kind, (count: number) => Promise<string | undefined>> = {
    async lane() {
      const target = `${url}/stripe/v1/customers?limit=1`
      const { statusCode, body } = await request(target, { headers, dispatcher: agent })
      const text = await body.text()
      return statusCode === 200 ? undefined : `the lane answered ${statusCode}: ${text.slice(0, 200)}`
    },
    async panels(count) {
      const address = people[count % people.length]
      const subject = { kind: 'people', people: [{ address }] }
      const options = {
        method: 'POST' as const,
        headers,
        body: JSON.stringify({ subject }),
        dispatcher: agent,
      }
      const { statusCode, body } = await request(`${url}/api/panels`, options)
      const text = await body.text()
      if (statusCode !== 200) return `panels answered ${statusCode}: ${text.slice(0, 200)}`
      return text.includes('"type":"done"') ? undefined : 'panels ended without their last message'
    },
  }

  async function ask(kind: Kind, count: number): Promise<void> {
    const atMs = performance.now()
    try {
      const failure = await askers[kind](count)
      if (failure !== undefined) failures.push(failure)
    } catch (error) {
      failures.push(`${kind}: ${error instanceof Error ? error.message : 'no response'}`)
    }
    sent.push({ atMs, tookMs: performance.now() - atMs })
  }

  async function pace(kind: Kind): Promise<void> {
    const asking: Promise<void>[] = []
    const beganMs = performance.now()
    for (let count = 0; !over.signal.aborted; count++) {
      asking.push(ask(kind, count))
      const dueMs = beganMs + ((count + 1) * 1000) / perSecond[kind]
      await wait(Math.max(0, dueMs - performance.now()), undefined, { signal: over.signal }).catch(
        () => undefined,
      )
    }
    await Promise.all(asking)
  }

  const pacing = [pace('lane'), pace('panels')]
  return {
    sent,
    failures,
    async stop() {
      over.abort()
      await Promise.all(pacing)
      await agent.close()
    },
  }
}
