import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { startPreview } from './world.ts'

test('names a port that is in use', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  try {
    await expect(startPreview({ PORT: String(port - 2) }, { quiet: true })).rejects.toThrow(
      `PORT: ${port} is in use`,
    )
  } finally {
    await new Promise((resolve) => other.close(resolve))
  }
})

test('refuses a PORT that is not a number', async () => {
  await expect(startPreview({ PORT: 'abc' }, { quiet: true })).rejects.toThrow('PORT')
})
