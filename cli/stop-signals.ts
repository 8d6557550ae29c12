// Listens for the signals that ask a command to stop.

/**
 * Signals within this time are one: a terminal sends SIGINT to npm and to its command, and npm passes it on to the command. A service
 * manager that signals a whole group does the same.
 */
const echoMs = 1000

export function onStopSignal(listener: () => void): void {
  let lastMs = -Infinity
  const take = () => {
    const nowMs = performance.now()
    if (nowMs - lastMs < echoMs) return
    lastMs = nowMs
    listener()
  }
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, take)
}
