import { expect, test } from 'vitest'
import { linearMax, timesLonger } from './growth.ts'

const text = (length: number) => 'a'.repeat(length)

test('distinguishes work that reads its input once from work that rereads it at each position', async () => {
  const once = (length: number) => () => /^a*b/.test(text(length))
  // Without the anchor the engine starts again at each letter.
  const again = (length: number) => () => /a*b/.test(text(length))
  expect(await timesLonger(once(1000), once(8000))).toBeLessThan(linearMax)
  expect(await timesLonger(again(1000), again(8000))).toBeGreaterThan(linearMax)
})
