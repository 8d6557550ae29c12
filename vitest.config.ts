// One runner for every kind of test; browser tests drive Chromium from Node, so all of them run in Node.
import { defineConfig } from 'vitest/config'
import { NoSkips } from './test/no-skips.ts'

const nodeProject = (name: string, include: string[], extra: object = {}) => ({
  extends: true as const,
  test: { name, include, ...extra },
})

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    reporters: process.env['TEST_NO_SKIPS'] ? ['default', new NoSkips()] : ['default'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      nodeProject('unit', [
        'src/**/*.test.ts',
        'web/**/*.test.{ts,tsx}',
        'simulator/**/*.test.ts',
        'runtimes/**/*.test.ts',
        'cli/**/*.test.ts',
        'test/*.test.ts',
      ]),
      nodeProject('security', ['test/security/*.test.ts']),
      nodeProject('conformance', ['test/conformance/*.test.ts']),
      nodeProject('chaos', ['test/chaos/*.test.ts']),
      nodeProject('e2e', ['test/e2e/*.test.ts'], {
        testTimeout: 120_000,
        hookTimeout: 120_000,
        fileParallelism: false,
      }),
    ],
  },
})
