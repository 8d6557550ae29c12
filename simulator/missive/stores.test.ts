import { expect, test } from 'vitest'
import { createStores } from './stores.ts'
import type { KeptText } from './stores.ts'

function keptInMap(): KeptText {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  }
}

test('one user never reads what another stored', () => {
  const stores = createStores(keptInMap())
  stores.set('noor', 'tillside', { version: 1 })
  expect(stores.get('jonas', 'tillside')).toBeUndefined()
  expect(stores.get('noor', 'tillside')).toEqual({ version: 1 })
})

test('what is stored survives a new page over the same text', () => {
  const kept = keptInMap()
  createStores(kept).set('noor', 'a', [1, 2])
  expect(createStores(kept).get('noor', 'a')).toEqual([1, 2])
})

test('a null or absent value forgets the key', () => {
  const stores = createStores(keptInMap())
  stores.set('noor', 'a', 1)
  stores.set('noor', 'a', null)
  expect(stores.all('noor')).toEqual({})
})

test('names of object members are ordinary keys', () => {
  const stores = createStores(keptInMap())
  expect(stores.get('noor', 'toString')).toBeUndefined()
  stores.set('noor', 'constructor', 'x')
  expect(stores.get('noor', 'constructor')).toBe('x')
})

test('damaged text counts as empty', () => {
  const kept = keptInMap()
  kept.setItem('missive-store:noor', '{')
  expect(createStores(kept).all('noor')).toEqual({})
})
