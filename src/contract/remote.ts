// The messages between the gateway and a remote service, which gives panels, actions and handlers from outside, in any language. The
// gateway posts a call, and the service answers with what the local function would have returned. docs/reference/remote.md.

import { z } from 'zod'
import { actionResponseSchema } from './actions.ts'
import { formFieldSchema, formInputSchema } from './form.ts'
import { panelSchema } from './panel.ts'
import { objectKinds } from './subject.ts'

/** The version of the protocol. A service may refuse any other. */
export const remoteProtocol = 1 as const

const modeSchema = z.enum(['live', 'test'])
/** An object of Stripe, unchanged. */
const stripeObjectSchema = z.record(z.string(), z.unknown())

const subjectSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(objectKinds), id: z.string(), object: stripeObjectSchema }),
  z.object({ kind: z.literal('email'), address: z.string() }),
])

/** In every call. */
const common = {
  protocol: z.literal(remoteProtocol),
  /** Whose gateway calls; `self` if it serves one company. */
  tenant: z.string(),
  /** For log lines, and for questions to the gateway's operator. */
  requestId: z.string(),
  /** How long the gateway waits for the answer. */
  deadlineMs: z.int(),
}

/** In every call that somebody waits for, or has asked for. */
const asked = {
  ...common,
  /** The id of the panel or the action. */
  id: z.string(),
  subject: subjectSchema,
  /** The proven caller. */
  caller: z.object({
    id: z.string(),
    kind: z.enum(['stripe_app', 'connection_key', 'secret_header', 'cli', 'gateway']),
    name: z.string(),
    roles: z.array(z.string()),
  }),
  account: z.object({
    key: z.string(),
    accountId: z.string().optional(),
    name: z.string().optional(),
    mode: modeSchema,
    sandbox: z.boolean(),
  }),
  surface: z.enum(['sidebar', 'stripe_app', 'cli']),
  /** BCP 47, of the viewer. */
  locale: z.string(),
  /** IANA name, of the viewer. */
  timeZone: z.string(),
}

/** In every call that takes effect. */
const durable = {
  /** The same in each attempt, and in `webhook-id`: a service that has answered it before answers the same again. */
  idempotencyKey: z.string(),
  /** The number of this attempt, starting at 1. */
  attempt: z.int(),
}

/** The values of the form, as the action's schema parsed them. */
const inputSchema = z.record(z.string(), z.unknown())

export const remoteCallSchema = z.discriminatedUnion('call', [
  z.object({ call: z.literal('describe'), ...common }),
  z.object({ call: z.literal('load'), ...asked, params: z.record(z.string(), z.string()) }),
  z.object({ call: z.literal('form'), ...asked, entered: formInputSchema }),
  z.object({ call: z.literal('confirm'), ...asked, input: inputSchema }),
  z.object({ call: z.literal('run'), ...asked, ...durable, input: inputSchema }),
  z.object({
    call: z.literal('handle'),
    ...common,
    ...durable,
    /** The id of the handler. */
    id: z.string(),
    account: z.object({ accountId: z.string().optional(), name: z.string().optional(), mode: modeSchema }),
    /** Stripe's event, unchanged. */
    event: stripeObjectSchema,
  }),
])
export type RemoteMessage = z.infer<typeof remoteCallSchema>
/** `describe` asks what the service offers; the others stand for the functions of the same name. */
export type RemoteCall = RemoteMessage['call']
export type RemoteMessageOf<C extends RemoteCall> = Extract<RemoteMessage, { call: C }>

const [, confirmSchema, outcomeSchema] = actionResponseSchema.options
const { title, count, note, open, blocks } = panelSchema.shape

/** Nothing was changed, and nothing will be; people read the words. */
const refusedSchema = z.strictObject({ refused: z.string().max(1000) })
/** Not now. The gateway calls again with the same idempotency key; `reason` is kept for whoever looks into it. */
const retrySchema = z.strictObject({
  retry: z.string().max(300),
  afterSeconds: z.int().min(0).max(86_400).optional(),
})

/** Changes to fields that are known only now. Merged into the form, they must make a field of the contract. */
const changedFieldSchema = z.looseObject({
  kind: z.enum(formFieldSchema.options.map(({ shape }) => shape.kind.value)).optional(),
  label: z.string().max(80).optional(),
  hint: z.string().max(300).optional(),
  required: z.boolean().optional(),
  locked: z.string().max(200).optional(),
})

const loadAnswerSchema = z.union([
  z.strictObject({ title, count, note, open, blocks }),
  /** There is nothing to show. */
  z.literal('hidden'),
])
const formAnswerSchema = z.union([
  z.strictObject({ text: z.string().max(1000).optional(), fields: z.record(z.string(), changedFieldSchema) }),
  refusedSchema,
])
const confirmAnswerSchema = z.union([
  z.strictObject(confirmSchema.omit({ type: true, step: true, input: true }).shape),
  /** What is wrong, by field. */
  z.strictObject({ faults: z.record(z.string(), z.string().max(300)) }),
  refusedSchema,
])
const runAnswerSchema = z.union([
  z.strictObject({
    done: z.strictObject(outcomeSchema.pick({ title: true, text: true, id: true, actions: true }).shape),
  }),
  /** The run has ended, and something may have been changed; people read the words. */
  z.strictObject({ failed: z.string().max(1000) }),
  refusedSchema,
  retrySchema,
])
const handleAnswerSchema = z.union([z.strictObject({ done: z.literal(true) }), refusedSchema, retrySchema])

const offerSchema = z.strictObject({
  call: z.enum(['load', 'form', 'confirm', 'run', 'handle']),
  id: z.string().max(60),
  /** An example for `tillside remote check`: the kind of subject, what is entered, the type of event. */
  subject: z.enum([...objectKinds, 'email']).optional(),
  input: formInputSchema.optional(),
  event: z.string().max(100).optional(),
})
export type RemoteOffer = z.infer<typeof offerSchema>
const describeAnswerSchema = z.strictObject({
  protocol: z.literal(remoteProtocol),
  offers: z.array(offerSchema).max(200),
})

/** What a service may answer, by call. */
export const remoteAnswersSchema = z.object({
  describe: describeAnswerSchema,
  load: loadAnswerSchema,
  form: formAnswerSchema,
  confirm: confirmAnswerSchema,
  run: runAnswerSchema,
  handle: handleAnswerSchema,
})
export type RemoteAnswerOf<C extends RemoteCall> = z.infer<typeof remoteAnswersSchema>[C]
