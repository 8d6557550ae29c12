import { expect, test } from 'vitest'
import { screenOf } from './screen.ts'
import { answerFor, asOf, drawn, lines, start } from './start-sidebar.ts'

const load = (show: string) =>
  ({
    kind: 'load',
    label: show,
    panel: 'activity',
    subject: { kind: 'customer', id: 'cus_a' },
    params: { show },
  }) as const

test('a panel asked for again is drawn in its place, for the conversation it was asked in and no other', async () => {
  const held: (() => void)[] = []
  const { sidebar, select } = start({
    fetch: async (request) => {
      const messages = answerFor(request)
      if (request.subject.kind !== 'panel') return new Response(lines(messages))
      const { params = {} } = request.subject
      await new Promise<void>((free) => held.push(free))
      const panel = {
        id: 'in-house:activity',
        asOf,
        blocks: [{ type: 'text' as const, text: params['show'] ?? '' }],
      }
      return new Response(lines(messages.map((one) => (one.type === 'panel' ? { ...one, panel } : one))))
    },
  })
  const turn = () => new Promise((free) => setImmediate(free))
  const text = () => JSON.stringify(sidebar.state.looked?.answer.panels)
  await sidebar.start()
  await select('a')
  sidebar.run(load('first'), 'customer')
  sidebar.run(load('second'), 'customer')
  expect(sidebar.state.loads['customer']).toMatchObject({ label: 'second' })
  await turn()
  for (const free of held.splice(0)) free()
  await turn()
  expect(text()).toContain('second')
  expect(sidebar.state.loads).toEqual({})
  sidebar.run(load('late'), 'customer')
  await turn()
  await select('b')
  for (const free of held.splice(0)) free()
  await turn()
  expect(text()).not.toMatch(/late|second/)
  expect(drawn(sidebar.state)).toBe('cus_b')
})

test('another selection closes an action with nothing sent, and says so only if something was entered', async () => {
  const { sidebar, select, calls } = start()
  await sidebar.start()
  await select('a')
  sidebar.act({ action: 'refund', subject: { kind: 'customer', id: 'cus_a' } }, false)
  expect(screenOf(sidebar.state)).toBe('action')
  await select('b')
  expect(sidebar.state).toMatchObject({ pane: undefined, notice: undefined })
  sidebar.act({ action: 'refund', subject: { kind: 'customer', id: 'cus_b' } }, false)
  sidebar.acting.holds = true
  await select('a')
  expect(sidebar.state).toMatchObject({ pane: undefined, notice: 'nothingSent' })
  expect(calls.every(({ url }) => !url.includes('/api/actions/'))).toBe(true)
})

test('signing out forgets what was entered and the keys of runs', async () => {
  const { sidebar } = start()
  await sidebar.start()
  sidebar.drafts.set('x', { amount: '5' })
  sidebar.acting.runs.set('x', { key: 'k', input: {}, title: 't' })
  await sidebar.signOut()
  expect([sidebar.drafts.size, sidebar.acting.runs.size]).toEqual([0, 0])
})
