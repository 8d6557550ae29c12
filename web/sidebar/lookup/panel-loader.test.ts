import { expect, test } from 'vitest'
import type { Panel } from '#contract/panel.ts'
import { applyMessage, noResponse, replacePanels } from './response.ts'
import { answerFor, asOf, drawn, lines, start } from '../start-sidebar.ts'

const shell = (params: Record<string, string> = {}): Panel => ({
  id: 'stripe:balance',
  title: 'Balance',
  asOf,
  blocks: [],
  onOpen: {
    kind: 'load',
    label: 'Try again',
    panel: 'stripe:balance',
    subject: { kind: 'customer', id: 'cus_a' },
    params,
  },
})
const loaded: Panel = {
  id: 'stripe:balance',
  title: 'Balance',
  asOf,
  blocks: [{ type: 'text', text: 'No credit notes.' }],
}

test('a renewed answer keeps the content of an opened section until it is loaded again', () => {
  const closed = applyMessage(noResponse, { type: 'panel', panel: shell() })
  const opened = replacePanels(closed, [loaded])
  expect(opened.panels).toEqual([loaded])
  const renewed = applyMessage(opened, { type: 'panel', panel: shell() })
  expect(renewed.panels).toEqual([{ ...loaded, onOpen: shell().onOpen }])
  // Each new `onOpen` is a new object, so that an open section loads again even if nothing else changed.
  const again = applyMessage(renewed, { type: 'panel', panel: shell() })
  expect(again.panels[0]?.onOpen).not.toBe(renewed.panels[0]?.onOpen)
})

test('a section loads when opened, is drawn in its place, and is marked as loading meanwhile', async () => {
  const held: (() => void)[] = []
  const { sidebar, select, calls } = start({
    fetch: async (request) => {
      const messages = answerFor(request)
      if (request.subject.kind !== 'panel') {
        const closed = { type: 'panel' as const, panel: shell() }
        return new Response(lines([...messages.slice(0, -1), closed, ...messages.slice(-1)]))
      }
      await new Promise<void>((free) => held.push(free))
      return new Response(
        lines(messages.map((one) => (one.type === 'panel' ? { ...one, panel: loaded } : one))),
      )
    },
  })
  const turn = () => new Promise((free) => setImmediate(free))
  const section = () => sidebar.store.state.lookup?.response.panels.find(({ id }) => id === 'stripe:balance')
  await sidebar.start()
  await select('a')
  const before = calls.length
  expect(section()).toEqual(shell())
  const { onOpen } = shell()
  if (onOpen) sidebar.actions.run(onOpen, 'stripe:balance')
  expect(sidebar.store.state.loads['stripe:balance']).toEqual(onOpen)
  await turn()
  for (const free of held.splice(0)) free()
  await turn()
  expect(calls.length).toBe(before + 1)
  expect(section()).toEqual(loaded)
  expect(sidebar.store.state.loads).toEqual({})
})

test('other panels changed by an opened section are drawn in their own places, in their latest version', async () => {
  const coming = (id: string, text: string): Panel => ({ id, asOf, blocks: [{ type: 'text', text }] })
  const { sidebar, select } = start({
    fetch: (request) => {
      const messages = answerFor(request)
      const panels =
        request.subject.kind === 'panel'
          ? [
              { ...coming('activity', 'on its way'), pending: true },
              coming('customer', 'changed'),
              coming('stranger', 'unknown here'),
              coming('activity', 'read'),
            ]
          : [coming('customer', 'before'), coming('placed:activity', 'before'), coming('activity', 'before')]
      const found = messages.slice(0, 1)
      const done = messages.slice(-1)
      return Promise.resolve(
        new Response(
          lines([...found, ...panels.map((panel) => ({ type: 'panel' as const, panel })), ...done]),
        ),
      )
    },
  })
  await sidebar.start()
  await select('a')
  const { onOpen } = shell()
  if (onOpen) sidebar.actions.run({ ...onOpen, panel: 'activity' }, 'placed:activity')
  await expect
    .poll(() => sidebar.store.state.lookup?.response.panels)
    .toEqual([coming('customer', 'changed'), coming('placed:activity', 'read'), coming('activity', 'before')])
})

const load = (show: string) =>
  ({
    kind: 'load',
    label: show,
    panel: 'activity',
    subject: { kind: 'customer', id: 'cus_a' },
    params: { show },
  }) as const

test('a panel loaded again is drawn in its place, and only in the conversation it was loaded in', async () => {
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
  const text = () => JSON.stringify(sidebar.store.state.lookup?.response.panels)
  await sidebar.start()
  await select('a')
  sidebar.actions.run(load('first'), 'customer')
  sidebar.actions.run(load('second'), 'customer')
  expect(sidebar.store.state.loads['customer']).toMatchObject({ label: 'second' })
  await turn()
  for (const free of held.splice(0)) free()
  await turn()
  expect(text()).toContain('second')
  expect(sidebar.store.state.loads).toEqual({})
  sidebar.actions.run(load('late'), 'customer')
  await turn()
  await select('b')
  for (const free of held.splice(0)) free()
  await turn()
  expect(text()).not.toMatch(/late|second/)
  expect(drawn(sidebar.store.state)).toBe('cus_b')
})
