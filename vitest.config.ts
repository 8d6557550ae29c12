// One runner for every kind of test; browser tests drive Chromium from Node, so all of them run in Node.
import { defineConfig } from 'vitest/config'
import { NoSkips } from './test/no-skips.ts'

const nodeProject = (name: string, include: string[], extra: object = {}) => ({
  extends: true as const,
  test: { name, include, ...extra },
})

const browser = { testTimeout: 120_000, hookTimeout: 120_000 }
const timed = ['speed', 'switching', 'dashboard-half'].map((name) => `test/e2e/${name}.test.ts`)

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
        ...browser,
        exclude: timed,
        maxWorkers: 2,
        sequence: { groupOrder: 1 },
      }),
      // Figures in milliseconds: alone, one file after the other.
      nodeProject('timed', timed, { ...browser, fileParallelism: false, sequence: { groupOrder: 2 } }),
    ],
  },
})
