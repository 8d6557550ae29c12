// The gateway as npm runs it: a signal to either process stops both, and pages are built only when something in them has changed.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { builtPages, buildPages } from '../../../scripts/pages.ts'
import { secret } from '../../worlds/gateway/node.ts'
import { startStubStripe } from '../../worlds/stripe/stub-server.ts'

type Running = { npm: ChildProcess; url: string; output: () => string }

/** Runs npm in a process group of its own, as a terminal does. */
async function startWithNpm(args: string[]): Promise<Running> {
  const stripe = await startStubStripe()
  const dataDir = mkdtempSync(join(tmpdir(), 'tillside-npm-'))
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    PORT: '0',
    TILLSIDE_DATA_DIR: dataDir,
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: 'rk_test_hunter2hunter2',
    TILLSIDE_PROXY_SECRET: secret,
  }
  const npm = spawn('npm', args, { env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    endGroup(npm)
    await stripe.close()
    rmSync(dataDir, { recursive: true })
  })
  let output = ''
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  npm.stdout.on('data', (part: Buffer) => {
    output += part.toString()
    const url = /"event":"gateway.started".*"url":"([^"]+)"/.exec(output)?.[1]
    if (url !== undefined) resolve(url)
  })
  npm.once('exit', () => reject(new Error(`npm ended after: ${output}`)))
  return { npm, url: await promise, output: () => output }
}

/** Ends what a failing test leaves behind. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}

/** The process that npm has started. */
const childOf = ({ pid }: ChildProcess) =>
  Number(execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }))

const calls = [['start'], ['run', 'tillside', '--', 'start']]
const signals: [string, (npm: ChildProcess) => boolean][] = [
  ['SIGTERM to npm', (npm) => npm.kill('SIGTERM')],
  ['SIGTERM to node', (npm) => process.kill(childOf(npm), 'SIGTERM')],
  ['Ctrl+C in a terminal', ({ pid = 0 }) => process.kill(-pid, 'SIGINT')],
]
const cases = calls.flatMap((args) =>
  signals.map(([name, send]) => ({ call: `npm ${args.join(' ')}`, args, name, send })),
)

test.each(cases)('$call: $name stops the gateway in order, and npm exits with 0', async ({ args, send }) => {
  const { npm, url, output } = await startWithNpm(args)
  const ended = once(npm, 'exit')
  send(npm)
  expect(await ended).toEqual([0, null])
  await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed')
  expect(output()).toContain('gateway.stopped')
  // `npm test` has just built them.
  expect(output()).not.toContain('building')
})

/** A folder with sources, and a build that writes the files a build writes. */
function openSources() {
  const root = mkdtempSync(join(tmpdir(), 'tillside-pages-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  for (const file of ['web/sidebar/app.tsx', 'simulator/world/page/main.tsx', 'dashboard/host/main.ts'])
    write(file, 'one')
  for (const file of [
    'src/words/en/app.ts',
    'src/contract/panel.ts',
    'src/store/pins.ts',
    'package-lock.json',
  ])
    write(file, 'one')
  const build = async () => {
    for (const file of builtPages) write(file, 'built')
  }
  return { root, write, build, start: () => buildPages(build, { root, onlyIfChanged: true }) }
}

test('a first start builds the pages, a second one does not, and a new file or text that goes into them makes the next one build', async () => {
  const { root, write, start } = openSources()
  expect([await start(), await start()]).toEqual([true, false])
  for (const file of ['web/sidebar/app.tsx', 'src/words/en/app.ts', 'src/contract/panel.ts', 'web/new.tsx']) {
    write(file, 'two')
    expect([file, await start(), await start()]).toEqual([file, true, false])
  }
  write('package-lock.json', 'two')
  rmSync(join(root, 'web/new.tsx'))
  expect([await start(), await start()]).toEqual([true, false])
  rmSync(join(root, 'dist/simulator/missive.js'))
  expect([await start(), await start()]).toEqual([true, false])
})

test('a change elsewhere, or the same text written again, builds nothing', async () => {
  const { write, start } = openSources()
  await start()
  write('src/store/pins.ts', 'two')
  write('web/sidebar/app.test.tsx', 'two')
  write('web/sidebar/app.tsx', 'one')
  expect(await start()).toBe(false)
})

test('a build that fails, or a file that changes during the build, is noticed at the next start', async () => {
  const { root, write, build, start } = openSources()
  await start()
  const failing = () => Promise.reject(new Error('a mistake in a page'))
  await expect(buildPages(failing, { root, onlyIfChanged: false })).rejects.toThrow('a mistake in a page')
  expect(await start()).toBe(true)
  const slow = async () => {
    await build()
    write('web/sidebar/app.tsx', 'changed meanwhile')
  }
  await buildPages(slow, { root, onlyIfChanged: false })
  expect(await start()).toBe(true)
})
