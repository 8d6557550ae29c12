// An action from form to result: what is asked, with which key, and what is never asked twice.

import { describe, expect, test, vi } from 'vitest'
import { Failure } from '../failure.ts'
import type { ActionResponse, ActionResponseOf, ActionOf, ActionRequest } from '../generated/contract.ts'
import { canGoBack, createWizard, type Wizard } from './wizard.ts'

const subject = { kind: 'invoice', id: 'in_1' } as const
const action: ActionOf<'run'> = { kind: 'run', label: 'Approve return', action: 'approve-return', subject }
const amount = { kind: 'money', name: 'amount', label: 'Amount', currency: 'eur', value: 900 } as const
const restock = { kind: 'checkbox', name: 'restock', label: 'Restock', value: true } as const

const form = (more: Partial<ActionResponseOf<'form'>> = {}): ActionResponse => ({
  type: 'form',
  title: 'Approve return',
  fields: [amount],
  submit: 'Review',
  ...more,
})
const confirm: ActionResponse = {
  type: 'confirm',
  title: 'Refund €9.00?',
  text: 'To Visa 4242',
  submit: 'Refund €9.00',
  danger: true,
  input: { amount: 900 },
}
const resultOf = (state: ActionResponseOf<'outcome'>['state']): ActionResponse => ({
  type: 'outcome',
  state,
  title: `It is ${state}`,
  requestId: 'req_1',
})

function begin(...answers: (ActionResponse | Failure)[]) {
  const asked: ActionRequest[] = []
  const results: string[] = []
  let keys = 0
  const wizard = createWizard({
    send: (_, request) => {
      asked.push(request)
      const answer = answers.shift()
      if (!answer) return new Promise(() => undefined)
      return answer instanceof Failure ? Promise.reject(answer) : Promise.resolve(answer)
    },
    newKey: () => `key_${(keys += 1)}`,
    wait: () => Promise.resolve(),
    locale: 'en',
    timeZone: 'UTC',
    onResult: ({ state }) => results.push(state),
  })
  return { wizard, asked, results }
}

const until = (wizard: Wizard, is: (state: NonNullable<ReturnType<Wizard['state']>>) => unknown) =>
  vi.waitFor(
    () => {
      const state = wizard.state()
      if (!state || !is(state)) throw new Error(JSON.stringify(state))
      return state
    },
    { interval: 1, timeout: 60_000 },
  )

const atForm = (wizard: Wizard) =>
  until(wizard, ({ forms, confirm, busy }) => forms.length > 0 && !confirm && !busy)
const atConfirm = (wizard: Wizard) => until(wizard, ({ confirm, busy }) => confirm && !busy)

describe('the way through', () => {
  test('is form, confirmation, result; the run carries what the confirmation says', async () => {
    const { wizard, asked, results } = begin(form(), confirm, resultOf('done'))
    wizard.open(action)
    await atForm(wizard)
    wizard.enter('amount', 900)
    wizard.submit()
    await atConfirm(wizard)
    wizard.agree()
    await until(wizard, (state) => state.result)
    expect(asked).toEqual([
      { subject, locale: 'en', timeZone: 'UTC', stage: 'open' },
      { subject, locale: 'en', timeZone: 'UTC', stage: 'check', step: 1, input: { amount: 900 } },
      { subject, locale: 'en', timeZone: 'UTC', stage: 'run', input: { amount: 900 }, key: 'key_1' },
    ])
    expect(results).toEqual(['done'])
  })

  test('keeps what was entered over several forms, and over going back', async () => {
    const second = form({ fields: [restock], step: { number: 2, of: 2 } })
    const { wizard, asked } = begin(form({ step: { number: 1, of: 2 } }), second, confirm)
    wizard.open(action)
    await atForm(wizard)
    wizard.enter('amount', 500)
    wizard.submit()
    await until(wizard, ({ forms }) => forms.length === 2)
    wizard.back()
    expect(wizard.state()).toMatchObject({ forms: [{ step: { number: 1 } }], values: { amount: 500 } })
    wizard.submit()
    await until(wizard, ({ busy }) => !busy)
    expect(asked.at(-1)?.input).toMatchObject({ amount: 500 })
  })

  test('a form that comes back with faults replaces itself', async () => {
    const fault = form({ fields: [{ ...amount, error: 'At most €9.00.' }] })
    const { wizard } = begin(form(), fault)
    wizard.open(action)
    await atForm(wizard)
    wizard.enter('amount', 9900)
    wizard.submit()
    const state = await until(wizard, ({ forms, busy }) => !busy && forms[0]?.fields[0]?.error)
    expect(state).toMatchObject({
      forms: [{ fields: [{ error: 'At most €9.00.' }] }],
      values: { amount: 9900 },
    })
    expect(state.forms).toHaveLength(1)
  })

  test('begins with what the action carries, not with what the fields say', async () => {
    const { wizard, asked } = begin(form(), confirm)
    wizard.open({ ...action, input: { amount: 100 } })
    await atForm(wizard)
    wizard.submit()
    await atConfirm(wizard)
    expect(asked[0]?.input).toEqual({ amount: 100 })
    expect(asked[1]?.input).toEqual({ amount: 100 })
  })

  test('settings changed in place go straight to the check', async () => {
    const { wizard, asked } = begin(confirm)
    wizard.openWith(action, { seats: 40 })
    await atConfirm(wizard)
    expect(asked).toEqual([{ subject, locale: 'en', timeZone: 'UTC', stage: 'check', input: { seats: 40 } }])
  })

  test('an action with nothing to agree to runs at once', async () => {
    const { wizard, asked } = begin(
      { type: 'confirm', title: 'Save', submit: 'Save', input: {} },
      resultOf('done'),
    )
    wizard.openWith(action, {})
    await until(wizard, (state) => state.result)
    expect(asked.at(-1)).toMatchObject({ stage: 'run', key: 'key_1' })
  })
})

