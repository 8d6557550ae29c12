// One runner for every kind of test; browser tests drive Chromium from Node, so all of them run in Node.
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { NoSkips } from './test/reporters/no-skips.ts'
import { SlowestFiles } from './test/reporters/slowest-files.ts'

const nodeProject = (name: string, include: string[], extra: object = {}) => ({
  extends: true as const,
  test: { name, include, ...extra },
})

/** Files of one worker share what they import, which halves the time. No module may keep something of a test. */
const unisolated = { isolate: false, pool: 'threads' }

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    reporters: process.env['TEST_NO_SKIPS'] ? ['default', new NoSkips(), new SlowestFiles()] : ['default'],
    // Only for what hangs: no test rests on how fast the machine is. Speed is measured by the benchmarks.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 120_000 } },
    // On a machine of two cores Vitest would use one of them, and take twice as long.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // `npm run coverage`. What other processes run, a gateway that a test starts for instance, is not counted.
    coverage: {
      include: ['src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/fixtures/**'],
      reporter: ['text-summary'],
      reportsDirectory: '.build/coverage',
    },
    projects: [
      nodeProject(
        'unit',
        [
          'src/**/*.test.ts',
          'web/**/*.test.{ts,tsx}',
          'simulator/**/*.test.ts',
          'dashboard/**/*.test.ts',
          'runtimes/**/*.test.ts',
          'cli/**/*.test.ts',
          'test/*.test.ts',
          'test/reporters/*.test.ts',
        ],
        unisolated,
      ),
      nodeProject('security', ['test/security/**/*.test.ts']),
      nodeProject('conformance', ['test/conformance/**/*.test.ts']),
      nodeProject('chaos', ['test/chaos/**/*.test.ts']),
      nodeProject('e2e', ['test/e2e/**/*.test.ts'], { maxWorkers: 2, sequence: { groupOrder: 1 } }),
    ],
  },
})
