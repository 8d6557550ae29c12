// The tests that judge a mutant: those that run the code in their own process, which is where Stryker changes it.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/security/*.test.ts', 'test/security/signed/**/*.test.ts'],
    testTimeout: 60_000,
  },
})
