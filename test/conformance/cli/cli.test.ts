// The command line beside a running gateway: keys take effect immediately, and wrong calls and settings have their exit codes.

import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGateway, type RunningGateway } from '../../../runtimes/node/start.ts'
import { secret } from '../../worlds/gateway/node.ts'
import { startStubStripe, type StubStripe } from '../../worlds/stripe/stub-server.ts'

const run = promisify(execFile)
let dataDir: string
let stripe: StubStripe
let gateway: RunningGateway

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'tillside-cli-'))
  stripe = await startStubStripe()
  gateway = await startGateway({ ...settings(), PORT: '0' }, { quiet: true })
})
afterAll(async () => {
  await gateway.close(0)
  await stripe.close()
  rmSync(dataDir, { recursive: true })
})

const settings = () => ({
  TILLSIDE_DATA_DIR: dataDir,
  STRIPE_API_BASE: stripe.url,
  STRIPE_API_KEY: 'rk_test_hunter2hunter2',
  TILLSIDE_PROXY_SECRET: secret,
})

async function tillside(args: string[], env: Record<string, string> = settings()) {
  const options = { env: { PATH: process.env['PATH'] ?? '', ...env } }
  try {
    return { code: 0, ...(await run(process.execPath, ['cli/main.ts', ...args], options)) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

test('a key is valid from creation until revocation and is stored nowhere (T40, T54)', async () => {
  const made = JSON.parse((await tillside(['keys', 'create', '--name', 'Ann', '--json'])).stdout) as Record<
    string,
    string
  >
  const use = () =>
    fetch(`${gateway.url}/api/connection`, { headers: { Authorization: `Bearer ${made['key']}` } })
  const answer = await use()
  expect(answer.status).toBe(200)
  expect(await answer.json()).toMatchObject({ principal: 'Ann' })
  const listed = (await tillside(['keys', 'list', '--json'])).stdout
  expect(JSON.parse(listed)).toMatchObject({ id: made['id'], name: 'Ann' })
  expect(listed).not.toContain(made['key'])
  for (const file of ['tillside.sqlite', 'tillside.sqlite-wal']) {
    expect(readFileSync(join(dataDir, file), 'latin1')).not.toContain(made['key'])
  }
  expect((await tillside(['keys', 'revoke', made['id'] ?? ''])).code).toBe(0)
  expect((await use()).status).toBe(401)
  expect((await tillside(['keys', 'revoke', made['id'] ?? ''])).code).toBe(1)
})

test('a wrong call or wrong settings exit with 2 and name every problem, without a stack trace', async () => {
  expect((await tillside(['dance'])).code).toBe(2)
  expect((await tillside(['keys', 'list', '--limit', 'many'])).code).toBe(2)
  expect((await tillside(['keys', 'create'])).code).toBe(2)
  expect((await tillside(['--help'])).code).toBe(0)
  const wrong = await tillside(['start'], { STRIPE_API_KEY: 'sk_live_hunter2hunter2', PORT: 'high' })
  expect(wrong.code).toBe(2)
  expect(wrong.stderr).toMatch(/PORT: [\s\S]*STRIPE_API_KEY: a secret key/)
  expect(wrong.stderr).not.toMatch(/hunter2|^\s+at /m)
})

test('a port in use gives one sentence and exit code 1', async () => {
  const taken = await tillside(['start'], { ...settings(), PORT: String(gateway.port) })
  expect(taken.code).toBe(1)
  expect(taken.stderr.trim()).toBe(
    'The port is in use by another program: stop it, or set PORT to another number.',
  )
})

test('an unreachable database or one that refuses access gives one sentence, without its address', async () => {
  const away = await tillside(['migrate'], { DATABASE_URL: 'postgres://ann:hunter2@127.0.0.1:9/none' })
  expect([away.code, away.stderr.trim()]).toEqual([
    1,
    'The database is not reachable (ECONNREFUSED): check DATABASE_URL.',
  ])
  const folder = await tillside(['migrate'], { TILLSIDE_DATA_DIR: '/dev/null/data' })
  expect(folder.code).toBe(1)
})

test('a proxy secret without a Stripe key is refused, to avoid simulated customers by mistake', async () => {
  const { code, stderr } = await tillside(['start'], { TILLSIDE_PROXY_SECRET: secret })
  expect([code, stderr]).toEqual([2, expect.stringContaining('STRIPE_API_KEY: missing')])
})

test('the doctor checks settings, database, sidebar and each key, and prints no secret', async () => {
  const { stdout } = await tillside(['doctor', '--json'])
  const report = JSON.parse(stdout) as { findings: { what: string }[]; keys: unknown[] }
  expect(report.findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['settings', 'configuration', 'database', 'sidebar']),
  )
  expect(report.keys).toHaveLength(1)
  expect(stdout).not.toMatch(/hunter2|correct-horse/)
})

test('the doctor checks the configuration and the modes of the keys, and exits with 1 if one is bad', async () => {
  const file = join(dataDir, 'tillside.config.ts')
  const examine = async (text: string, keys: Record<string, string> = {}) => {
    writeFileSync(file, text)
    const { code, stdout } = await tillside(['doctor', '--json'], {
      ...settings(),
      ...keys,
      TILLSIDE_CONFIG: file,
    })
    const { findings } = JSON.parse(stdout) as { findings: Record<'what' | 'state' | 'detail', string>[] }
    const about = findings.filter(({ what }) => what === 'configuration' || what === 'keys')
    return { code, about: about.map(({ state, detail }) => `${state} ${detail}`) }
  }
  const start = `import { defineConfig, defineHandler } from 'tillside/config'\n`
  const handler = `defineHandler({ id: 'note', events: ['invoice.payed'], handle: async () => {} })`
  const refused = await examine(`${start}export default defineConfig({ handelrs: [${handler}] })`)
  expect(refused.code).toBe(1)
  expect(refused.about.join()).toMatch(/^bad [\s\S]*there is no key "handelrs"; did you mean "handlers"\?/)
  const good = `${start}export default defineConfig({ handlers: [${handler}] })`
  const warned = await examine(good)
  expect(warned.code).toBe(0)
  expect(warned.about).toEqual([
    expect.stringMatching(/^ok .*tillside\.config\.ts: 1 handler$/),
    expect.stringMatching(/^warn handler "note": events: .*Did you mean "invoice\.paid"\?/),
  ])
  const crossed = await examine(good, { STRIPE_ACTIONS_KEY: 'rk_live_hunter2hunter2' })
  expect(crossed.code).toBe(1)
  expect(crossed.about.at(-1)).toMatch(/^bad STRIPE_API_KEY is a test key and STRIPE_ACTIONS_KEY a live key/)
})

test('key-link prints Stripe’s form for the enabled features, even with invalid settings', async () => {
  const { code, stdout } = await tillside(['key-link', '--test'], { STRIPE_API_KEY: 'sk_test_abcdefgh1234' })
  expect(code).toBe(0)
  const [address = '', ...rest] = stdout.split('\n')
  expect(address).toMatch(
    /^https:\/\/dashboard\.stripe\.com\/test\/apikeys\/create\?name=Tillside&permissions/,
  )
  expect(address).not.toContain('rak_event_read')
  // Stripe ignores unknown names, so the permissions are listed as well.
  expect(rest.join('\n')).toContain('Customers, Subscriptions, Invoices')
  const both = await tillside(['key-link'], { STRIPE_WEBHOOK_SECRETS_TEST: 'whsec_0123456789abcdef' })
  expect(both.stdout).toMatch(/^test {2}https:.*rak_event_read\nlive {2}https:/)
})

/** Starts a process, runs `work` with its address once it listens, and ends it. */
async function whileStarted(
  args: string[],
  work: (url: string) => Promise<void>,
): Promise<[number | null, string]> {
  const env = { PATH: process.env['PATH'] ?? '', ...settings(), PORT: '0' }
  const child = spawn(process.execPath, ['cli/main.ts', 'start', ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  let working: Promise<void> | undefined
  for await (const part of child.stdout) {
    output += String(part)
    const url = /"event":"gateway.started".*"url":"([^"]+)"/.exec(output)?.[1]
    if (url !== undefined) working ??= work(url).finally(() => child.kill('SIGTERM'))
  }
  if (child.exitCode === null) await once(child, 'exit')
  await working
  return [child.exitCode, output]
}

test('on SIGTERM the process exits with 0', async () => {
  const [code, output] = await whileStarted([], async () => undefined)
  expect([code, output.includes('gateway.stopped')]).toEqual([0, true])
})

test('a worker process answers only the operator', async () => {
  const statuses: number[] = []
  const [code] = await whileStarted(['--role', 'worker'], async (url) => {
    for (const path of ['/health', '/metrics', '/sidebar/', '/stripe/v1/customers', '/webhooks/stripe/live'])
      statuses.push((await fetch(url + path)).status)
  })
  expect([code, statuses]).toEqual([0, [200, 200, 404, 404, 404]])
})
