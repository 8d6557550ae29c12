// What people entered, checked: against the schema of the action, and against the fields as they are now. A choice that was
// never offered, or a locked field, is refused here, whatever a surface sends.

import type { z } from 'zod'
import type { FormField, FormInput } from '#contract/form.ts'
import { formatMoney } from '#contract/money.ts'
import type { ActionDefinition } from '#definitions/define.ts'
import type { FormWords } from '#words/en/forms.ts'
import { formWordsFor } from '#words/words-for.ts'

export type InputFaults = {
  ok: false
  /** By field name. */
  faults: Readonly<Record<string, string>>
  /** Of no single field. */
  error?: string
}
export type ParsedInput = { ok: true; value: Record<string, unknown> } | InputFaults

type Value = FormInput[string]
type Action = Pick<ActionDefinition, 'input'>

const isEmpty = (value: Value | undefined) => value === undefined || value === null || value === ''

/** Known fields that say something: what the hash of a run is made of. */
export function cleanInput({ input }: Action, entered: FormInput = {}): FormInput {
  const names = Object.keys(input.shape).filter((name) => !isEmpty(entered[name]))
  return Object.fromEntries(names.map((name) => [name, entered[name] ?? null]))
}

/** Adds what fields say that cannot be entered, or stand for something when they are left alone. */
export function completeInput(fields: readonly FormField[], entered: FormInput): FormInput {
  const added = fields.flatMap((field): [string, Value][] => {
    const { name, kind } = field
    if (entered[name] !== undefined) return []
    if (field.locked !== undefined && field.value !== undefined) return [[name, field.value]]
    if (kind === 'checkbox' || kind === 'switch' || kind === 'checklist') return [[name, field.value]]
    return []
  })
  return { ...entered, ...Object.fromEntries(added) }
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** Why a field as it is now does not take this value. */
function faultOfField(
  field: FormField,
  value: Value | undefined,
  words: FormWords,
  locale: string,
): string | undefined {
  if (field.locked !== undefined)
    return isEmpty(value) || isSame(value, field.value) ? undefined : words.changed
  if (isEmpty(value)) return field.required ? missing(field, words) : undefined
  switch (field.kind) {
    case 'select':
      return typeof value === 'string' ? faultOfChoice(field.options, value, words) : words.notThis
    case 'checklist': {
      if (!Array.isArray(value)) return words.notThis
      if (field.required && value.length === 0) return words.chooseSome
      if (new Set(value).size !== value.length) return words.notThis
      return value.map((one) => faultOfChoice(field.options, one, words)).find((fault) => fault !== undefined)
    }
    case 'money':
      if (!Number.isSafeInteger(value)) return words.notANumber
      return faultOfLimit(field, value, words, (limit) =>
        formatMoney({ amountMinor: limit, currency: field.currency }, locale),
      )
    case 'number':
      return typeof value === 'number' ? faultOfLimit(field, value, words, String) : words.notANumber
    case 'date':
      return typeof value === 'string' ? faultOfLimit(field, value, words, String) : words.notADay
    case 'text':
      if (typeof value !== 'string') return words.unlikeThis
      return field.lengthMax !== undefined && value.length > field.lengthMax
        ? words.lengthAtMost(field.lengthMax)
        : undefined
    default:
      return typeof value === 'boolean' ? undefined : words.unlikeThis
  }
}

function missing({ kind }: FormField, words: FormWords): string {
  if (kind === 'checklist') return words.chooseSome
  return kind === 'select' ? words.chooseOne : words.missing
}

function faultOfChoice(
  options: readonly { value: string; label: string; locked?: string | undefined }[],
  value: string,
  words: FormWords,
): string | undefined {
  const option = options.find((one) => one.value === value)
  if (!option) return words.notThis
  return option.locked === undefined ? undefined : words.optionLocked(option.label, option.locked)
}

function faultOfLimit<T extends number | string>(
  { min, max }: { min?: T | undefined; max?: T | undefined },
  value: Value,
  words: FormWords,
  show: (limit: T) => string,
): string | undefined {
  if (value === null) return undefined
  if (min !== undefined && value < min) return words.atLeast(show(min))
  return max !== undefined && value > max ? words.atMost(show(max)) : undefined
}

/** In plain words what zod says; words that the author gave to a check come first, by zod's own order. */
function sayIssue(issue: z.core.$ZodRawIssue, field: FormField | undefined, words: FormWords): string {
  switch (issue.code) {
    case 'invalid_type':
      if (isEmpty(issue.input as Value)) return field ? missing(field, words) : words.missing
      return issue.expected === 'number' || issue.expected === 'int' ? words.notANumber : words.unlikeThis
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'set') return words.countAtLeast(Number(issue.minimum))
      if (issue.origin !== 'string') return words.atLeast(String(issue.minimum))
      return Number(issue.minimum) <= 1 ? words.missing : words.lengthAtLeast(Number(issue.minimum))
    case 'too_big':
      if (issue.origin === 'array' || issue.origin === 'set') return words.countAtMost(Number(issue.maximum))
      return issue.origin === 'string'
        ? words.lengthAtMost(Number(issue.maximum))
        : words.atMost(String(issue.maximum))
    case 'invalid_format':
      if (issue.format === 'date') return words.notADay
      if (issue.format === 'email') return words.notAnAddress
      return issue.format === 'url' ? words.notALink : words.unlikeThis
    case 'not_multiple_of':
      return words.inStepsOf(issue.divisor)
    case 'invalid_value':
    case 'invalid_union':
      return words.notThis
    default:
      return words.unlikeThis
  }
}

