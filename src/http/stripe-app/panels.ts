// POST /stripe-app/panels: one subject in, its in-house panels out, each as soon as it is known. The subject's account is the
// signed one.

import { Hono } from 'hono'
import {
  appPanelsArgsSchema,
  appPanelsMessageSchema,
  signedBodySchema,
  type AppPanelsArgs,
  type AppPanelsMessage,
} from '#contract/signed.ts'
import { subjectKey } from '#contract/subject-key.ts'
import { timeZoneOrUtc } from '#contract/time-zone.ts'
import { defined } from '#stripe/api/raw.ts'
import type { Env, Gateway } from '../gateway.ts'
import type { Route } from '../route.ts'
import { signedErrors, type SignedCall, type SignedRoute } from './signed-route.ts'
import { withoutAccount } from './subject.ts'
import { respondMessages } from '../panels/respond-messages.ts'
import { withFailure } from '../panels/with-failure.ts'

export const appPanelRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/stripe-app/panels',
    who: 'stripe_app',
    summary: 'One object of Stripe in; its in-house panels out, each as soon as it is known.',
    request: signedBodySchema,
    response: {
      contentTypes: ['application/x-ndjson', 'application/json'],
      schema: appPanelsMessageSchema,
      many: true,
    },
    errors: ['not_found', 'stripe_timeout', ...signedErrors],
  },
]

type Messages = AsyncGenerator<AppPanelsMessage>
type Call = SignedCall<AppPanelsArgs>

export function serveAppPanels(gateway: Gateway, signedRoute: SignedRoute): Hono<Env> {
  const respond = async (call: Call): Promise<Response> => {
    const { c } = call
    const gone = new AbortController()
    const { requestId } = call.who
    const signal = AbortSignal.any([call.who.signal, gone.signal])
    const messages = withFailure(draw(gateway, call, signal), { signal, log: c.var.log, requestId })
    return respondMessages(c, messages, () => gone.abort())
  }
  return new Hono<Env>().post(
    '/stripe-app/panels',
    signedRoute('panels', appPanelsArgsSchema, respond, {
      resource: ({ subject }) => subjectKey(subject),
      plain: true,
    }),
  )
}

async function* draw({ extensions, ports }: Gateway, { args, who }: Call, signal: AbortSignal): Messages {
  const { caller, account, connected, sandbox, requestId } = who
  const panels = extensions.panels.load({
    ...defined(args),
    subject: withoutAccount(args.subject),
    locale: args.locale ?? 'en',
    timeZone: timeZoneOrUtc(args.timeZone),
    surface: 'stripe_app',
    caller,
    account,
    ...(connected === undefined ? {} : { connected }),
    sandbox,
    requestId,
    signal,
  })
  for await (const panel of panels) yield { type: 'panel', panel }
  yield { type: 'done', asOf: new Date(ports.now()).toISOString(), requestId }
}
