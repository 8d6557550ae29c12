// Runs the service in docs/guide/relay.md as written: it accepts what the relay sends, and nothing else.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { endpointId, openRelayWorld, secretOf } from '../../worlds/relay.ts'
import { openMemoryStore } from '../../worlds/database.ts'

/** Starts the service with a secret; returns its output lines and its address. */
async function startService(secret: string) {
  const [, code = ''] = /^```js\n([\s\S]*?)^```/m.exec(readFileSync('docs/guide/relay.md', 'utf8')) ?? []
  const folder = mkdtempSync(join(tmpdir(), 'tillside-guide-'))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'service.mjs'), code)
  const env = { PATH: process.env['PATH'] ?? '', PORT: '0', ORDERS_WEBHOOK_SECRET: secret }
  const child = spawn(process.execPath, [join(folder, 'service.mjs')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    child.kill()
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    rmSync(folder, { recursive: true })
  })
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  await once(reader, 'line')
  return { lines, url: `http://127.0.0.1:${lines[0]?.replace('ready ', '') ?? ''}/` }
}

test('the service of the guide handles a valid delivery once, even if signed with two secrets, and rejects others', async () => {
  const { lines, url } = await startService(secretOf('k'))
  const world = await openRelayWorld(await openMemoryStore())
  world.configure([{ id: endpointId(), url, secrets: [secretOf('n'), secretOf('k')] }])
  const [id = ''] = await world.send({ id: 'in_7' })
  await world.worker.tick()
  expect(await world.find(id)).toMatchObject({ state: 'done' })
  world.configure([{ id: endpointId(), url, secrets: [secretOf('x')] }])
  const [forged = ''] = await world.send({ id: 'in_8' })
  await world.worker.tick()
  expect(await world.find(forged)).toMatchObject({ state: 'waiting', error: 'status_400' })
  expect(lines.slice(1)).toEqual(['invoice.paid in_7'])
})
