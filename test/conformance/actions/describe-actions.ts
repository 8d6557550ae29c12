// The behaviour of actions on every database. Run by actions.test.ts on SQLite and Postgres.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasNonce, takeNonce, type Nonce } from '#store/nonces.ts'
import { input, newKey, openAction } from '../../worlds/actions/open.ts'
import { asker } from '../../worlds/actions/company.ts'
import { describeFailures, describeRuns } from './describe-runs.ts'
import type { JobStore } from '../../worlds/database.ts'

const newNonce = (): Nonce => ({ tenantId: 'self', accountId: 'acct_1', nonce: randomUUID() })

export function describeActions(name: string, openStore: () => Promise<JobStore>): void {
  describe(name, () => {
    let store: JobStore
    beforeAll(async () => {
      store = await openStore()
    })
    afterAll(() => store.close())

    describeRefusals(() => store)
    describeForms(() => store)
    describeRuns(() => store)
    describeFailures(() => store)
  })
}

function describeRefusals(the: () => JobStore): void {
  test('a caller without the role is refused at every stage with a reason, and nothing is read or written', async () => {
    const { ask, company, audit } = openAction(the())
    const caller = { id: 'usr_eve', kind: 'stripe_app' as const, name: 'usr_eve', roles: ['view_only'] }
    for (const stage of ['open', 'check', 'run'] as const) {
      const refused = ask({ stage, input, key: newKey() }, { caller })
      await expect(refused).rejects.toMatchObject({
        code: 'role_missing',
        detail: 'Needs the role Support specialist.',
      })
    }
    expect([company.requests, await audit()]).toEqual([[], []])
  })

  test('an unknown action and one for other objects get the same answer', async () => {
    const { ask } = openAction(the())
    const missing = await ask({ stage: 'open' }, {}, 'nothing').catch((error: unknown) => error)
    const other = await ask({ stage: 'open', subject: { kind: 'product', id: 'prod_1' } }).catch(
      (error: unknown) => error,
    )
    expect(missing).toMatchObject({ code: 'not_found', detail: 'There is no such action.' })
    expect(other).toEqual(missing)
  })

  test('a run without a key is refused', async () => {
    const { ask } = openAction(the())
    await expect(ask({ input })).rejects.toMatchObject({ code: 'bad_request' })
  })

  test('an object that does not exist in Stripe is not found', async () => {
    const { ask } = openAction(the())
    const gone = ask({ stage: 'open', subject: { kind: 'invoice', id: 'in_gone' } })
    await expect(gone).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a key reused with other input, another action, subject or caller is a conflict and runs nothing', async () => {
    const { run, ask, company } = openAction(the())
    const key = newKey()
    await run(key)
    const conflicts = [
      () => run(key, {}, { input: { ...input, amount: 1 } }),
      () => ask({ key, input: { text: 'x' } }, {}, 'note-call'),
      () => run(key, {}, { subject: { kind: 'invoice', id: 'in_other' } }),
      () => run(key, { caller: { ...asker().caller, id: 'usr_other' } }),
      () => run(key, { account: { key: 'live-2', mode: 'live' } }),
    ]
    for (const conflict of conflicts) await expect(conflict()).rejects.toMatchObject({ code: 'key_conflict' })
    expect(company.refunds.size).toBe(1)
  })

  test('a choice that was not offered and an amount above the payment are refused at their fields, even if a surface sends them', async () => {
    const { run, company } = openAction(the())
    const answer = await run(newKey(), {}, { input: { items: ['gold'], amount: 10_001 } })
    expect(answer).toMatchObject({ type: 'form', step: { number: 1, of: 3 } })
    const second = await run(newKey(), {}, { input: { items: ['lamp'], amount: 10_001 } })
    expect(second).toMatchObject({
      type: 'form',
      step: { number: 2, label: 'Refund' },
      fields: expect.arrayContaining([
        expect.objectContaining({ name: 'amount', error: 'At most €100.00.' }),
      ]) as unknown,
    })
    expect(company.requests.some((request) => request.startsWith('POST'))).toBe(false)
  })

  test('without a key for actions a write is refused with the setting and the permission, and reads still work', async () => {
    const { run, company } = openAction(the(), undefined, { hasActionsKey: false })
    const answer = await run(newKey())
    expect(answer).toMatchObject({ type: 'outcome', state: 'refused' })
    expect(JSON.stringify(answer)).toMatch(/STRIPE_ACTIONS_KEY.*Charges and Refunds: Write/)
    expect(company.refunds.size).toBe(0)
  })

  test('a used nonce refuses the run and leaves no key, job or audit row', async () => {
    const store = the()
    const { run, company, audit } = openAction(store)
    const key = newKey()
    const nonce = newNonce()
    await takeNonce(store.db, nonce, 1_795_000_000_000)
    await expect(run(key, { nonce })).rejects.toMatchObject({ code: 'nonce_used' })
    expect([company.refunds.size, await audit()]).toEqual([0, []])
    expect(await run(key)).toMatchObject({ state: 'done' })
  })

  test('a nonce is used up exactly once, whether the run is claimed, repeated, refused or in conflict', async () => {
    const store = the()
    const { run, ask } = openAction(store)
    const key = newKey()
    const noRoles = { caller: { ...asker().caller, roles: [] } }
    const ways: [(nonce: Nonce) => Promise<unknown>, object][] = [
      [(nonce) => run(key, { nonce }), { state: 'done' }],
      [(nonce) => run(key, { nonce }), { state: 'done', repeated: true }],
      // A refunded payment cannot be refunded again.
      [(nonce) => run(newKey(), { nonce }), { state: 'refused' }],
      [(nonce) => run(key, { nonce }, { input: { ...input, amount: 2 } }), { code: 'key_conflict' }],
      [(nonce) => ask({ key }, { ...noRoles, nonce }), { code: 'role_missing' }],
    ]
    for (const [send, ending] of ways) {
      const nonce = newNonce()
      expect(await send(nonce).catch((error: unknown) => error)).toMatchObject(ending)
      expect(await hasNonce(store.db, nonce)).toBe(true)
      await expect(send(nonce)).rejects.toMatchObject({ code: 'nonce_used' })
    }
  })
}

