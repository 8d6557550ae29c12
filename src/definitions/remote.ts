// `remote({ … })`: a service, in any language, whose functions stand in the place of `load`, `form`, `confirm`, `run` and `handle`. Each
// sends what the local function would have been given, and returns what the service answers. docs/reference/remote.md.

import type { RemoteCall } from '#contract/remote.ts'
import type { SubjectKind } from '#contract/subject.ts'
import type { CallContext, ConfirmContext, FormContext, LoadContext, RunContext } from './context.ts'
import { handlerTimeoutMs, panelDeadlineMs } from './deadlines.ts'
import { Refused, type ActionDefinition, type FormChanges, type Loaded, type Outcome } from './define.ts'
import type { EventContext } from './durable.ts'
import { marked, sourceKeyOf } from './remote-functions.ts'
import { SourceError } from './source-error.ts'
import type { OpenSources, RemoteCalls, RemoteOptions, RemoteSource, Sources } from './source.ts'

type Input = Record<string, unknown>
type Confirmed = Awaited<ReturnType<NonNullable<ActionDefinition['confirm']>>>

/** The definition that a function is called on. */
type Panel = { id: string; deadlineMs?: number }
type Action = { id: string }
type Handler = { id: string; timeoutMs?: number }

/** The functions of one service. Use each in the place of the local one: `load: loyalty.load`. */
export type Remote = {
  load: (context: LoadContext<SubjectKind, Sources>) => Promise<Loaded>
  form: (context: FormContext<SubjectKind, Sources>) => Promise<FormChanges | { refused: string }>
  confirm: (context: ConfirmContext<SubjectKind, Sources, Input>) => Promise<Confirmed>
  run: (context: RunContext<SubjectKind, Sources, Input>) => Promise<Outcome>
  handle: (context: EventContext<object>) => Promise<void>
}

/** `form` and `confirm` are called one after the other within the time of one request. */
const formDeadlineMs = 3000
const runDeadlineMs = 30_000

export function remote(options: RemoteOptions): Remote {
  const source: RemoteSource = Object.freeze({ kind: 'remote', options })
  const of = <F extends object>(call: RemoteCall, work: F): F => marked({ call, source }, work)
  const callsIn = ({ sources }: { sources: OpenSources<Sources> }): RemoteCalls => {
    // Under this key `defineConfig` adds nothing else.
    const calls = sources[sourceKeyOf(source)] as unknown as RemoteCalls | undefined
    if (!calls) throw new TypeError(`remote "${options.name}": use its functions inside defineConfig({ … })`)
    return calls
  }
  const retryLater = ({ retry, afterSeconds = 0 }: { retry: string; afterSeconds?: number | undefined }) =>
    new SourceError(options.name, 'failed', { retryAfterMs: afterSeconds * 1000, reason: retry })

  return Object.freeze({
    load: of('load', function (this: Panel, context: LoadContext<SubjectKind, Sources>) {
      const deadlineMs = within(this.deadlineMs ?? panelDeadlineMs)
      return callsIn(context).ask({
        call: 'load',
        ...askedOf(this, context),
        deadlineMs,
        params: { ...context.params },
      })
    }),
    form: of('form', async function (this: Action, context: FormContext<SubjectKind, Sources>) {
      const message = { ...askedOf(this, context), deadlineMs: formDeadlineMs, entered: context.entered }
      // The fields that come out are checked once they are merged with those of the schema.
      return (await callsIn(context).ask({ call: 'form', ...message })) as FormChanges | { refused: string }
    }),
    confirm: of('confirm', function (this: Action, context: ConfirmContext<SubjectKind, Sources, Input>) {
      const message = { ...askedOf(this, context), deadlineMs: formDeadlineMs, input: context.input }
      return callsIn(context).ask({ call: 'confirm', ...message })
    }),
    run: of('run', async function (this: Action, context: RunContext<SubjectKind, Sources, Input>) {
      const { input, attempt } = context
      const idempotencyKey = context.keyFor(options.name)
      const message = { ...askedOf(this, context), deadlineMs: runDeadlineMs, input, attempt, idempotencyKey }
      // A step, so that an answer that was received is kept, and the service is not called again after a crash.
      const answer = await context.step(`call ${options.name}`, async () => {
        const said = await callsIn(context).ask({ call: 'run', ...message })
        if ('refused' in said) throw new Refused(said.refused)
        if ('retry' in said) throw retryLater(said)
        return said
      })
      // Thrown after the step, so that the run does not count as one that changed nothing.
      if ('failed' in answer) throw new Refused(answer.failed)
      return answer.done
    }),
    handle: of('handle', async function (this: Handler, context: EventContext<object>) {
      const { account, attempt, event } = context
      const said = await callsIn(context).ask({
        call: 'handle',
        id: this.id,
        deadlineMs: within(this.timeoutMs ?? handlerTimeoutMs),
        idempotencyKey: context.keyFor(options.name),
        attempt,
        account,
        event: { ...event },
      })
      if ('refused' in said) throw new Refused(said.refused)
      if ('retry' in said) throw retryLater(said)
    }),
  })
}

/** A little less than the function has, so that a slow service is reported by its name. */
const within = (ms: number): number => Math.floor(ms * 0.95)

function askedOf(
  { id }: { id: string },
  { subject, caller, account, surface, locale, timeZone }: Omit<CallContext<SubjectKind, Sources>, 'stripe'>,
) {
  return {
    id,
    subject: subject.kind === 'email' ? subject : { ...subject, object: { ...subject.object } },
    // By name, because `caller` notices who reads it: results of a service that is told who asks are kept for that person.
    caller: { id: caller.id, kind: caller.kind, name: caller.name, roles: [...caller.roles] },
    account,
    surface,
    locale,
    timeZone,
  }
}
