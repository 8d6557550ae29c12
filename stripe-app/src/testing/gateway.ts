// A fake gateway for tests behind `fetch`. It checks the outline of each request and answers from a script.

import { createHash } from 'node:crypto'
import { vi } from 'vitest'
import type { ActionResponse, AppPanelsMessage, Envelope, Panel } from '../generated/contract.ts'

export type SentRequest = {
  path: string
  envelope: Envelope
  args: Record<string, unknown>
  headers: Headers
}
export type Respond = (request: SentRequest) => Response | Promise<Response>

export const base = 'https://gateway.example/stripe-app'

/** A response with lines as the gateway streams them. */
export function panelsResponse(...panels: Panel[]): Response {
  const done = { type: 'done', asOf: '2026-11-21T08:00:00Z', requestId: 'req_1' } satisfies AppPanelsMessage
  const lines = [...panels.map((panel) => ({ type: 'panel', panel })), done]
  return new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
}

export const actionResponse = (answer: ActionResponse): Response => Response.json(answer)

export const problem = (status: number, code: string, detail?: string): Response =>
  Response.json(
    {
      type: 'about:blank',
      title: code.replaceAll('_', ' '),
      status,
      code,
      request_id: 'req_9',
      ...(detail ? { detail } : {}),
    },
    { status },
  )

export const panelOf = (id: string, more: Partial<Panel> = {}): Panel => ({
  id,
  title: id,
  asOf: '2026-11-21T08:00:00Z',
  blocks: [{ type: 'text', text: `words of ${id}` }],
  ...more,
})

/** Installs the fake gateway behind the global `fetch`; returns the requests in order. */
export function installGateway(answer: Respond): SentRequest[] {
  const all: SentRequest[] = []
  vi.stubGlobal('fetch', async (input: string | URL, init: RequestInit) => {
    const url = String(input)
    if (!url.startsWith(`${base}/`)) throw new TypeError(`blocked by the content security policy: ${url}`)
    const body = JSON.parse(init.body as string) as { envelope: Envelope; args: string }
    const hash = createHash('sha256').update(body.args).digest('hex')
    if (hash !== body.envelope.args_sha256) throw new Error('the arguments are not those that were signed')
    const args = JSON.parse(body.args) as Record<string, unknown>
    const request = {
      path: url.slice(base.length + 1),
      envelope: body.envelope,
      args,
      headers: new Headers(init.headers),
    }
    all.push(request)
    if (init.signal?.aborted) throw new DOMException('aborted', 'AbortError')
    return answer(request)
  })
  return all
}
