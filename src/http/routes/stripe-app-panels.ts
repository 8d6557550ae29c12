// POST /stripe-app/panels: one subject in, its in-house panels out, each as soon as it is known. The subject's account is the
// signed one.

import { Hono } from 'hono'
import { appPanelsArgsSchema, type AppPanelsArgs, type AppPanelsMessage } from '#contract/signed.ts'
import { subjectKey, type Subject } from '#contract/subject.ts'
import { errors } from '#errors.ts'
import { defined } from '#stripe/raw.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { SignedCall, SignedRoute } from '../middleware/stripe-app-signed.ts'
import { toNdjson } from '../panels/ndjson.ts'
import { causeOf, toGatewayError } from '../problem.ts'

type Messages = AsyncGenerator<AppPanelsMessage>
type Call = SignedCall<AppPanelsArgs>

/** A named account would be an unsigned way to another one. */
export function withoutAccount<S extends Subject>(subject: S): S {
  const { account: _account, ...rest } = subject
  return rest as S
}

export function stripeAppPanelRoutes(gateway: Gateway, signedRoute: SignedRoute): Hono<Env> {
  const answer = async (call: Call): Promise<Response> => {
    const { c } = call
    const gone = new AbortController()
    const messages = withFailure(draw(gateway, call, gone.signal), call)
    // The first message is awaited here: a failure before it is a problem with a status, after it a message.
    const first = await messages.next()
    const accept = c.req.header('Accept') ?? ''
    if (accept.includes('application/json') && !accept.includes('ndjson')) {
      const all = first.done ? [] : [first.value]
      for await (const message of messages) all.push(message)
      return c.json(all)
    }
    return c.body(
      toNdjson(first, messages, () => gone.abort()),
      200,
      {
        'Content-Type': 'application/x-ndjson',
        // nginx would hold the stream back until its buffer is full.
        'X-Accel-Buffering': 'no',
      },
    )
  }
  return new Hono<Env>().post(
    '/stripe-app/panels',
    signedRoute('panels', appPanelsArgsSchema, answer, {
      resource: ({ subject }) => subjectKey(subject),
      plain: true,
    }),
  )
}

async function* draw({ inHouse, ports }: Gateway, { args, who }: Call, gone: AbortSignal): Messages {
  const { caller, account, connected, sandbox, requestId } = who
  const panels = inHouse.panels.load({
    ...defined(args),
    subject: withoutAccount(args.subject),
    locale: args.locale ?? 'en',
    surface: 'stripe_app',
    caller,
    account,
    ...(connected === undefined ? {} : { connected }),
    sandbox,
    requestId,
    signal: AbortSignal.any([who.signal, gone]),
  })
  for await (const panel of panels) yield { type: 'panel', panel }
  yield { type: 'done', asOf: new Date(ports.now()).toISOString(), requestId }
}

/** A failure after the first message ends the answer with a message of its own. */
async function* withFailure(messages: Messages, { c, who }: Call): Messages {
  let sent = 0
  try {
    for await (const message of messages) {
      sent += 1
      yield message
    }
  } catch (thrown) {
    if (sent === 0) throw thrown
    const error = toGatewayError(thrown)
    c.var.log.error('answer.broken_off', { code: error.code, ...causeOf(error) })
    const detail = error.detail === undefined ? {} : { detail: error.detail }
    yield {
      type: 'error',
      code: error.code,
      title: errors[error.code].title,
      ...detail,
      requestId: who.requestId,
    }
  }
}
