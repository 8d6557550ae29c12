// Documents cannot lie: paths and script names in them exist, and blocks marked `sh` run.

import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listenStripe } from '../simulator/stripe/listen.ts'
import { createStripeSimulator } from '../simulator/stripe/simulator.ts'

const run = promisify(execFile)
const documents = [...globSync('*.md'), ...globSync('docs/**/*.md')].map((path) => ({
  path,
  text: readFileSync(path, 'utf8'),
}))
const scripts = Object.keys(
  (JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }).scripts,
)

test('every relative link of a document leads to a file', () => {
  const broken = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
      .map(([, target = '']) => normalize(join(dirname(path), target)))
      .filter((target) => !existsSync(target))
      .map((target) => `${path} -> ${target}`),
  )
  expect(broken).toEqual([])
})

test('every path in backticks that names a folder of the tree exists', () => {
  const roots = /^(src|web|simulator|cli|runtimes|bench|docs|test|scripts)\//
  const missing = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/`([\w./-]+)`/g)]
      .map(([, target = '']) => target)
      .filter((target) => roots.test(target) && !existsSync(target))
      .map((target) => `${path} -> ${target}`),
  )
  expect(missing).toEqual([])
})

test('every npm script that a document names exists', () => {
  const named = documents.flatMap(({ text }) =>
    [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name = '']) => name),
  )
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !scripts.includes(name))).toEqual([])
})

const folder = mkdtempSync(join(tmpdir(), 'tillside-docs-'))
const simulator = createStripeSimulator()
let stripe: Awaited<ReturnType<typeof listenStripe>>
beforeAll(async () => {
  stripe = await listenStripe(simulator, { port: 0 })
})
afterAll(async () => {
  await stripe.close()
  rmSync(folder, { recursive: true })
})

const blocks = documents.flatMap(({ path, text }) =>
  [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, commands = '']) => ({ path, commands })),
)

test.each(blocks)('the commands of $path run: $commands', async ({ commands }) => {
  const env = {
    ...process.env,
    STRIPE_API_BASE: stripe.url,
    STRIPE_API_KEY: simulator.keys.test,
    TILLSIDE_PROXY_SECRET: 'a secret for the documents',
    TILLSIDE_DATA_DIR: folder,
  }
  await run('bash', ['-euc', commands], { env })
})
