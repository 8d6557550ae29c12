// A temporary Postgres server for one run, which can be restarted and killed without affecting anything else.

import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { query } from './ground.ts'

export type OwnPostgres = {
  url: string
  port: number
  /** `fast`: rolls back open transactions. `immediate`: like a power failure. Resolves when it answers again. */
  restart: (how: 'fast' | 'immediate') => Promise<void>
  close: () => Promise<void>
}

const run = promisify(execFile)

/** The folder of Postgres's programs; undefined if it is not installed. */
export function findPostgres(): string | undefined {
  return globSync('/usr/lib/postgresql/*/bin').toSorted().at(-1)
}

/** Postgres refuses to run as root; in that case the user of its package runs it. */
function whoRuns(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: idOf('-u'), gid: idOf('-g') }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

export async function openOwnPostgres(bin: string): Promise<OwnPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'tillside-postgres-'))
  const user = whoRuns()
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const options = { ...user, cwd: folder }
  await run(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-instructions'], options)
  const port = await freePort()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  let child: ChildProcess | undefined

  async function start(): Promise<void> {
    const settings = ['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=80']
    const args = ['-D', data, '-p', String(port), '-k', folder, ...settings]
    child = spawn(join(bin, 'postgres'), args, { ...options, stdio: 'ignore' })
    for (let tries = 0; ; tries++) {
      try {
        return void (await query(url, 'select 1'))
      } catch (error) {
        if (tries > 200) throw error
        await wait(100)
      }
    }
  }

  /** https://www.postgresql.org/docs/current/server-shutdown.html */
  async function stop(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    const dying = child
    if (!dying) return
    child = undefined
    const ended = new Promise((resolve) => dying.once('exit', resolve))
    dying.kill(signal)
    await ended
  }

  await start()
  return {
    url,
    port,
    async restart(how) {
      await stop(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
      await start()
    },
    async close() {
      await stop('SIGQUIT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
