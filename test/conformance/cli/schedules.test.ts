// tillside schedules beside a running gateway.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGateway, type RunningGateway } from '../../../runtimes/node/start.ts'
import { secret } from '../../worlds/gateway/node.ts'
import { startStubStripe, type StubStripe } from '../../worlds/stripe/stub-server.ts'

const run = promisify(execFile)
let folder: string
let stripe: StubStripe
let gateway: RunningGateway | undefined
let done: Awaited<ReturnType<typeof tillside>>
let dead: Awaited<ReturnType<typeof tillside>>

const config = (
  names: readonly string[],
) => `import { defineConfig, defineSchedule, Refused } from 'tillside/config'
const at = { cron: '0 3 * * *', timeZone: 'Europe/Berlin', missed: 'skip' } as const
const works = defineSchedule({ ...at, id: 'works', run: async () => undefined })
const fails = defineSchedule({ ...at, id: 'fails', run: async () => { throw new Refused('no') } })
export default defineConfig({ schedules: [${names.join(', ')}] })
`

const settings = () => ({
  TILLSIDE_DATA_DIR: join(folder, 'data'),
  TILLSIDE_CONFIG: join(folder, 'tillside.config.ts'),
  STRIPE_API_BASE: stripe.url,
  STRIPE_API_KEY: 'rk_test_hunter2hunter2',
  TILLSIDE_PROXY_SECRET: secret,
})

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tillside-schedules-'))
  stripe = await startStubStripe()
  writeFileSync(join(folder, 'tillside.config.ts'), config(['works', 'fails']))
  gateway = await startGateway({ ...settings(), PORT: '0' }, { quiet: true })
  done = await tillside('schedules', 'run', 'works')
  dead = await tillside('schedules', 'run', 'fails')
})
afterAll(async () => {
  await gateway?.close(0)
  await stripe.close()
  rmSync(folder, { recursive: true })
})

async function tillside(...args: string[]) {
  const options = { env: { PATH: process.env['PATH'] ?? '', ...settings() } }
  try {
    return { code: 0, ...(await run(process.execPath, ['cli/main.ts', ...args], options)) }
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string }
  }
}

const listed = async () =>
  (await tillside('schedules', 'list', '--json')).stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

test('the running gateway runs a schedule now, and the exit code shows the result', async () => {
  expect([done.code, done.stdout]).toEqual([
    0,
    expect.stringMatching(/^job_[0-9a-f]{24}: done in \d+\.\d s\n$/),
  ])
  expect([dead.code, dead.stdout]).toEqual([1, expect.stringMatching(/: failed: refused\n$/)])
  const none = await tillside('schedules', 'run', 'nothing')
  expect([none.code, none.stderr]).toEqual([
    1,
    'There is no schedule nothing. Declared schedules: works, fails.\n',
  ])
})

test('the list shows each schedule’s next time and latest results', async () => {
  const [works, fails] = await listed()
  expect(works).toMatchObject({ id: 'works', cron: '0 3 * * *', timeZone: 'Europe/Berlin', missed: 'skip' })
  expect(Date.parse(String(works?.['nextAt']))).toBeGreaterThan(Date.now())
  expect(works?.['ticks']).toMatchObject([{ state: 'done', attempts: 1 }])
  expect(fails?.['ticks']).toMatchObject([{ state: 'dead', attempts: 1, error: 'refused' }])
  const { stdout } = await tillside('schedules', 'list')
  expect(stdout).toMatch(
    /^works {2}0 3 \* \* \* {2}Europe\/Berlin {2}next \S+\n {2}\S+ {2}done, 1 attempt, 0\.\d s\n/,
  )
})

test('a schedule removed from the configuration is listed with its history', async () => {
  writeFileSync(join(folder, 'tillside.config.ts'), config(['works']))
  expect((await listed())[1]).toMatchObject({ id: 'fails', ticks: [{ state: 'dead' }] })
  expect((await tillside('schedules', 'list')).stdout).toContain('fails  not in the configuration any more\n')
})
