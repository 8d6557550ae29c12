// What people entered: refused in plain words at its field, whatever a surface sends.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { formInputSchema, type FormInput } from '#contract/form.ts'
import type { FormChanges } from '#definitions/define.ts'
import { fieldsOf } from './form-fields.ts'
import { cleanInput, parseInput, parseStored } from './form-input.ts'

const parse = (
  shape: z.ZodRawShape | z.ZodObject,
  entered: FormInput,
  { changes = {}, locale = 'en' }: { changes?: FormChanges['fields']; locale?: string } = {},
) => {
  const action = { input: shape instanceof z.ZodObject ? shape : z.object(shape) }
  return parseInput(action, { fields: fieldsOf(action, changes, entered), entered, locale })
}

test('a field left empty is named, and every fault is told at once', async () => {
  const shape = {
    reason: z.string().min(1),
    day: z.iso.date(),
    place: z.enum(['a', 'b']),
    tags: z.array(z.enum(['x'])).min(1),
  }
  expect(await parse(shape, { reason: '', day: null })).toEqual({
    ok: false,
    faults: {
      reason: 'Fill this in.',
      day: 'Fill this in.',
      place: 'Choose one.',
      tags: 'Choose at least one.',
    },
  })
})

test('faults are said in plain words, in the viewer’s language', async () => {
  const shape = {
    name: z.string().min(3).max(5),
    mail: z.email(),
    site: z.url(),
    count: z.number().min(2).max(4).multipleOf(0.5),
    sum: z.int().min(100).meta({ control: 'money', currency: 'eur' }),
    tags: z.array(z.enum(['x', 'y', 'z'])).max(2),
    day: z.iso.date(),
  }
  const entered = { name: 'ab', mail: 'x', site: 'x', count: 5, sum: 50, tags: ['x', 'y', 'z'], day: 'soon' }
  expect(await parse(shape, entered)).toEqual({
    ok: false,
    faults: {
      name: 'At least 3 characters.',
      mail: 'Enter an email address.',
      site: 'Enter a full address that starts with https://.',
      count: 'At most 4.',
      sum: 'At least €1.00.',
      tags: 'Choose at most 2.',
      day: 'Enter a date.',
    },
  })
  expect(await parse({ name: shape.name }, { name: 'abcdef' }, { locale: 'de-AT' })).toEqual({
    ok: false,
    faults: { name: 'Höchstens 5 Zeichen.' },
  })
  expect(await parse({ count: shape.count }, { count: 2.2 }, { locale: 'fr' })).toEqual({
    ok: false,
    faults: { count: 'Par pas de 0.5.' },
  })
})

test('the author’s own words for a check come before ours', async () => {
  const code = z.string().regex(/^KC-/, 'Order numbers begin with KC-.')
  expect(await parse({ code }, { code: '5' })).toEqual({
    ok: false,
    faults: { code: 'Order numbers begin with KC-.' },
  })
})

test('a check over several fields is told at the field it names, or over the form', async () => {
  const input = z.object({ from: z.int(), to: z.int() })
  const named = input.refine(({ from, to }) => from < to, { path: ['to'], error: 'Later than the start.' })
  const unnamed = input.refine(({ from, to }) => from < to, 'The end is before the start.')
  expect(await parse(named, { from: 2, to: 1 })).toEqual({
    ok: false,
    faults: { to: 'Later than the start.' },
  })
  expect(await parse(unnamed, { from: 2, to: 1 })).toEqual({
    ok: false,
    faults: {},
    error: 'The end is before the start.',
  })
})

test('a choice that is not offered, is locked, or comes twice is refused', async () => {
  const shape = { one: z.string(), many: z.array(z.string()) }
  const options = [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B', locked: 'sold out' },
  ]
  const changes = { one: { kind: 'select' as const, options }, many: { options } }
  expect(await parse(shape, { one: 'c', many: ['c'] }, { changes })).toMatchObject({
    ok: false,
    faults: { one: expect.any(String) as unknown, many: expect.any(String) as unknown },
  })
  expect(await parse(shape, { one: 'b', many: ['a'] }, { changes })).toEqual({
    ok: false,
    faults: { one: 'B cannot be chosen: sold out' },
  })
  expect(await parse(shape, { one: 'a', many: ['a', 'a'] }, { changes })).toMatchObject({ ok: false })
  expect(await parse(shape, { one: 'a', many: ['a'] }, { changes })).toEqual({
    ok: true,
    value: { one: 'a', many: ['a'] },
  })
})

test('a locked field keeps what the gateway says, and an attempt to change it is refused', async () => {
  const changes = { sum: { locked: 'The whole order', value: 8900 } }
  const shape = { sum: z.int().meta({ control: 'money', currency: 'eur' }) }
  expect(await parse(shape, { sum: 1 }, { changes })).toMatchObject({
    ok: false,
    faults: { sum: expect.stringContaining('cannot be changed') as unknown },
  })
  expect(await parse(shape, {}, { changes })).toEqual({ ok: true, value: { sum: 8900 } })
})

test('boxes and lists left alone are off and empty, defaults apply, names that do not exist are dropped', async () => {
  const shape = {
    on: z.boolean(),
    tags: z.array(z.enum(['x'])),
    place: z.enum(['a', 'b']).default('b'),
    note: z.string().optional(),
  }
  expect(await parse(shape, { strange: 1, note: '' })).toEqual({
    ok: true,
    value: { on: false, tags: [], place: 'b' },
  })
  expect(cleanInput({ input: z.object(shape) }, { strange: 1, note: '', on: null })).toEqual({})
})

test('whatever is sent, the answer is a value of the schema or faults at fields that exist', async () => {
  const input = z.object({
    name: z.string().min(1).max(10),
    sum: z.int().min(1).max(99).meta({ control: 'money', currency: 'eur' }),
    place: z.enum(['a', 'b']).optional(),
    tags: z.array(z.enum(['x', 'y'])),
    on: z.boolean(),
    day: z.iso.date().optional(),
  })
  const value = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.constantFrom('x', 'y', 'z')),
  )
  const entered = fc.record(
    { name: value, sum: value, place: value, tags: value, on: value, day: value, other: value },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(entered, async (given) => {
      const sent = formInputSchema.safeParse(given)
      if (!sent.success) return
      const parsed = await parse(input, sent.data)
      if (parsed.ok) expect(input.parse(parsed.value)).toEqual(parsed.value)
      else expect(Object.keys(parsed.faults).every((name) => name in input.shape)).toBe(true)
    }),
    { numRuns: 300 },
  )
})

test('what was stored is held against the schema as it is when it runs', async () => {
  const action = { input: z.object({ sum: z.int().max(5) }) }
  expect(await parseStored(action, { sum: 5 }, 'en')).toEqual({ ok: true, value: { sum: 5 } })
  expect(await parseStored(action, { sum: 6 }, 'en')).toMatchObject({ ok: false })
})
