// Starts a part of the benchmark in its own process, and stops it. A part prints the address it listens on.

import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

export type Part = { url: string; pid: number; stop: () => Promise<void> }

/** The flags that `npm start` passes to Node, so that the benchmark measures what people run. */
export function startFlags(): string[] {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return [...(/"start": "(?:exec )?node ([^"]*)"/.exec(text)?.[1] ?? '').matchAll(/--\S+/g)].map(
    ([flag]) => flag,
  )
}

/** Runs a file in `bench/`, such as `proxy/upstream.ts`, with Node and waits for its address. */
export function startPart(
  file: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Promise<Part> {
  return startProcess(process.execPath, [...flags, new URL(file, import.meta.url).pathname, ...args])
}

/** Runs a program that prints the address it listens on as its first line. */
async function startProcess(command: string, args: readonly string[]): Promise<Part> {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve)
    child.once('exit', (code) => reject(new Error(`${args[0] ?? command} ended with ${code}`)))
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
    await ended
    clearTimeout(timer)
  }
  return { url, pid: child.pid ?? 0, stop }
}
