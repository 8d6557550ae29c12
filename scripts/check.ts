// All static checks: format, lint, types, unused code, generated documents. The parts are independent and run in parallel; each prints
// its findings when it ends. `node scripts/check.ts`, or `node scripts/check.ts types` for the parts whose name starts with "types".
// `--with-unit-tests` runs those beside the checks, which keeps both cores busy until the end: `npm run test:fast`.

import { execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'

type Part = { name: string; command: string; args: string[] }

/** One run for each folder with its own settings, the longest first. */
const typeProjects = [
  '.',
  'src',
  'examples',
  'template',
  'simulator',
  'dashboard',
  'web',
  'web/tsconfig.test.json',
  'test/fixtures/apps',
]

/** The compiler notes what it has checked, so that after a small change a check takes a tenth of the time. */
function typesOf(project: string): Part {
  const name = project === '.' ? 'root' : project.replaceAll('/', '-')
  const note = `.build/types/${name}.tsbuildinfo`
  const args = ['-p', project, '--incremental', '--tsBuildInfoFile', note]
  return { name: `types of ${project}`, command: 'tsc', args }
}

const parts: Part[] = [
  { name: 'lint', command: 'oxlint', args: [] },
  ...typeProjects.map(typesOf),
  // A separate package with its own TypeScript.
  { name: 'types of stripe-app', command: 'npm', args: ['--prefix', 'stripe-app', 'run', '-s', 'types'] },
  { name: 'format', command: 'prettier', args: ['--check', '--cache', '--log-level', 'warn', '.'] },
  { name: 'unused', command: 'knip', args: [] },
  { name: 'generated', command: process.execPath, args: ['scripts/generate.ts', '--check'] },
]

/** Long, so it begins at once. */
const unitTests: Part = { name: 'unit tests', command: 'vitest', args: ['run', '--project', 'unit'] }

/** Resolves with true if the part found nothing. */
function run({ name, command, args }: Part): Promise<boolean> {
  const startedMs = performance.now()
  return new Promise((resolve) => {
    execFile(command, args, { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
      console.log(`${error ? '✗' : '✓'} ${name} (${seconds} s)`)
      if (error) console.log([stdout, stderr, stdout || stderr ? '' : error.message].join('').trim())
      resolve(!error)
    })
  })
}

const { values, positionals } = parseArgs({
  options: { 'with-unit-tests': { type: 'boolean', default: false } },
  allowPositionals: true,
})
const [prefix = ''] = positionals
const waiting = parts.filter(({ name }) => name.startsWith(prefix))
if (values['with-unit-tests']) waiting.unshift(unitTests)
if (waiting.length === 0) throw new Error(`No part starts with "${prefix}"`)

let isClean = true
async function work(): Promise<void> {
  for (let part = waiting.shift(); part; part = waiting.shift()) if (!(await run(part))) isClean = false
}
await Promise.all(Array.from({ length: Math.max(2, availableParallelism() - 1) }, work))
process.exitCode = isClean ? 0 : 1
