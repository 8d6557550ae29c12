// Vitest, because the Jest configuration that Stripe offers does not run with this SDK: it ships modules Jest takes for scripts.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globals: true,
    include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    server: { deps: { inline: [/@stripe\/ui-extension-sdk/, /@remote-ui/] } },
    unstubGlobals: true,
    // Only for a test that hangs: none rests on how fast the machine is.
    testTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
