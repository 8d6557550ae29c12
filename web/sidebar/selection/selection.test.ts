import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { screenOf } from '../screen.ts'
import { answerFor, drawn, lines, start } from '../start-sidebar.ts'

test('in any order of answers, only the customer of the current selection is drawn', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 2 }), {
        minLength: 2,
        maxLength: 12,
      }),
      async (scheduler, selections) => {
        let current: string[] = []
        const wrong: unknown[] = []
        const { sidebar } = start({
          wait: () => scheduler.schedule(Promise.resolve()),
          onChange: (state) => {
            const customer = drawn(state)
            if (customer && (current.length !== 1 || customer !== `cus_${current[0]}`))
              wrong.push([current, customer])
          },
        })
        await sidebar.start()
        const runs = selections.map((ids) =>
          scheduler.schedule(Promise.resolve()).then(() => {
            current = ids
            return sidebar.selection.select(ids)
          }),
        )
        await scheduler.waitFor(Promise.all(runs))
        expect(wrong).toEqual([])
        expect(drawn(sidebar.store.state)).toBe(current.length === 1 ? `cus_${current[0]}` : undefined)
      },
    ),
    { numRuns: 150 },
  )
})

test('the earlier customer disappears as soon as another conversation is selected', async () => {
  const { sidebar, select } = start()
  await sidebar.start()
  await select('a')
  expect(drawn(sidebar.store.state)).toBe('cus_a')
  void select('b')
  expect(sidebar.store.state.lookup).toBeUndefined()
  expect(screenOf(sidebar.store.state)).toBe('loading')
})

test('aborts the request of an earlier selection', async () => {
  const { sidebar, select, calls } = start({ fetch: () => new Promise(() => undefined) })
  await sidebar.start()
  void select('a')
  await new Promise((done) => setImmediate(done))
  void select('b')
  expect(calls[0]?.init.signal?.aborted).toBe(true)
})

test('sends no request while no or several conversations are selected', async () => {
  const { sidebar, select, calls } = start()
  await sidebar.start()
  await select()
  await select('a', 'b')
  expect(calls).toEqual([])
  expect(sidebar.store.state.selection).toEqual({ kind: 'many', count: 2 })
  expect(screenOf(sidebar.store.state)).toBe('empty')
})

test('listens to the selection exactly once, even after signing in again', async () => {
  const { sidebar, registrations } = start()
  await sidebar.start()
  await sidebar.settings.signOut()
  await sidebar.settings.save({ kind: 'key', url: 'https://till.example/', connectionKey: 'tsk_b' })
  expect(registrations).toHaveLength(1)
})

test('a recently seen conversation is drawn immediately and renewed', async () => {
  const { sidebar, select, calls } = start()
  await sidebar.start()
  await select('a')
  await select('b')
  const back = select('a')
  expect(drawn(sidebar.store.state)).toBe('cus_a')
  expect(sidebar.store.state.lookup?.busy).toBe(true)
  await back
  expect(calls).toHaveLength(3)
  expect(sidebar.store.state.lookup?.busy).toBe(false)
})

test('a customer found by search does not reappear beside the conversation automatically', async () => {
  const { sidebar, select } = start()
  await sidebar.start()
  await select('a')
  await sidebar.selection.look({ kind: 'customer', customer: { customerId: 'cus_other', account: 'a' } })
  expect(drawn(sidebar.store.state)).toBe('cus_other')
  await select('b')
  const back = select('a')
  expect(drawn(sidebar.store.state)).toBe('cus_a')
  await back
  expect(drawn(sidebar.store.state)).toBe('cus_a')
})

test('a refused secret leads to setup with the reason, and clears what was drawn', async () => {
  let refuse = false
  const { sidebar, select } = start({
    fetch: async (request) =>
      refuse ? Response.json({ title: 'no' }, { status: 401 }) : new Response(lines(answerFor(request))),
  })
  await sidebar.start()
  await select('a')
  refuse = true
  await select('b')
  expect(sidebar.store.state).toMatchObject({ phase: 'setup', setup: { why: 'refused' } })
  refuse = false
  sidebar.settings.close()
  void select('a')
  expect(drawn(sidebar.store.state)).toBeUndefined()
})

test('a gateway error keeps its request id and is retried automatically', async () => {
  const { sidebar, select, timers } = start({
    fetch: async () =>
      Response.json({ title: 'Stripe did not answer', request_id: 'req_7' }, { status: 502 }),
  })
  await sidebar.start()
  await select('a')
  expect(sidebar.store.state.lookup?.failure).toMatchObject({
    reason: 'failed',
    requestId: 'req_7',
    message: 'Stripe did not answer',
  })
  expect(screenOf(sidebar.store.state)).toBe('error')
  expect(timers.some(({ ms }) => ms === 5_000)).toBe(true)
})

test('renews a stale answer at the time Stripe named', async () => {
  const { sidebar, select, timers } = start({
    fetch: async (request) => {
      const messages = answerFor(request).map((message) =>
        message.type === 'done'
          ? { ...message, stale: { text: 'A pause.', retryAt: '2026-11-20T14:20:32Z' } }
          : message,
      )
      return new Response(lines(messages))
    },
  })
  await sidebar.start()
  await select('a')
  expect(timers.some(({ ms }) => ms === 24_000)).toBe(true)
})

test('a pin that the gateway refuses is reverted, with a notice', async () => {
  const { sidebar, select } = start({
    fetch: async (request, url) =>
      url.includes('/pins/') ? new Response('', { status: 500 }) : new Response(lines(answerFor(request))),
  })
  await sidebar.start()
  await select('a')
  await sidebar.selection.pin({ customerId: 'cus_a', account: 'a' }, true)
  expect(sidebar.store.state.pin).toBeUndefined()
  expect(sidebar.store.state.notice).toBe('notPinned')
})

test('another selection closes an action without sending it, with a notice only if there were entries', async () => {
  const { sidebar, select, calls } = start()
  await sidebar.start()
  await select('a')
  sidebar.actions.act({ action: 'refund', subject: { kind: 'customer', id: 'cus_a' } }, false)
  expect(screenOf(sidebar.store.state)).toBe('action')
  await select('b')
  expect(sidebar.store.state).toMatchObject({ pane: undefined, notice: undefined })
  sidebar.actions.act({ action: 'refund', subject: { kind: 'customer', id: 'cus_b' } }, false)
  sidebar.memory.holds = true
  await select('a')
  expect(sidebar.store.state).toMatchObject({ pane: undefined, notice: 'nothingSent' })
  expect(calls.every(({ url }) => !url.includes('/api/actions/'))).toBe(true)
})
