// Example 2: a plan's features, shown and changed on its product, and shown beside a customer who pays for it.

import type Stripe from 'stripe'
import {
  blocks,
  defineAction,
  definePanel,
  Refused,
  SourceError,
  type HttpCalls,
  type SubjectOf,
} from 'tillside/config'
import { z } from 'zod'
import { features } from './sources.ts'

const { date, foreign, strong, timeline } = blocks

const valueSchema = z.union([z.boolean(), z.int()])
const planSchema = z.object({
  name: z.string(),
  customers: z.int(),
  version: z.int(),
  features: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      kind: z.enum(['switch', 'number']),
      value: valueSchema,
      max: z.int().nullable(),
      needs: z.string().nullable(),
    }),
  ),
  changes: z.array(
    z.object({
      label: z.string(),
      was: valueSchema,
      became: valueSchema,
      by: z.string(),
      at: z.iso.datetime(),
    }),
  ),
})
type Plan = z.infer<typeof planSchema>

const format = (value: boolean | number): string =>
  value === true ? 'on' : value === false ? 'off' : String(value)

const fieldsOf = ({ features: all }: Plan) =>
  all.map(({ name, label, kind, value, max, needs }) => {
    const common = { name, label, ...(needs ? { locked: needs } : {}) }
    return kind === 'switch'
      ? ({ ...common, kind, value: value === true } as const)
      : ({
          ...common,
          kind,
          value: Number(value),
          min: 0,
          ...(max === null ? {} : { max }),
          step: 1,
        } as const)
  })

/** The plan of a product, or the one that a customer pays for. */
async function findPlan(
  calls: HttpCalls,
  stripe: Stripe,
  subject: SubjectOf<'product'> | SubjectOf<'customer'>,
): Promise<{ id: string; plan: Plan } | undefined> {
  const read = (id: string) => calls.find('/plans/:id', planSchema, { params: { id } })
  if (subject.kind === 'product') {
    const plan = await read(subject.id)
    return plan && { id: subject.id, plan }
  }
  const { data } = await stripe.subscriptions.list({ customer: subject.id, limit: 10 })
  const [item] = data.flatMap(({ items }) => items.data)
  if (!item) return undefined
  const { product } = item.price
  const id = typeof product === 'string' ? product : product.id
  const plan = await read(id)
  return plan && { id, plan }
}

export const planFeatures = definePanel({
  id: 'plan-features',
  title: 'Plan features',
  for: ['product', 'customer'],
  sources: { features },
  invalidatedBy: ['product.updated', 'action.change-plan-features'],
  async load({ sources, stripe, subject }) {
    const found = await findPlan(sources.features, stripe, subject)
    if (!found) return 'hidden'
    const { id, plan } = found
    return {
      note: { text: [foreign(plan.name)] },
      open: subject.kind === 'product',
      blocks: [
        {
          type: 'form',
          action: 'change-plan-features',
          subject: { kind: 'product', id },
          fields: fieldsOf(plan),
          note: `for all ${plan.customers} customers on this plan`,
        },
        ...(plan.changes.length > 0
          ? [
              timeline(
                plan.changes.map(({ label, was, became, by, at }) => ({
                  at,
                  status: 'quiet' as const,
                  title: [label, ': ', strong(format(became))],
                  meta: [`was ${format(was)}, by `, foreign(by)],
                })),
              ),
            ]
          : []),
      ],
    }
  },
})

const count = (label: string) => z.int().min(0).max(500).optional().meta({ label, control: 'number' })
const toggle = (label: string) => z.boolean().optional().meta({ label, control: 'switch' })
const input = z.object({
  wholesalePrices: toggle('Wholesale prices'),
  standingOrders: toggle('Standing orders'),
  apiAccess: toggle('API access'),
  ownRoastProfile: toggle('Own roast profile'),
  members: count('Members'),
  deliveriesPerMonth: count('Deliveries per month'),
})

/** The entered values that differ from the current plan. */
const changesOf = (plan: Plan, entered: z.infer<typeof input>) =>
  plan.features.flatMap(({ name, label, value }) => {
    const wanted = entered[name as keyof typeof entered]
    return wanted === undefined || wanted === value ? [] : [{ name, label, was: value, becomes: wanted }]
  })

export const changePlanFeatures = defineAction({
  id: 'change-plan-features',
  title: 'Change plan features',
  for: ['product'],
  sources: { features },
  roles: ['admin'],
  input,
  refreshes: ['plan-features'],

  async form({ sources, subject }) {
    const plan = await sources.features.get('/plans/:id', planSchema, { params: { id: subject.id } })
    return { fields: Object.fromEntries(fieldsOf(plan).map((field) => [field.name, field])) }
  },

  async confirm({ input: entered, sources, subject }) {
    const plan = await sources.features.get('/plans/:id', planSchema, { params: { id: subject.id } })
    const changes = changesOf(plan, entered)
    if (changes.length === 0) return { refused: 'Nothing was changed.' }
    const locked = changes.find(({ name }) => plan.features.find((one) => one.name === name)?.needs)
    if (locked) return { faults: { [locked.name]: 'This plan cannot have it.' } }
    return {
      title: changes.length === 1 ? 'Save this change?' : `Save ${changes.length} changes?`,
      text: [
        'It applies immediately to all ',
        strong(String(plan.customers)),
        ' customers on ',
        foreign(plan.name),
        '.',
      ],
      fields: changes.map(({ label, was, becomes }) => ({
        label,
        value: [strong(format(becomes))],
        note: `was ${format(was)}`,
      })),
      submit: changes.length === 1 ? 'Save the change' : `Save ${changes.length} changes`,
    }
  },

  async run({ input: entered, keyFor, sources, step, subject }) {
    const plan = await step('read', () =>
      sources.features.get('/plans/:id', planSchema, { params: { id: subject.id } }),
    )
    const changes = changesOf(plan, entered)
    await step('save', async () => {
      try {
        return await sources.features.send('PATCH', '/plans/:id/features', planSchema, {
          params: { id: subject.id },
          body: {
            version: plan.version,
            changes: Object.fromEntries(changes.map(({ name, becomes }) => [name, becomes])),
          },
          idempotencyKey: keyFor('save'),
        })
      } catch (error) {
        if (error instanceof SourceError && error.status === 409) {
          throw new Refused('Somebody else has changed this plan in the meantime. Look at it again.')
        }
        throw error
      }
    })
    return {
      title: changes.length === 1 ? 'The change is saved' : `${changes.length} changes are saved`,
      text: [
        'For all ',
        strong(String(plan.customers)),
        ' customers on ',
        foreign(plan.name),
        ', ',
        date(new Date(), 'time'),
        '.',
      ],
    }
  },
})
