// A vitest reporter for CI: fails a run in which a test was skipped or no test ran.

import type { Reporter, TestModule } from 'vitest/node'

export class NoSkips implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const skipped = tests.filter((test) => test.result().state === 'skipped')
    for (const test of skipped)
      process.stderr.write(`skipped, which is not allowed in CI: ${test.fullName}\n`)
    if (skipped.length > 0 || tests.length === 0) process.exitCode = 1
  }
}
