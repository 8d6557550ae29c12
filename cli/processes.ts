// Several processes of one gateway on one port (`tillside start --workers 4`). Node's cluster accepts the connections and hands them to
// the processes in turn. Each has its own caches and its own limits. https://nodejs.org/api/cluster.html

import cluster, { type Worker } from 'node:cluster'
import type { Log } from '#log.ts'
import type { Role } from '../runtimes/node/run-work.ts'
import { exchangeMetrics } from '../runtimes/node/shared-metrics.ts'
import { onStopSignal } from './stop-signals.ts'

/** A process that dies again and again is started less and less often. */
const restartMsMin = 1000
const restartMsMax = 30_000
/** A process that has run for this long is restarted without an extra delay. */
const soundMs = 60_000

export type ProcessesOptions = {
  count: number
  /** Of the first process. With `all`, the others leave the background work to it. */
  role: Role
  /** Further options of `start`. */
  args: readonly string[]
  log: Log
}

/** Starts the processes and keeps them running until a signal. Resolves with the exit code. */
export async function runProcesses({ count, role, args, log }: ProcessesOptions): Promise<number> {
  const over = Promise.withResolvers<number>()
  let isStopping = false
  let restartMs = restartMsMin

  const fork = (of: Role): Worker => {
    cluster.setupPrimary({ args: ['start', '--role', of, ...args] })
    const worker = cluster.fork()
    const startedMs = performance.now()
    worker.on('exit', (code, signal) => {
      if (isStopping) return
      log.error('process.died', { pid: worker.process.pid ?? 0, code, signal })
      restartMs =
        performance.now() - startedMs > soundMs ? restartMsMin : Math.min(2 * restartMs, restartMsMax)
      setTimeout(() => {
        if (!isStopping) fork(of)
      }, restartMs)
    })
    return worker
  }
  exchangeMetrics()
  onStopSignal(() => {
    if (isStopping) process.exit(1)
    isStopping = true
    const left = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
    void Promise.all(left.map(stop)).then((codes) => over.resolve(Math.max(0, ...codes)))
  })

  // The first one applies migrations, and tells whether the settings can be used at all.
  const first = fork(role)
  const code = await untilListening(first)
  if (code !== undefined) {
    isStopping = true
    return code
  }
  for (let started = 1; started < count; started++) fork(role === 'all' ? 'web' : role)
  return over.promise
}

/** Resolves once the process listens, or with its exit code if it ends before. */
function untilListening(worker: Worker): Promise<number | undefined> {
  return new Promise((resolve) => {
    worker.once('listening', () => resolve(undefined))
    worker.once('exit', (code) => resolve(code ?? 1))
  })
}

function stop(worker: Worker): Promise<number> {
  return new Promise((resolve) => {
    worker.once('exit', (code) => resolve(code ?? 1))
    worker.process.kill('SIGTERM')
  })
}
