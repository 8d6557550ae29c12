import { expect, test } from 'vitest'
import { createActionMemory } from '../actions/memory.ts'
import { createStore } from '../store.ts'
import { createSettings } from './settings.ts'

const inUse = { version: 1, kind: 'key', url: 'https://till.example/', connectionKey: 'tsk_a' }

/** The settings alone; `calls` records their calls to the selection. */
function open(stored: Record<string, unknown>) {
  const store = createStore({ changed: () => undefined, later: () => () => undefined })
  const memory = createActionMemory()
  const calls: string[] = []
  const selection = {
    again: async () => void calls.push('again'),
    end: () => void calls.push('end'),
    forget: () => void calls.push('forget'),
    signOut: () => void calls.push('signOut'),
  }
  const missive = {
    load: (key: string) =>
      key in stored ? Promise.resolve(stored[key]) : Promise.reject(new Error('The store is not available')),
    save: async (key: string, value: unknown) => void (stored[key] = value),
  }
  const settings = createSettings({ store, selection, memory }, { missive, pageUrl: 'https://till.example/' })
  return { settings, store, memory, calls, stored }
}

test('stored settings make the sidebar ready', async () => {
  const { settings, store } = open({ tillside: inUse })
  await settings.read()
  expect(store.state).toMatchObject({ phase: 'ready', settings: inUse })
})

test('without settings or a working store, the form opens empty', async () => {
  const { settings, store } = open({})
  await settings.read()
  expect(store.state).toMatchObject({ phase: 'setup', setup: {} })
})

test('offers settings of an older sidebar, without using them', async () => {
  const older = {
    type: 'custom',
    proxyUrl: 'https://till.example/stripe',
    headerName: 'X-API-KEY',
    headerValue: 's',
  }
  const { settings, store, calls } = open({ tillside: null, backend_config: older })
  await settings.read()
  expect(store.state.setup).toEqual({
    why: 'older',
    start: { kind: 'gateway', url: 'https://till.example/', headerName: 'X-API-KEY', headerValue: 's' },
  })
  expect(store.state.settings).toBeUndefined()
  expect(calls).toEqual([])
})

test('saves a change, forgets earlier lookups, and loads the selection again', async () => {
  const { settings, stored, calls } = open({ tillside: inUse })
  await settings.read()
  await settings.save({ mode: 'test' })
  expect(stored['tillside']).toEqual({ ...inUse, mode: 'test' })
  expect(calls).toEqual(['forget', 'again'])
})

test('does not save a connection that could not be read back', async () => {
  const { settings, stored, calls } = open({ tillside: inUse })
  await settings.read()
  await settings.save({ kind: 'key', url: 'javascript:alert(1)', connectionKey: 'tsk_b' })
  expect(stored['tillside']).toEqual(inUse)
  expect(calls).toEqual([])
})

test('signing out overwrites both kinds of settings, and forgets drafts and runs', async () => {
  const { settings, store, memory, stored, calls } = open({
    tillside: inUse,
    backend_config: { type: 'custom' },
  })
  await settings.read()
  memory.drafts.set('x', { amount: '5' })
  memory.runs.set('x', { key: 'k', input: {}, title: 't' })
  await settings.signOut()
  expect(stored).toEqual({ tillside: null, backend_config: null })
  expect(store.state).toMatchObject({ phase: 'setup', settings: undefined })
  expect(calls).toEqual(['signOut'])
  expect([memory.drafts.size, memory.runs.size]).toEqual([0, 0])
})
