// The suites that send every statement of the gateway, with a recorder.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    include: [
      'test/conformance/{actions,console,events,relay,replicas,schedules,store}/*.test.ts',
      'test/conformance/jobs/{jobs,pages}.test.ts',
      'test/conformance/cli/{events,relay,schedules}.test.ts',
      'test/conformance/panels/extensions.test.ts',
      'test/security/{t40-at-rest,t1-t15-events}.test.ts',
      'test/security/signed/*.test.ts',
      'src/{extensions,sign-in,store}/**/*.test.ts',
    ],
    exclude: ['test/conformance/store/previous-release.test.ts'],
    setupFiles: ['test/recording/record.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
