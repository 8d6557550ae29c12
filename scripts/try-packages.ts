// Tries the packages as a new user does: installs them into an empty folder and runs the commands of the guide. Prints how long each
// step took. Needs the registry, and the packages that `scripts/pack.ts` has written.

import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { listenStripe } from '../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../simulator/stripe/simulator.ts'
import { findCommandBlocks } from './guide-commands.ts'

const built = join(import.meta.dirname, '../.build/packages')
const packageFile = (name: string) =>
  globSync(`${name}-[0-9]*.tgz`, { cwd: built }).map((file) => join(built, file))[0] ?? ''
const installedMegabytesMax = 70

/** Prints the id of a simulated customer, which may change with the simulated data. */
const printCustomer = `
  import { openTillside } from 'tillside/testing'
  import config from './tillside.config.ts'
  const tillside = await openTillside(config)
  process.stdout.write(tillside.stripe.customer('ines@cafemarisol.example'))
  await tillside.close()`

const folder = mkdtempSync(join(tmpdir(), 'tillside-try-'))
const node = process.execPath
/** Leaves out settings of a gateway, which would start it instead of the preview. */
const env = Object.fromEntries(
  Object.entries({ ...process.env, PORT: '0' }).filter(
    ([name]) => !/^(STRIPE|TILLSIDE|DATABASE|npm)_/.test(name),
  ),
)
const patienceMs = 120_000

/** Runs a command in the folder and prints how long it took. Returns what it wrote. */
function run(what: string, command: string, args: readonly string[], cwd = folder): string {
  const beganMs = performance.now()
  const output = execFileSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: patienceMs,
  })
  console.log(`${what}: ${((performance.now() - beganMs) / 1000).toFixed(1)} s`)
  return output
}

function check(isTrue: boolean, problem: string): void {
  if (!isTrue) throw new Error(problem)
}

/** Bytes below a folder. */
const sizeOf = (path: string): number =>
  globSync('**/*', { cwd: path, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)

const inMegabytes = (bytes: number) => (bytes / 1e6).toFixed(1)

/** Resolves with the first line that matches. Rejects when the process ends before. */
function lineOf(child: ChildProcess, pattern: RegExp): Promise<RegExpExecArray> {
  const { promise, resolve, reject } = Promise.withResolvers<RegExpExecArray>()
  let text = ''
  child.stdout?.on('data', (part: Buffer) => {
    text += part.toString()
    const found = pattern.exec(text)
    if (found) resolve(found)
  })
  child.once('exit', (code) => reject(new Error(`ended with ${String(code)} after: ${text}`)))
  return promise
}

/** Starts a command, waits until it answers, and stops it by a signal to the process itself. */
async function startAndStop(
  what: string,
  args: readonly string[],
  pattern: RegExp,
  path: string,
): Promise<void> {
  const beganMs = performance.now()
  const child = spawn(node, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [, url = ''] = await lineOf(child, pattern)
    const readyMs = performance.now() - beganMs
    const { status } = await fetch(new URL(path, url))
    check(status === 200, `${what}: ${url} answers ${status}`)
    console.log(`${what}: ready after ${(readyMs / 1000).toFixed(2)} s`)
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    check((await ended) === 0, `${what}: SIGTERM does not end it in order`)
  } finally {
    child.kill('SIGKILL')
  }
}

/** Runs what the package's own guides print, against the simulated Stripe. */
async function runGuides(): Promise<void> {
  const simulator = createStripeSimulator()
  const stripe = await listenStripe(simulator)
  const settings = {
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: simulator.keys.test,
    TILLSIDE_PROXY_SECRET: 'a secret for the documents',
    TILLSIDE_DATA_DIR: join(folder, 'data'),
  }
  try {
    const blocks = findCommandBlocks(join(folder, 'node_modules', 'tillside'))
    check(blocks.length > 3, 'The guides of the package print no commands')
    for (const { commands } of blocks) {
      const options = { cwd: folder, env: { ...env, ...settings }, timeout: patienceMs }
      await promisify(execFile)('bash', ['-euc', commands], options)
    }
    console.log(`commands of the guides: ${blocks.length} blocks run`)
  } finally {
    await stripe.close()
  }
}

try {
  const tillside = join('node_modules', 'tillside', 'cli', 'main.js')
  const [gateway, preview] = [packageFile('tillside'), packageFile('tillside-preview')]

  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  run('npm install tillside', 'npm', ['install', '--no-audit', '--no-fund', gateway])
  const installed = sizeOf(join(folder, 'node_modules'))
  console.log(`installed: ${inMegabytes(installed)} MB, without Node`)
  check(
    installed < installedMegabytesMax * 1e6,
    `The installation is larger than ${installedMegabytesMax} MB`,
  )

  rmSync(join(folder, 'package.json'))
  run('tillside init', node, [tillside, 'init'])
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  // Until they are published, they come from here.
  manifest.dependencies['tillside'] = `file:${gateway}`
  manifest.devDependencies['tillside-preview'] = `file:${preview}`
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  run('npm install', 'npm', ['install', '--no-audit', '--no-fund'])
  run('npm run types', 'npm', ['run', 'types'])
  const tests = run('npm test', 'npm', ['test'])
  check(/pass 3/.test(tests), tests)
  const customer = run('tillside/testing', node, ['--input-type=module', '--eval', printCustomer])
  const panel = run('tillside panel', node, [tillside, 'panel', 'customer-since', '--customer', customer])
  check(panel.includes('Customer since'), panel)
  check(run('tillside doctor', node, [tillside, 'doctor']).includes('settings: all valid'), 'doctor')
  await runGuides()
  await startAndStop('tillside start, preview world', [tillside, 'start'], /(http:\/\/[\d.:]+\/)/, '/')
  const app = join('node_modules', 'tillside', 'stripe-app')
  const host = join('node_modules', 'tillside-preview', 'dashboard', 'package', 'main.js')
  await startAndStop('tillside-preview', [host, app, '--headless-port', '0'], /"url":"([^"]+)"/, '/')
} finally {
  rmSync(folder, { recursive: true, force: true })
}
