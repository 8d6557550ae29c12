// Fields from a schema: what each kind of zod type becomes, and what is refused.

import { expect, test } from 'vitest'
import { z } from 'zod'
import { fieldsOf, FormInvalid } from './form-fields.ts'

const action = (shape: z.ZodRawShape) => ({ input: z.object(shape) })

test('a field that no surface could draw is refused, with its name for the author', () => {
  const money = action({ sum: z.int().meta({ control: 'money' }) })
  expect(() => fieldsOf(money)).toThrow(FormInvalid)
  expect(() => fieldsOf(money)).toThrow('field sum')
  expect(() => fieldsOf(action({ one: z.string() }), { two: { label: 'Two' } })).toThrow(
    'unknown fields: two',
  )
  expect(() => fieldsOf(action({ one: z.string().meta({ control: 'select' }) }))).toThrow('field one')
  expect(() => fieldsOf(action({ one: z.string().meta({ label: 5 }) }))).toThrow(FormInvalid)
})

test('each kind of schema becomes its control, with the limits it states', () => {
  const fields = fieldsOf(
    action({
      reason: z.string().max(200).meta({ lines: 3, hint: 'Seen by the customer.', placeholder: 'Broken' }),
      restockNow: z.boolean(),
      active: z.boolean().default(true).meta({ control: 'switch', label: 'Active' }),
      count: z.int().min(1).max(9),
      ratio: z.number().multipleOf(0.5).nullable().optional(),
      day: z.iso.date(),
      place: z
        .enum(['front_desk', 'store'])
        .default('store')
        .meta({ labels: { store: 'The store' } }),
      side: z.union([z.literal('left'), z.literal('right')]).optional(),
      tags: z.array(z.enum(['red', 'blue'])).min(1),
      sum: z.int().min(1).meta({ control: 'money', currency: 'eur' }),
    }),
  )
  expect(fields).toEqual([
    {
      kind: 'text',
      name: 'reason',
      label: 'Reason',
      hint: 'Seen by the customer.',
      required: true,
      lines: 3,
      lengthMax: 200,
      placeholder: 'Broken',
    },
    { kind: 'checkbox', name: 'restockNow', label: 'Restock now', value: false },
    { kind: 'switch', name: 'active', label: 'Active', value: true },
    { kind: 'number', name: 'count', label: 'Count', required: true, min: 1, max: 9, step: 1 },
    { kind: 'number', name: 'ratio', label: 'Ratio', step: 0.5 },
    { kind: 'date', name: 'day', label: 'Day', required: true },
    {
      kind: 'select',
      name: 'place',
      label: 'Place',
      value: 'store',
      options: [
        { value: 'front_desk', label: 'Front desk' },
        { value: 'store', label: 'The store' },
      ],
    },
    {
      kind: 'select',
      name: 'side',
      label: 'Side',
      options: [
        { value: 'left', label: 'Left' },
        { value: 'right', label: 'Right' },
      ],
    },
    {
      kind: 'checklist',
      name: 'tags',
      label: 'Tags',
      required: true,
      value: [],
      options: [
        { value: 'red', label: 'Red' },
        { value: 'blue', label: 'Blue' },
      ],
    },
    { kind: 'money', name: 'sum', label: 'Sum', required: true, currency: 'eur', min: 1 },
  ])
})

test('what is known only now changes a field, and what was entered stands in it', () => {
  const one = action({ order: z.string(), sum: z.int().meta({ control: 'money' }) })
  const changes = {
    order: { kind: 'select' as const, options: [{ value: 'a', label: 'A', locked: 'sent back' }] },
    sum: { currency: 'jpy', max: 500 },
  }
  expect(fieldsOf(one, changes, { order: 'a', sum: 900 })).toEqual([
    {
      kind: 'select',
      name: 'order',
      label: 'Order',
      required: true,
      value: 'a',
      options: changes.order.options,
    },
    { kind: 'money', name: 'sum', label: 'Sum', required: true, currency: 'jpy', max: 500, value: 900 },
  ])
})

test('what was entered in another kind of field, or in a locked one, does not stand in it', () => {
  const one = action({ day: z.iso.date(), plan: z.string() })
  const fields = fieldsOf(
    one,
    { plan: { locked: 'Paid already', value: 'gold' } },
    { day: 'soon', plan: 'iron' },
  )
  expect(fields.map((field) => field.value)).toEqual([undefined, 'gold'])
})
