// A process that can be killed without warning and restarted on the same files.

import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

export type MortalOptions = {
  name: string
  file: string
  args?: readonly string[]
  /** Read at each start. */
  env: () => Record<string, string>
  /** The event of the log line that contains its `url`. */
  startedEvent: string
}

export type Mortal = {
  /** Resolves to its address once it listens; while it is dead, once it has restarted. */
  up: () => Promise<string>
  /** Starts it on the same port as before. Rejects if it exits before it listens. */
  start: () => Promise<string>
  /** Kills it immediately. Resolves to false if it was not running. */
  kill: () => Promise<boolean>
  /** Asks it to exit, and waits. */
  stop: () => Promise<void>
  /** Everything it wrote, over all restarts. */
  lines: readonly string[]
  complaints: readonly string[]
  starts: () => number
  /** Of the current process. */
  pid: () => number | undefined
}

type Child = ChildProcessByStdio<null, Readable, Readable>
type Life = { child: Child; ended: Promise<string>; url: Promise<string> }
type Written = { lines: string[]; complaints: string[] }

const startTimeoutMs = 60_000
const living = new Set<Child>()
process.once('exit', () => {
  for (const child of living) child.kill('SIGKILL')
})

/** Starts one process. */
function begin(
  { name, file, args = [], env, startedEvent }: MortalOptions,
  port: string,
  written: Written,
): Life {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', new URL(file, import.meta.url).pathname, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...env(), PORT: port },
    },
  )
  living.add(child)
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => {
      living.delete(child)
      resolve(`${name} ended with ${signal ?? code}: ${written.complaints.slice(-12).join(' ')}`)
    }),
  )
  createInterface({ input: child.stderr }).on('line', (line) => written.complaints.push(line))
  const url = new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${name} did not start in time`)), startTimeoutMs)
    child.once('exit', () => clearTimeout(late))
    void ended.then((how) => reject(new Error(how)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      written.lines.push(line)
      if (!line.includes(`"event":"${startedEvent}"`)) return
      clearTimeout(late)
      resolve((JSON.parse(line) as { url: string }).url)
    })
  })
  return { child, ended, url }
}

/** A promise of an address; its rejection may be unobserved. */
function createWait() {
  const waiting = Promise.withResolvers<string>()
  waiting.promise.catch(() => undefined)
  return waiting
}

export function createMortal(options: MortalOptions): Mortal {
  const written: Written = { lines: [], complaints: [] }
  let life: Life | undefined
  let listening = createWait()
  let isUp = false
  let port = '0'
  let starts = 0

  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<boolean> {
    const dying = life
    if (!dying) return false
    life = undefined
    if (isUp) listening = createWait()
    isUp = false
    dying.child.kill(signal)
    await dying.ended
    return true
  }

  async function start(): Promise<string> {
    starts += 1
    const mine = begin(options, port, written)
    life = mine
    try {
      const url = await mine.url
      if (life !== mine) throw new Error(`${options.name} was killed as it began to listen`)
      port = new URL(url).port
      isUp = true
      listening.resolve(url)
      return url
    } catch (error) {
      // If it was killed while starting, it will be restarted. Otherwise the start has failed for good.
      if (life === mine) listening.reject(error)
      throw error
    }
  }

  return {
    ...written,
    starts: () => starts,
    pid: () => life?.child.pid,
    up: () => listening.promise,
    kill: () => end('SIGKILL'),
    start,
    stop: async () => void (await end('SIGTERM')),
  }
}
