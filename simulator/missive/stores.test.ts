import { expect, test } from 'vitest'
import { createStores } from './stores.ts'
import type { KeptText } from './stores.ts'

function mapStorage(): KeptText {
  const entries = new Map<string, string>()
  return {
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
  }
}

test('keeps what users store apart', () => {
  const stores = createStores(mapStorage())
  stores.set('noor', 'tillside', { version: 1 })
  expect(stores.get('jonas', 'tillside')).toBeUndefined()
  expect(stores.get('noor', 'tillside')).toEqual({ version: 1 })
})

test('keeps what is stored over a reload', () => {
  const storage = mapStorage()
  createStores(storage).set('noor', 'a', [1, 2])
  expect(createStores(storage).get('noor', 'a')).toEqual([1, 2])
})

test('removes a key that is set to null', () => {
  const stores = createStores(mapStorage())
  stores.set('noor', 'a', 1)
  stores.set('noor', 'a', null)
  expect(stores.all('noor')).toEqual({})
})

test('treats names of object members as ordinary keys', () => {
  const stores = createStores(mapStorage())
  expect(stores.get('noor', 'toString')).toBeUndefined()
  stores.set('noor', 'constructor', 'x')
  expect(stores.get('noor', 'constructor')).toBe('x')
})

test('treats damaged text as empty', () => {
  const storage = mapStorage()
  storage.setItem('missive-store:noor', '{')
  expect(createStores(storage).all('noor')).toEqual({})
})
