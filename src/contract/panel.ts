// The panel vocabulary: everything that a surface can draw, as plain data. No markup, no styles, no formatting. Money is sent as minor
// units and currency, time as ISO 8601; the surface formats them in the viewer's locale and time zone.

import { z } from 'zod'
import { formFieldSchema, formInputSchema } from './form.ts'
import { subjectSchema } from './subject.ts'

/** Severity. Each has its own shape, so that colour is never the only sign. */
const statusSchema = z.enum(['ok', 'info', 'warn', 'bad', 'quiet'])
export type Status = z.infer<typeof statusSchema>

/** A shape that replaces the status's own. `part`: half-filled ring (partly refunded); `flag`: dispute; `lock`: no permission. */
export const iconSchema = z.enum([
  'ok',
  'info',
  'warn',
  'bad',
  'quiet',
  'flag',
  'part',
  'lock',
  'pin',
  'same',
  'mail',
  'plug',
  'user',
  'users',
  'box',
  'truck',
  'key',
  'dot',
  'undo',
  'search',
])
export type Icon = z.infer<typeof iconSchema>

/** The id of a panel or an action of the configuration. */
const idSchema = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/)
/** The id of a panel of the configuration, or of a built-in section. */
const panelIdSchema = z.string().regex(/^(stripe:)?[a-z][a-z0-9-]{0,59}$/)

const isoTime = z.iso.datetime()
const minor = z.int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER)

const moneySchema = z.object({
  type: z.literal('money'),
  amountMinor: minor,
  currency: z.string().min(3).max(8),
  /** "/ month", "/ 2 weeks". */
  per: z.object({ interval: z.enum(['day', 'week', 'month', 'year']), count: z.int().min(1) }).optional(),
  /** Struck through: fully refunded, canceled. */
  struck: z.boolean().optional(),
})

const inlineValueSchema = z.discriminatedUnion('type', [
  moneySchema,
  z.object({
    type: z.literal('date'),
    at: isoTime,
    /** `relative`: "3 days ago", "in 8 days" within 7 days, then the date. `month`: "Mar 2023". `weekday`: "Mon, 23 Nov". `time`: with the hour. */
    style: z.enum(['relative', 'date', 'month', 'weekday', 'time']),
  }),
  /** Shown in monospace, shortened in the middle, with a copy button. */
  z.object({ type: z.literal('id'), id: z.string().max(255) }),
  /** Text from outside (a name, a product, a reason given by a customer): isolated, control characters removed. */
  z.object({ type: z.literal('foreign'), text: z.string().max(5000), strong: z.boolean().optional() }),
  z.object({ type: z.literal('strong'), text: z.string().max(500), status: statusSchema.optional() }),
  z.object({ type: z.literal('muted'), text: z.string().max(500) }),
  z.object({ type: z.literal('badge'), text: z.string().max(60), status: statusSchema.optional() }),
  z.object({ type: z.literal('link'), text: z.string().max(200), href: z.url({ protocol: /^https$/ }) }),
])
export type InlineValue = z.infer<typeof inlineValueSchema>

/** A line of text and values. Our own text is strings in the viewer's language; text from outside is always `foreign`. */
export const inlineSchema = z.union([
  z.string().max(1000),
  z.array(z.union([z.string().max(1000), inlineValueSchema])).max(40),
])
export type Inline = z.infer<typeof inlineSchema>

/** A customer in one Stripe account and mode: enough to request it again. */
export const customerRefSchema = z.object({
  customerId: z.string().min(1).max(255),
  /** `StripeAccount.key`. */
  account: z.string().min(1).max(120),
})
export type CustomerRef = z.infer<typeof customerRefSchema>

/** Requests one panel again with other parameters: a filter, the next page. */
const loadActionSchema = z.object({
  kind: z.literal('load'),
  label: z.string().max(80),
  panel: panelIdSchema,
  subject: subjectSchema,
  params: z.record(z.string().max(40), z.string().max(200)),
  /** Whether this is what is currently shown. */
  current: z.boolean().optional(),
})

