// Listens on a free port, prints the address as the first line, and exits on SIGTERM.

import type { Server } from 'node:net'

/** Used by every Node part of the benchmarks. */
export async function listenAndPrint(server: Server, path = ''): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  console.log(`http://127.0.0.1:${address.port}${path}`)
  process.once('SIGTERM', () => process.exit(0))
}
