import { expect, test } from 'vitest'
import { createWarmMemory } from './warm-memory.ts'

test('the warm memory is bounded in number and age', () => {
  let nowMs = 0
  const memory = createWarmMemory<number>(2, 100, () => nowMs)
  memory.set('a', 1)
  memory.set('b', 2)
  memory.set('a', 3)
  memory.set('c', 4)
  expect([memory.get('a'), memory.get('b'), memory.get('c')]).toEqual([3, undefined, 4])
  nowMs = 101
  expect(memory.get('a')).toBeUndefined()
})
