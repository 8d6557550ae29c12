// Sends signed events to a webhook server, as fast as possible or at a fixed rate, and measures the answers.

import { setTimeout as wait } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { createSamples } from '../../simulator/stripe/sample-event.ts'
import { eventText, signPost, type SignedPost } from '../../simulator/stripe/webhooks/sign.ts'

export const secret = ['whsec', 'bench'.repeat(6)].join('_')

export type Taken = {
  /** Duration of each acknowledged event in milliseconds. */
  took: number[]
  refused: number
  perSecond: number
}

let made = 0

/** Creates different events about different objects, about 4 kB each; signed now, so send them within five minutes. */
export async function makePosts(count: number): Promise<SignedPost[]> {
  const nowMs = Date.now()
  const samples = createSamples(nowMs)
  const newId = (prefix: string) => `${prefix}_bench${String((made += 1)).padStart(8, '0')}`
  const posts: SignedPost[] = []
  for (let index = 0; index < count; index++) {
    const overrides = { 'data.object.id': newId('in') }
    const event = samples.snapshot({ type: 'invoice.paid', livemode: false, overrides, nowMs, newId })
    posts.push(await signPost(eventText(event), secret, nowMs))
  }
  return posts
}

type Sending = { url: string; agent: Agent; taken: Taken }

async function send({ url, agent, taken }: Sending, { body, headers }: SignedPost): Promise<void> {
  const begunMs = performance.now()
  try {
    const answer = await request(url, { method: 'POST', body, headers, dispatcher: agent })
    await answer.body.dump()
    if (answer.statusCode === 200) taken.took.push(performance.now() - begunMs)
    else taken.refused += 1
  } catch {
    // With a refused or broken connection the event was not accepted.
    taken.refused += 1
  }
}

async function measured(
  url: string,
  connections: number,
  run: (sending: Sending) => Promise<void>,
): Promise<Taken> {
  const agent = new Agent({ connections, headersTimeout: 30_000 })
  const taken: Taken = { took: [], refused: 0, perSecond: 0 }
  const begunMs = performance.now()
  await run({ url, agent, taken })
  taken.perSecond = (taken.took.length * 1000) / (performance.now() - begunMs)
  await agent.close()
  return taken
}

/** Sends as fast as possible over a number of connections. */
export const sendAll = (url: string, posts: readonly SignedPost[], connections: number): Promise<Taken> =>
  measured(url, connections, async (sending) => {
    const left = posts.values()
    const lane = async () => {
      for (const post of left) await send(sending, post)
    }
    await Promise.all(Array.from({ length: connections }, lane))
  })

/** Sends at a fixed rate, without waiting for earlier answers. */
export const sendSpread = (url: string, posts: readonly SignedPost[], perSecond: number): Promise<Taken> =>
  measured(url, 256, async (sending) => {
    const begunMs = performance.now()
    const sent: Promise<void>[] = []
    for (const [index, post] of posts.entries()) {
      const dueMs = begunMs + (index * 1000) / perSecond
      if (dueMs > performance.now()) await wait(Math.max(0, dueMs - performance.now()))
      sent.push(send(sending, post))
    }
    await Promise.all(sent)
  })
