// `npm run bench:surfaces`: how long a person waits, measured in a browser. Not part of `npm test`, because times depend on the
// machine.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['bench/surfaces/*.speed.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
