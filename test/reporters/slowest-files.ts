// A vitest reporter for CI: lists the slowest test files, so that a suite that becomes slow is noticed.

import type { Reporter, TestModule } from 'vitest/node'

const shown = 10

type Timed = Pick<TestModule, 'relativeModuleId'> & {
  diagnostic: () => Pick<
    ReturnType<TestModule['diagnostic']>,
    'collectDuration' | 'setupDuration' | 'duration'
  >
}

/** Includes importing the file and its hooks, because the run waits for them too. */
const secondsOf = (module: Timed): number => {
  const { collectDuration, setupDuration, duration } = module.diagnostic()
  return (collectDuration + setupDuration + duration) / 1000
}

/** One line for each of the slowest files, slowest first. */
export function slowestFiles(modules: readonly Timed[]): string[] {
  return modules
    .map((module) => ({ file: module.relativeModuleId, seconds: secondsOf(module) }))
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, shown)
    .map(({ file, seconds }) => `${seconds.toFixed(1).padStart(7)} s  ${file}`)
}

export class SlowestFiles implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>): void {
    process.stdout.write(['\nThe slowest test files:', ...slowestFiles(modules), ''].join('\n'))
  }
}