export const actionSchema = z.discriminatedUnion('kind', [
  /** Opens in the browser, through the host. */
  z.object({ kind: z.literal('open'), label: z.string().max(80), href: z.url({ protocol: /^https$/ }) }),
  z.object({ kind: z.literal('copy'), label: z.string().max(80), text: z.string().max(5000) }),
  /** Writes into the reply being composed. There is no HTML: the surface builds it from `text` and `href`. */
  z.object({
    kind: z.literal('insert'),
    label: z.string().max(80),
    text: z.string().max(5000),
    href: z.url({ protocol: /^https$/ }).optional(),
  }),
  z.object({ kind: z.literal('comment'), label: z.string().max(80), text: z.string().max(5000) }),
  z.object({ kind: z.literal('task'), label: z.string().max(80), text: z.string().max(1000) }),
  /** Requests this customer's panels. */
  z.object({ kind: z.literal('show'), label: z.string().max(80), customer: customerRefSchema }),
  /** Opens the search box, with a text. */
  z.object({ kind: z.literal('search'), label: z.string().max(80), text: z.string().max(200).optional() }),
  /** Repeats the request, bypassing every cache. */
  z.object({ kind: z.literal('refresh'), label: z.string().max(80) }),
  /** Opens an action of the configuration; contract/actions.ts defines what follows. */
  z.object({
    kind: z.literal('run'),
    label: z.string().max(80),
    action: idSchema,
    subject: subjectSchema,
    /** The initial values of the form, by field name. */
    input: formInputSchema.optional(),
    look: z.enum(['plain', 'primary', 'danger']).optional(),
    /** Small text below: who may run it, what it asks for first. */
    note: z.string().max(200).optional(),
    /** Not allowed for this person; the text says why. It stays reachable by keyboard, and the gateway responds with 403. */
    locked: z.string().max(200).optional(),
  }),
  loadActionSchema,
])
export type Action = z.infer<typeof actionSchema>

export const fieldSchema = z.object({
  label: z.string().max(60),
  /** Several lines, such as one per currency. */
  value: z.union([inlineSchema, z.object({ lines: z.array(inlineSchema).min(1).max(20) })]),
  icon: iconSchema.optional(),
  status: statusSchema.optional(),
  /** Small text under the value: "from the last 100 payments". */
  note: inlineSchema.optional(),
})
export type Field = z.infer<typeof fieldSchema>

const listItemSchema = z.object({
  /** Unique within the list; keeps an opened item open across a refresh. */
  id: z.string().max(255),
  status: statusSchema,
  icon: iconSchema.optional(),
  title: inlineSchema,
  amount: inlineSchema.optional(),
  /** Status word and reason. */
  meta: inlineSchema.optional(),
  when: inlineSchema.optional(),
  /** Shown when the item is opened in place. */
  fields: z.array(fieldSchema).max(30).optional(),
  actions: z.array(actionSchema).max(8).optional(),
})
export type ListItem = z.infer<typeof listItemSchema>

/** One customer to choose. */
const choiceSchema = z.object({
  customer: customerRefSchema,
  name: inlineSchema,
  amount: inlineSchema.optional(),
  status: statusSchema,
  icon: iconSchema.optional(),
  word: inlineSchema,
  /** Right of the word: "since May 2022", "Visa •••• 4242". */
  note: inlineSchema.optional(),
  id: z.string().max(255).optional(),
  /** Right of the id: "last paid 3 Nov". */
  idNote: inlineSchema.optional(),
  badges: z
    .array(z.object({ text: z.string().max(60), test: z.boolean().optional() }))
    .max(4)
    .optional(),
})
export type Choice = z.infer<typeof choiceSchema>

const blockSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('header'),
    name: inlineSchema,
    /** With a copy button. */
    address: z.string().max(320).optional(),
    match: z.object({ icon: iconSchema, status: statusSchema.optional(), text: inlineSchema }).optional(),
    /** Says that hidden characters were removed from a name. */
    warning: inlineSchema.optional(),
    badges: z
      .array(z.object({ text: z.string().max(60), test: z.boolean().optional() }))
      .max(4)
      .optional(),
    customer: customerRefSchema.optional(),
    pinned: z.boolean().optional(),
    /** Opens the Dashboard. */
    href: z.url({ protocol: /^https$/ }).optional(),
  }),
  z.object({
    type: z.literal('verdict'),
    status: statusSchema,
    icon: iconSchema.optional(),
    word: z.string().max(60),
    amount: inlineSchema.optional(),
    /** Lines, each with text at the start and at the end. */
    notes: z.array(z.object({ start: inlineSchema, end: inlineSchema.optional() })).max(4),
    actions: z.array(actionSchema).max(3).optional(),
  }),
  z.object({
    type: z.literal('alert'),
    status: statusSchema,
    icon: iconSchema.optional(),
    title: inlineSchema,
    text: inlineSchema.optional(),
    /** Boxes to tick in Stripe: "Disputes: Read". */
    ticks: z.array(z.string().max(80)).max(12).optional(),
    actions: z.array(actionSchema).max(3).optional(),
  }),
  z.object({ type: z.literal('fields'), fields: z.array(fieldSchema).max(60) }),
  z.object({
    type: z.literal('list'),
    items: z.array(listItemSchema).max(200),
    /** How many to show before "Show all". */
    shown: z.int().min(1).optional(),
    /** Present if Stripe has more than `items`: where to see them. */
    more: z.object({ text: inlineSchema, href: z.url({ protocol: /^https$/ }).optional() }).optional(),
  }),
  z.object({
    type: z.literal('table'),
    columns: z
      .array(
        z.object({ label: z.string().max(60), numeric: z.boolean().optional(), low: z.boolean().optional() }),
      )
      .min(1)
      .max(8),
    rows: z.array(z.array(inlineSchema).max(8)).max(200),
    totals: z.array(z.array(inlineSchema).max(8)).max(8).optional(),
  }),
  z.object({
    type: z.literal('timeline'),
    events: z
      .array(
        z.object({
          at: isoTime,
          status: statusSchema,
          icon: iconSchema.optional(),
          title: inlineSchema,
          meta: inlineSchema.optional(),
          tag: z.string().max(40).optional(),
          now: z.boolean().optional(),
        }),
      )
      .max(200),
  }),
  z.object({ type: z.literal('text'), text: inlineSchema }),
  z.object({ type: z.literal('actions'), actions: z.array(actionSchema).max(8) }),
  /** A filter of the panel: actions of kind `load`, one of them current. */
  z.object({ type: z.literal('tabs'), label: z.string().max(60), tabs: z.array(actionSchema).min(2).max(6) }),
  /** Settings changed in place. Nothing is saved until the bar below is pressed, which counts the changes and asks for confirmation. */
  z.object({
    type: z.literal('form'),
    action: idSchema,
    subject: subjectSchema,
    fields: z.array(formFieldSchema).min(1).max(40),
    /** Who is affected, shown in the bar: "for all 41 customers on this plan". */
    note: z.string().max(200).optional(),
    /** This person cannot change anything here; the text says why. */
    locked: z.string().max(200).optional(),
  }),
  /** A part of a whole: "18 of 40". */
  z.object({
    type: z.literal('meter'),
    label: z.string().max(80),
    value: z.number().min(0),
    max: z.number().positive(),
    text: z.string().max(60),
    status: statusSchema.optional(),
  }),
  z.object({
    type: z.literal('choices'),
    choices: z.array(choiceSchema).max(100),
    remember: z.boolean().optional(),
  }),
])
export type Block = z.infer<typeof blockSchema>
export type BlockOf<T extends Block['type']> = Extract<Block, { type: T }>

/** One panel. Panels are sent, drawn, and can fail independently. */
export const panelSchema = z.object({
  /** Unique within a response. A later panel with the same id replaces the earlier one in place. */
  id: z.string().min(1).max(80),
  /** Without a title the blocks are shown open at the top (header, verdict, alerts); with one they can be opened and closed. */
  title: z.string().max(80).optional(),
  count: z.string().max(12).optional(),
  /** Shown while the panel is closed. */
  note: z
    .object({ status: statusSchema.optional(), icon: iconSchema.optional(), text: inlineSchema })
    .optional(),
  open: z.boolean().optional(),
  /** Not read yet: the surface requests it when a person opens the panel. `blocks` are then empty, or from an earlier response. */
  onOpen: loadActionSchema.optional(),
  blocks: z.array(blockSchema).max(60),
  /** More will follow under the same id: draw a skeleton below the blocks. */
  pending: z.boolean().optional(),
  asOf: isoTime,
  /** Out of date, because it could not be renewed. */
  stale: z.boolean().optional(),
})
export type Panel = z.infer<typeof panelSchema>