type FormEntry = { fields: readonly FormField[]; entered: FormInput; locale: string }

/** The fields of some forms of a wizard, each by itself. Empty when there is nothing to object to. */
export async function findFaults(
  { input }: Action,
  names: readonly string[],
  { fields, entered, locale }: FormEntry,
): Promise<Record<string, string>> {
  const words = formWordsFor(locale)
  const given = completeInput(fields, entered)
  const found = await Promise.all(
    fields
      .filter(({ name }) => names.includes(name))
      .map(async (field): Promise<[string, string][]> => {
        const { name } = field
        const fault = faultOfField(field, given[name], words, locale)
        if (fault !== undefined) return [[name, fault]]
        const schema = input.shape[name] as z.ZodType | undefined
        const value = isEmpty(given[name]) ? undefined : given[name]
        const parsed = await schema?.safeParseAsync(value, {
          error: (issue) => sayIssue(issue, field, words),
        })
        const message = parsed?.error?.issues[0]?.message
        return message === undefined ? [] : [[name, message]]
      }),
  )
  return Object.fromEntries(found.flat())
}

/** Everything, once more and together: what `confirm` and `run` are given. */
export async function parseInput(action: Action, entry: FormEntry): Promise<ParsedInput> {
  const faults = await findFaults(action, Object.keys(action.input.shape), entry)
  if (Object.keys(faults).length > 0) return { ok: false, faults }
  const given = cleanInput(action, completeInput(entry.fields, entry.entered))
  return parseStored(action, given, entry.locale)
}

/** What was checked before, in the shape `run` takes: the schema alone, without the fields of back then. */
export async function parseStored(action: Action, given: FormInput, locale: string): Promise<ParsedInput> {
  const words = formWordsFor(locale)
  const error = (issue: z.core.$ZodRawIssue) => sayIssue(issue, undefined, words)
  const parsed = await action.input.safeParseAsync(given, { error })
  if (parsed.success) return { ok: true, value: parsed.data }
  const issues = parsed.error.issues.map(({ path, message }) => ({ name: String(path[0] ?? ''), message }))
  const ofFields = issues.filter(({ name }) => name in action.input.shape)
  const ofNone = issues.find(({ name }) => !(name in action.input.shape))
  return {
    ok: false,
    faults: Object.fromEntries(ofFields.reverse().map(({ name, message }) => [name, message])),
    ...(ofNone ? { error: ofNone.message } : {}),
  }
}
