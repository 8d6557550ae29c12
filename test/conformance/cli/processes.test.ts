// `tillside start --workers`: several processes that are one gateway for whoever calls it.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

/** Starts the gateway with these processes. `logged` counts the lines about an event so far. */
function start(args: readonly string[], env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-processes-'))
  const child = spawn(process.execPath, ['cli/main.ts', 'start', ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      STRIPE_API_KEY: ['rk', 'test', 'A'.repeat(16)].join('_'),
      STRIPE_API_BASE: 'http://127.0.0.1:9',
      TILLSIDE_PROXY_SECRET: 'correct-horse-battery-staple',
      TILLSIDE_DATA_DIR: folder,
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  onTestFinished(() => {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const logged = (event: string) => output.split('\n').filter((line) => line.includes(`"event":"${event}"`))
  return {
    child,
    output: () => output,
    logged,
    urls: () => logged('gateway.started').map((line) => (JSON.parse(line) as { url: string }).url),
    processes: () =>
      readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ').map(Number),
  }
}

/** On a connection of its own, so that the next request may reach another process. */
async function get(url: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
      .on('error', reject)
      .end()
  })
}

test('three processes answer on one port, and their metrics are those of one gateway', async () => {
  const gateway = start(['--workers', '3'])
  await expect.poll(() => gateway.urls().length).toBe(3)
  const [url = '', ...others] = gateway.urls()
  expect(others).toEqual([url, url])
  expect(gateway.logged('database.migrated')).toHaveLength(1)
  for (let asked = 0; asked < 12; asked++) expect((await get(`${url}/openapi.json`)).status).toBe(200)
  const counted = 'tillside_requests_total{route="/openapi.json",method="GET",status="200"} 12'
  for (let asked = 0; asked < 3; asked++)
    expect((await get(`${url}/metrics`)).text.split('\n')).toContain(counted)
  gateway.child.kill('SIGTERM')
  await once(gateway.child, 'exit')
  expect(gateway.child.exitCode).toBe(0)
  expect(gateway.logged('gateway.stopped')).toHaveLength(3)
})

test('a process that dies is replaced, and the others go on', async () => {
  const gateway = start(['--workers', '2'])
  await expect.poll(() => gateway.urls().length).toBe(2)
  const [url = ''] = gateway.urls()
  const [victim = 0] = gateway.processes()
  process.kill(victim, 'SIGKILL')
  await expect.poll(() => gateway.logged('process.died').length).toBe(1)
  for (let asked = 0; asked < 4; asked++) expect((await get(`${url}/health`)).status).toBe(200)
  await expect.poll(() => gateway.urls().length).toBe(3)
  expect(gateway.processes()).toHaveLength(2)
  expect(gateway.processes()).not.toContain(victim)
})

test('no process is left when the first one is killed', async () => {
  const gateway = start(['--workers', '2'])
  await expect.poll(() => gateway.urls().length).toBe(2)
  const processes = gateway.processes()
  gateway.child.kill('SIGKILL')
  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0)
      // A zombie waits for its parent and does nothing.
      return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
    } catch {
      return false
    }
  }
  await expect.poll(() => processes.filter(isAlive)).toEqual([])
})

test('wrong settings end all of it with their message, once', async () => {
  const gateway = start(['--workers', '3'], { TILLSIDE_PROXY_SECRET: 'short' })
  await once(gateway.child, 'exit')
  expect(gateway.child.exitCode).toBe(2)
  expect(gateway.output().match(/TILLSIDE_PROXY_SECRET/g)).toHaveLength(1)
})

test('a number that makes no sense is refused', async () => {
  const gateway = start(['--workers', '0'])
  await once(gateway.child, 'exit')
  expect(gateway.child.exitCode).toBe(2)
  expect(gateway.output()).toContain('It must be a number from 1 to 64.')
})