describe('once, whatever is pressed', () => {
  async function confirmed(...answers: (ActionResponse | Failure)[]) {
    const begun = begin(form(), confirm, ...answers)
    begun.wizard.open(action)
    await atForm(begun.wizard)
    begun.wizard.submit()
    await atConfirm(begun.wizard)
    return begun
  }

  test('a lost answer is asked for again with the same key', async () => {
    const { wizard, asked } = await confirmed(new Failure('offline'), resultOf('done'))
    wizard.agree()
    await until(wizard, (state) => state.failure)
    wizard.retry()
    await until(wizard, (state) => state.result)
    expect(asked.slice(2).map(({ key }) => key)).toEqual(['key_1', 'key_1'])
  })

  test('after a run whose end is unknown nothing can be changed any more', async () => {
    const { wizard } = await confirmed(new Failure('timeout'))
    wizard.agree()
    const state = await until(wizard, ({ failure }) => failure)
    expect(canGoBack(state)).toBe(false)
  })

  test('a second press while it runs asks nothing', async () => {
    const { wizard, asked } = await confirmed()
    wizard.agree()
    wizard.agree()
    expect(asked.filter(({ stage }) => stage === 'run')).toHaveLength(1)
  })

  test('a new confirmation has a new key', async () => {
    const { wizard, asked } = await confirmed(confirm, resultOf('done'))
    wizard.back()
    wizard.submit()
    await atConfirm(wizard)
    wizard.agree()
    await until(wizard, (state) => state.result)
    expect(asked.at(-1)?.key).toBe('key_2')
  })

  test('what is still working is asked about with the same key until it ends', async () => {
    const { wizard, asked, results } = await confirmed(
      resultOf('working'),
      resultOf('working'),
      new Failure('offline'),
      resultOf('done'),
    )
    wizard.agree()
    const state = await until(wizard, ({ result, busy }) => result?.state === 'done' && !busy)
    expect(state.result?.state).toBe('done')
    expect(new Set(asked.slice(2).map(({ key }) => key))).toEqual(new Set(['key_1']))
    expect(results).toEqual(['working', 'done'])
  })

  test('what works on for more than a minute is left to the person', async () => {
    const { wizard, asked } = await confirmed(
      ...Array.from({ length: 10 }, () => resultOf('working')),
      resultOf('done'),
    )
    wizard.agree()
    await until(wizard, ({ result, busy }) => result?.state === 'working' && !busy)
    wizard.retry()
    await until(wizard, ({ result }) => result?.state === 'done')
    expect(asked.at(-1)).toMatchObject({ stage: 'run', key: 'key_1' })
  })
})

describe('closing', () => {
  test('asks first only when something was entered', async () => {
    const { wizard } = begin(form())
    wizard.open(action)
    expect((await atForm(wizard)).entered).toBe(false)
    wizard.enter('amount', 1)
    expect(wizard.state()?.entered).toBe(true)
  })

  test('an answer that comes after it changes nothing', async () => {
    let give: (answer: ActionResponse) => void = () => undefined
    const wizard = createWizard({
      send: () => new Promise((resolve) => (give = resolve)),
      newKey: () => 'k',
      wait: () => Promise.resolve(),
      locale: 'en',
      timeZone: 'UTC',
      onResult: () => undefined,
    })
    wizard.open(action)
    wizard.close()
    give(form())
    await Promise.resolve()
    expect(wizard.state()).toBeUndefined()
  })
})