function describeForms(the: () => JobStore): void {
  test('opening and checking go through the wizard to the confirmation and change nothing', async () => {
    const { ask, company, audit } = openAction(the())
    const first = await ask({ stage: 'open' })
    expect(first).toMatchObject({
      type: 'form',
      title: 'Approve return and refund',
      step: { number: 1, of: 3, label: 'Items' },
      submit: 'Next',
      fields: [
        { kind: 'checklist', name: 'items', options: [{ value: 'lamp' }, { value: 'shade' }], value: [] },
      ],
    })
    const second = await ask({ stage: 'check', step: 1, input: { items: ['lamp'] } })
    expect(second).toMatchObject({ type: 'form', submit: 'Review', step: { number: 2, of: 3 } })
    const confirm = await ask({ stage: 'check', step: 2, input })
    expect(confirm).toMatchObject({ type: 'confirm', submit: 'Refund', danger: true, input })
    expect(company.requests.every((request) => request.startsWith('GET'))).toBe(true)
    expect(await audit()).toEqual([])
  })

  test('an error leads back to its form, with the message at the field', async () => {
    const { ask } = openAction(the())
    expect(await ask({ stage: 'check', step: 1, input: { items: [] } })).toMatchObject({
      type: 'form',
      step: { number: 1 },
      fields: [{ name: 'items', error: 'Choose at least one.' }],
    })
    expect(await ask({ stage: 'check', step: 2, input: { ...input, note: 'not this one' } })).toMatchObject({
      type: 'form',
      step: { number: 1 },
      fields: [{ name: 'items', error: 'Not these.', value: ['lamp'] }],
    })
  })

  test('input given before the form is drawn prefills it', async () => {
    const { ask } = openAction(the())
    const form = await ask({ stage: 'open', input: { items: ['shade'], amount: 5 } })
    expect(form).toMatchObject({ fields: [{ name: 'items', value: ['shade'] }] })
  })

  test('an action without steps and confirmation asks once, with its own title', async () => {
    const { ask } = openAction(the())
    const form = await ask({ stage: 'open' }, {}, 'note-call')
    expect(form).toMatchObject({
      type: 'form',
      submit: 'Review',
      fields: [{ kind: 'text', label: 'Text', required: true }],
    })
    expect('step' in form).toBe(false)
    const confirm = await ask({ stage: 'check', input: { text: ' hello ' } }, {}, 'note-call')
    expect(confirm).toMatchObject({ type: 'confirm', title: 'Note a call', submit: 'Note a call' })
  })

  test('a service that is down while a form is drawn is named', async () => {
    const { ask } = openAction(the(), (service) => {
      if (service === 'shipping') throw new TypeError('down at 10.0.0.7')
    })
    await expect(ask({ stage: 'open' })).rejects.toMatchObject({
      code: 'source_failed',
      detail: expect.stringMatching(/^Shipping .*\.$/) as unknown,
    })
  })
}
