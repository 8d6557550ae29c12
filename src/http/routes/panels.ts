// POST /api/panels and GET /api/search: parse, ask, answer message by message.

import { Hono, type Context } from 'hono'
import { panelsRequestSchema, type PanelsMessage, type PanelsRequest } from '#contract/api.ts'
import { errors } from '#errors.ts'
import { callerOf } from '../caller.ts'
import type { Env, Gateway } from '../gateway.ts'
import { answerPanels, type Asking } from '../panels/answer.ts'
import { toNdjson } from '../panels/ndjson.ts'
import { parseBody, parseValue } from '../parse.ts'
import { causeOf, toGatewayError } from '../problem.ts'
import { searchQuerySchema } from '../routes.ts'

type Messages = AsyncGenerator<PanelsMessage>

export function panelRoutes(gateway: Gateway): Hono<Env> {
  const app = new Hono<Env>()

  app.post('/api/panels', async (c) => {
    const request = await parseBody(c, panelsRequestSchema)
    const { messages, end } = startAnswer(gateway, c, request)
    // The first message is awaited here: a failure before it is a problem with a status, after it a message.
    const first = await messages.next()
    const accept = c.req.header('Accept') ?? ''
    if (accept.includes('application/json') && !accept.includes('ndjson')) {
      return c.json([...(first.done ? [] : [first.value]), ...(await collect(messages))])
    }
    return c.body(toNdjson(first, messages, end), 200, {
      'Content-Type': 'application/x-ndjson',
      // nginx would hold the stream back until its buffer is full.
      'X-Accel-Buffering': 'no',
    })
  })

  app.get('/api/search', async (c) => {
    const { q, ...rest } = parseValue(searchQuerySchema, c.req.query(), 'query')
    const request: PanelsRequest = { subject: { kind: 'search', text: q }, ...rest }
    return c.json(await collect(startAnswer(gateway, c, request).messages))
  })

  return app
}

async function collect(messages: Messages): Promise<PanelsMessage[]> {
  const all: PanelsMessage[] = []
  for await (const message of messages) all.push(message)
  return all
}

/** `end` stops the work below when the reader has gone. */
function startAnswer(gateway: Gateway, c: Context<Env>, request: PanelsRequest) {
  const { tenant, principal, requestId, log } = c.var
  const { inHouse } = gateway
  const gone = new AbortController()
  const signal = AbortSignal.any([c.var.signal, gone.signal])
  const caller = callerOf(principal, inHouse.config())
  const asking: Asking = {
    context: gateway.contextOf(tenant),
    db: gateway.db,
    tenantId: tenant.id,
    requestId,
    signal,
    nowMs: gateway.ports.now(),
    beginInHouse: (about) =>
      inHouse.panels.begin({ ...about, surface: 'sidebar', sandbox: false, caller, requestId, signal }),
    onPinUnread: (error) => log.warn('pin.unread', causeOf(toGatewayError(error))),
  }
  return { messages: withFailure(answerPanels(request, asking), c, asking.signal), end: () => gone.abort() }
}

/** A failure after the first message ends the answer with a message of its own. */
async function* withFailure(messages: Messages, c: Context<Env>, signal: AbortSignal): Messages {
  let sent = 0
  try {
    for await (const message of messages) {
      sent += 1
      yield message
    }
  } catch (thrown) {
    if (sent === 0) throw thrown
    const isGone =
      signal.aborted && !(signal.reason instanceof Error && signal.reason.name === 'TimeoutError')
    if (isGone) return
    const error = toGatewayError(thrown)
    c.var.log.error('answer.broken_off', { code: error.code, ...causeOf(error) })
    const { title } = errors[error.code]
    const detail = error.detail === undefined ? {} : { detail: error.detail }
    yield { type: 'error', code: error.code, title, ...detail, requestId: c.var.requestId }
  }
}
