// An action from form to result: which requests are sent, with which key, and which are never repeated.

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
  const requests: ActionRequest[] = []
  const results: string[] = []
  let keys = 0
  const wizard = createWizard({
    send: (_, request) => {
      requests.push(request)
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
  return { wizard, requests, results }
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

describe('the steps', () => {
  test('are form, confirmation and result, and the run sends the confirmed input', async () => {
    const { wizard, requests, results } = begin(form(), confirm, resultOf('done'))
    wizard.open(action)
    await atForm(wizard)
    wizard.enter('amount', 900)
    wizard.submit()
    await atConfirm(wizard)
    wizard.agree()
    await until(wizard, (state) => state.result)
    expect(requests).toEqual([
      { subject, locale: 'en', timeZone: 'UTC', stage: 'open' },
      { subject, locale: 'en', timeZone: 'UTC', stage: 'check', step: 1, input: { amount: 900 } },
      { subject, locale: 'en', timeZone: 'UTC', stage: 'run', input: { amount: 900 }, key: 'key_1' },
    ])
    expect(results).toEqual(['done'])
  })

  test('keep the entries over several forms and when going back', async () => {
    const second = form({ fields: [restock], step: { number: 2, of: 2 } })
    const { wizard, requests } = begin(form({ step: { number: 1, of: 2 } }), second, confirm)
    wizard.open(action)
    await atForm(wizard)
    wizard.enter('amount', 500)
    wizard.submit()
    await until(wizard, ({ forms }) => forms.length === 2)
    wizard.back()
    expect(wizard.state()).toMatchObject({ forms: [{ step: { number: 1 } }], values: { amount: 500 } })
    wizard.submit()
    await until(wizard, ({ busy }) => !busy)
    expect(requests.at(-1)?.input).toMatchObject({ amount: 500 })
  })

  test('a form returned with errors replaces the earlier one', async () => {
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

  test('start with the input of the action rather than the values of the fields', async () => {
    const { wizard, requests } = begin(form(), confirm)
    wizard.open({ ...action, input: { amount: 100 } })
    await atForm(wizard)
    wizard.submit()
    await atConfirm(wizard)
    expect(requests[0]?.input).toEqual({ amount: 100 })
    expect(requests[1]?.input).toEqual({ amount: 100 })
  })

  test('settings edited in place go straight to the check', async () => {
    const { wizard, requests } = begin(confirm)
    wizard.openWith(action, { seats: 40 })
    await atConfirm(wizard)
    expect(requests).toEqual([
      { subject, locale: 'en', timeZone: 'UTC', stage: 'check', input: { seats: 40 } },
    ])
  })

  test('an action with nothing to confirm runs immediately', async () => {
    const { wizard, requests } = begin(
      { type: 'confirm', title: 'Save', submit: 'Save', input: {} },
      resultOf('done'),
    )
    wizard.openWith(action, {})
    await until(wizard, (state) => state.result)
    expect(requests.at(-1)).toMatchObject({ stage: 'run', key: 'key_1' })
  })
})

describe('a run happens once', () => {
  async function confirmed(...answers: (ActionResponse | Failure)[]) {
    const begun = begin(form(), confirm, ...answers)
    begun.wizard.open(action)
    await atForm(begun.wizard)
    begun.wizard.submit()
    await atConfirm(begun.wizard)
    return begun
  }

  test('a run whose answer was lost is sent again with the same key', async () => {
    const { wizard, requests } = await confirmed(new Failure('offline'), resultOf('done'))
    wizard.agree()
    await until(wizard, (state) => state.failure)
    wizard.retry()
    await until(wizard, (state) => state.result)
    expect(requests.slice(2).map(({ key }) => key)).toEqual(['key_1', 'key_1'])
  })

  test('after a run with an unknown result there is no way back', async () => {
    const { wizard } = await confirmed(new Failure('timeout'))
    wizard.agree()
    const state = await until(wizard, ({ failure }) => failure)
    expect(canGoBack(state)).toBe(false)
  })

  test('a second press while it runs sends no request', async () => {
    const { wizard, requests } = await confirmed()
    wizard.agree()
    wizard.agree()
    expect(requests.filter(({ stage }) => stage === 'run')).toHaveLength(1)
  })

  test('a new confirmation has a new key', async () => {
    const { wizard, requests } = await confirmed(confirm, resultOf('done'))
    wizard.back()
    wizard.submit()
    await atConfirm(wizard)
    wizard.agree()
    await until(wizard, (state) => state.result)
    expect(requests.at(-1)?.key).toBe('key_2')
  })

  test('a run in progress is polled with the same key until it ends', async () => {
    const { wizard, requests, results } = await confirmed(
      resultOf('working'),
      resultOf('working'),
      new Failure('offline'),
      resultOf('done'),
    )
    wizard.agree()
    const state = await until(wizard, ({ result, busy }) => result?.state === 'done' && !busy)
    expect(state.result?.state).toBe('done')
    expect(new Set(requests.slice(2).map(({ key }) => key))).toEqual(new Set(['key_1']))
    expect(results).toEqual(['working', 'done'])
  })

  test('polling stops after about a minute, and the person can check again', async () => {
    const { wizard, requests } = await confirmed(
      ...Array.from({ length: 10 }, () => resultOf('working')),
      resultOf('done'),
    )
    wizard.agree()
    await until(wizard, ({ result, busy }) => result?.state === 'working' && !busy)
    wizard.retry()
    await until(wizard, ({ result }) => result?.state === 'done')
    expect(requests.at(-1)).toMatchObject({ stage: 'run', key: 'key_1' })
  })
})

describe('closing', () => {
  test('asks first only if something was entered', async () => {
    const { wizard } = begin(form())
    wizard.open(action)
    expect((await atForm(wizard)).entered).toBe(false)
    wizard.enter('amount', 1)
    expect(wizard.state()?.entered).toBe(true)
  })

  test('an answer that arrives afterwards changes nothing', async () => {
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
