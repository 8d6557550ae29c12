// Serves the mailbox on the loopback address.

import { getRequestListener } from '@hono/node-server'
import { listenOnLoopback, refuseForeign } from '../../dashboard/loopback/listen.ts'
import type { Mailbox } from './mailbox.ts'

export async function listenMailbox(
  { handle }: Pick<Mailbox, 'handle'>,
  port: number,
): Promise<{ url: string; close: () => Promise<void> }> {
  const listener = getRequestListener((request) => handle(request), { overrideGlobalObjects: false })
  const { url, close } = await listenOnLoopback({
    port,
    refuse: refuseForeign,
    handle: (request, response) => void listener(request, response),
  })
  return { url: `${url}/`, close }
}
