// One part as a process that is killed without warning and started again on the same files. Each start is told how long it was
// away: a process that comes back after half a minute finds what the dead one held, as after a real outage.

import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

export type MortalOptions = {
  name: string
  file: string
  env: () => Record<string, string>
  /** What the log line says whose `url` is where it listens. */
  startedEvent: string
}

export type Mortal = {
  /** Its address, once it listens. */
  up: () => Promise<string>
  /** Ends it at once. False when it was not running. */
  kill: () => Promise<boolean>
  /** The port is kept over restarts. */
  start: () => Promise<string>
  /** Asks it to end, and waits. */
  stop: () => Promise<void>
  /** What it wrote, of all its lives. */
  lines: readonly string[]
  complaints: readonly string[]
  starts: () => number
}

const startTimeoutMs = 60_000
const living = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

export function createMortal(options: MortalOptions): Mortal {
  const lines: string[] = []
  const complaints: string[] = []
  let child: ChildProcess | undefined
  let exited: Promise<void> = Promise.resolve()
  let listening = Promise.withResolvers<string>()
  // Perhaps nobody waits.
  listening.promise.catch(() => undefined)
  let isUp = false
  let isKilled = false
  let port = '0'
  let starts = 0

  function begin(): Promise<string> {
    const born = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', new URL(options.file, import.meta.url).pathname],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...options.env(), PORT: port },
      },
    )
    starts += 1
    child = born
    living.add(born)
    exited = new Promise((resolve) =>
      born.once('exit', () => {
        living.delete(born)
        if (child === born) child = undefined
        resolve()
      }),
    )
    createInterface({ input: born.stderr }).on('line', (line) => complaints.push(line))
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${options.name} does not start`)), startTimeoutMs)
      born.once('exit', (code, signal) => {
        clearTimeout(late)
        reject(new Error(`${options.name} ended with ${signal ?? code}: ${complaints.slice(-12).join(' ')}`))
      })
      createInterface({ input: born.stdout }).on('line', (line) => {
        lines.push(line)
        if (!line.includes(`"event":"${options.startedEvent}"`)) return
        clearTimeout(late)
        const { url } = JSON.parse(line) as { url: string }
        port = new URL(url).port
        resolve(url)
      })
    })
  }

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<boolean> {
    const dying = child
    if (!dying) return false
    // Whoever waits for it from now on waits for its next life.
    if (isUp) {
      listening = Promise.withResolvers<string>()
      listening.promise.catch(() => undefined)
    }
    isUp = false
    isKilled = true
    dying.kill(signal)
    await exited
    return true
  }

  return {
    lines,
    complaints,
    starts: () => starts,
    up: () => listening.promise,
    kill: () => end('SIGKILL'),
    async start() {
      isKilled = false
      try {
        const url = await begin()
        isUp = true
        listening.resolve(url)
        return url
      } catch (error) {
        // Killed while it was starting: there will be another life. Otherwise there will be none.
        if (!isKilled) listening.reject(error)
        throw error
      }
    },
    stop: async () => void (await end('SIGTERM')),
  }
}
