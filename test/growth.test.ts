import { expect, test } from 'vitest'
import { linearMax, timesLonger } from './growth.ts'

const text = (length: number) => 'a'.repeat(length)

test('work that reads its input once is told from work that reads it again at each place', async () => {
  const once = (length: number) => () => /^a*b/.test(text(length))
  // Without the anchor the engine begins anew at each letter.
  const again = (length: number) => () => /a*b/.test(text(length))
  expect(await timesLonger(once(1000), once(8000))).toBeLessThan(linearMax)
  expect(await timesLonger(again(1000), again(8000))).toBeGreaterThan(linearMax)
})
