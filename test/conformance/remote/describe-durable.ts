// What becomes of durable work that a service does not do: tried again with the same idempotency key, when the service asks for it, or
// ended with its words. On every database.

import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { remoteCallSchema, type RemoteMessage } from '#contract/remote.ts'
import { defineAction, defineHandler } from '#definitions/define.ts'
import { remote } from '#definitions/remote.ts'
import { listAttempts } from '#store/attempts.ts'
import { runIdOf } from '#store/handler-runs.ts'
import { newKey } from '../../worlds/actions/open.ts'
import type { JobStore } from '../../worlds/database.ts'
import { eventOf, openInbox, type OpenInbox } from '../../worlds/events/inbox.ts'
import { remoteSecret } from '../../worlds/remote.ts'

const json = (value: unknown) => Response.json(value)
const later = (seconds: string) =>
  new Response('too busy for amy@example.com', { status: 503, headers: { 'Retry-After': seconds } })

export function describeDurable(open: () => Promise<JobStore>): void {
  let store: JobStore
  let inbox: OpenInbox
  let seen: { id: string; message: RemoteMessage }[]
  let answers: (() => Response)[]
  beforeEach(async () => {
    store = await open()
    seen = []
    answers = []
    const loyalty = remote({ name: 'loyalty', url: 'https://loyalty.example.com/', secret: remoteSecret })
    inbox = await openInbox(store, {
      definitions: {
        handlers: [defineHandler({ id: 'count', events: ['*'], handle: loyalty.handle })],
        actions: [
          defineAction({
            id: 'grant',
            title: 'Grant',
            for: ['email'],
            roles: 'anybody',
            input: z.object({ points: z.int() }),
            run: loyalty.run,
          }),
        ],
      },
      fetch: async (input, init) => {
        const request = new Request(input, init)
        const message = remoteCallSchema.parse(await request.json())
        seen.push({ id: request.headers.get('webhook-id') ?? '', message })
        return answers.shift()?.() ?? json({ done: true })
      },
    })
  })
  afterEach(async () => {
    await inbox.close()
    await store.close()
  })

  const runOf = async () => {
    const [event] = await inbox.rows()
    const id = runIdOf(event?.id ?? '', 'count')
    const [shown] = await inbox.shown()
    return {
      ...shown?.runs.find(({ handler }) => handler === 'count'),
      attempts: await listAttempts(store.db, { queue: 'handler_runs', tenantId: 'self', id }),
    }
  }
  const advance = (ms: number) => inbox.clock.advance(ms)

  test('an event comes again with the same key, no earlier than the service asked', async () => {
    answers = [() => later('600'), () => json({ retry: 'the ledger is closed', afterSeconds: 1800 })]
    const event = eventOf()
    await inbox.send(event)
    await inbox.drain()
    await advance(599_000)
    await inbox.drain()
    expect(seen).toHaveLength(1)
    await advance(2000)
    await inbox.drain()
    expect(seen).toHaveLength(2)
    await advance(1_790_000)
    await inbox.drain()
    expect(seen).toHaveLength(2)
    await advance(20_000)
    await inbox.drain()
    expect(seen.map(({ message }) => message)).toMatchObject(
      [1, 2, 3].map((attempt) => ({ call: 'handle', id: 'count', attempt, event: { id: event['id'] } })),
    )
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1)
    const run = await runOf()
    expect(run.state).toBe('done')
    const notes = run.attempts.map(({ note }) => note).join(' ')
    expect(notes).toContain('the ledger is closed')
    expect(notes).not.toContain('amy@example.com')
  })

  test('an event that the service refuses is a dead letter at once', async () => {
    answers = [() => json({ refused: 'Not ours.' })]
    await inbox.send(eventOf())
    await inbox.drain()
    expect(await runOf()).toMatchObject({ state: 'dead', attempts: [{ error: 'refused:count' }] })
  })

  const grant = async (key: string) => {
    const tenant = await inbox.gateway.tenants.find({ tenantId: 'self' })
    const account = tenant?.accounts[0]?.account
    if (!account) throw new Error('no account')
    const caller = { id: 'key_1', kind: 'connection_key' as const, name: 'Front desk', roles: [] }
    return inbox.actions.respond(
      'grant',
      {
        subject: { kind: 'email', address: 'amy@example.com' },
        stage: 'run',
        key,
        input: { points: 5 },
      },
      {
        caller,
        account,
        sandbox: false,
        surface: 'sidebar',
        requestId: 'req_1',
        signal: new AbortController().signal,
      },
    )
  }

  test('a run goes on with the same key until the service has done it, and its answer is kept', async () => {
    answers = [() => later('3600'), () => json({ done: { title: 'Granted', id: 'grant_1' } })]
    const key = newKey()
    expect(await grant(key)).toMatchObject({ state: 'working' })
    await advance(3_599_000)
    await inbox.drain()
    expect(seen).toHaveLength(1)
    await advance(2000)
    await inbox.drain()
    expect(await grant(key)).toMatchObject({ state: 'done', title: 'Granted', id: 'grant_1', repeated: true })
    expect(seen.map(({ message }) => message)).toMatchObject([{ attempt: 1 }, { attempt: 2 }])
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1)
  })

  test.each<[string, unknown, object]>([
    [
      'a refusal changes nothing',
      { refused: 'The account is closed.' },
      { state: 'refused', text: 'The account is closed.' },
    ],
    ['a failure shows the service’s words', { failed: 'The mail was not sent.' }, { state: 'failed' }],
    ['an answer that fits no schema leaves open what happened', { granted: true }, { state: 'failed' }],
  ])('%s, and is not tried again', async (_, answer, expected) => {
    answers = [() => json(answer)]
    const ended = await grant(newKey())
    expect(ended).toMatchObject(expected)
    const said = JSON.stringify(ended)
    if (answer && typeof answer === 'object' && 'failed' in answer)
      expect(said).toContain('The mail was not sent.')
    if (answer && typeof answer === 'object' && 'granted' in answer)
      expect(said).toContain('Call loyalty may or may not have happened.')
    await advance(3_600_000)
    await inbox.drain()
    expect(seen).toHaveLength(1)
  })
}
