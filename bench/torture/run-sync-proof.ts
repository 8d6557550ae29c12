// Watches the system calls of a gateway on SQLite: the row of an event must be synced to disk before its 200.

import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openGround, secret } from './ground.ts'
import { createSender, eventIds } from './sender.ts'

export type SyncReport = { breaches: string[]; acknowledged: number; syncs: number; durability: string }

export function hasStrace(): boolean {
  try {
    execFileSync('strace', ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

export async function runSyncProof(events: number): Promise<SyncReport> {
  // A web process only, because the writes of workers would interfere.
  const ground = await openGround({ gateways: 1, role: 'web' })
  const folder = mkdtempSync(join(tmpdir(), 'tillside-strace-'))
  const file = join(folder, 'trace')
  try {
    const [gateway] = ground.gateways
    const url = (await gateway?.up()) ?? ''
    const pid = gateway?.pid() ?? 0
    const durability = await readDurability(url)
    const detach = await attach(pid, file)
    const sender = createSender({ secret, ledger: ground.ledger, addressOf: () => url })
    for (const id of eventIds(events)) await sender.send(id)
    await detach()
    const { breaches, ...figures } = judge(readFileSync(file, 'utf8'), pid)
    const started = gateway?.lines.find((line) => line.includes('"event":"gateway.started"')) ?? ''
    if (!started.includes(JSON.stringify(durability)))
      breaches.push('the log line of the start does not contain the durability')
    if (figures.acknowledged !== events)
      breaches.push(`${figures.acknowledged} answers seen for ${events} events`)
    return { breaches, ...figures, durability }
  } finally {
    rmSync(folder, { recursive: true, force: true })
    await ground.close()
  }
}

async function readDurability(url: string): Promise<string> {
  const health = (await (await fetch(`${url}/health`)).json()) as { durability?: string }
  return health.durability ?? 'not reported'
}

async function attach(pid: number, file: string): Promise<() => Promise<void>> {
  const calls = 'trace=fsync,fdatasync,pwrite64,write,writev,sendto'
  const strace = spawn('strace', ['-f', '-s', '32', '-e', calls, '-o', file, '-p', String(pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => strace.once('exit', () => resolve()))
  const attached = new Promise<void>((resolve) => {
    createInterface({ input: strace.stderr }).on('line', (line) => {
      if (line.includes('attached')) resolve()
    })
  })
  await Promise.race([
    attached,
    ended.then(() => {
      throw new Error('strace is not allowed to attach to another process here')
    }),
  ])
  return async () => {
    strace.kill('SIGINT')
    await ended
  }
}

/** Checks the calls of the main thread in order; it writes both SQLite's file and the answers. */
export function judge(trace: string, pid: number): Omit<SyncReport, 'durability'> {
  const breaches: string[] = []
  let [acknowledged, syncs] = [0, 0]
  let state: 'nothing' | 'written' | 'synced' = 'nothing'
  for (const line of trace.split('\n')) {
    const [, thread, call = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    if (Number(thread) !== pid) continue
    if (call.startsWith('pwrite64(')) state = 'written'
    else if (/^(?:<\.\.\. )?f(?:data)?sync\b.*= 0$/.test(call)) {
      syncs += 1
      if (state === 'written') state = 'synced'
    } else if (call.includes('HTTP/1.1 200')) {
      acknowledged += 1
      if (state !== 'synced') breaches.push(`answer ${acknowledged} was given with its row ${state}`)
      state = 'nothing'
    }
  }
  return { breaches, acknowledged, syncs }
}
