// What actions must hold to on every database. Run by actions.test.ts over SQLite and Postgres.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ActionRequest } from '#contract/actions.ts'
import type { ActionAsker } from '#in-house/actions.ts'
import { listAudit } from '#store/audit.ts'
import { asker, createCompany, runsBegun, startProcess, type Weather } from './actions-world.ts'
import { createGate, createTestClock } from './jobs-clock.ts'
import type { JobStore } from './jobs-store.ts'

let invoices = 0
let keys = 0
const newKey = () => `00000000-0000-4000-8000-${String(++keys).padStart(12, '0')}`
const input = { items: ['lamp'], amount: 8900, restock: 'yes' }

/** An invoice of its own, a company, and one process of the gateway. */
function open(store: JobStore, weather?: Weather, more: { hasActionsKey?: boolean } = {}) {
  const company = createCompany(weather)
  const clock = createTestClock({ seed: ++invoices, fetch: company.fetch })
  const { db, dialect } = store
  const process = startProcess({ db, dialect, ports: clock.ports, ...more })
  const subject = { kind: 'invoice' as const, id: `in_${clock.ports.randomBytes(6).join('')}` }
  const ask = (request: Partial<ActionRequest>, who: Partial<ActionAsker> = {}, action = 'approve-return') =>
    process.actions.answer(action, { subject, stage: 'run', ...request }, asker(who))
  const run = (key: string, who: Partial<ActionAsker> = {}, more: Partial<ActionRequest> = {}) =>
    ask({ key, input, ...more }, who)
  /** Started before finished: the clock of a test may stand still between them. */
  const audit = async () => {
    const rows = await listAudit(db, 'self', 500)
    const mine = rows.filter(({ target }) => target === `invoice ${subject.id}`)
    return mine.sort((a, b) => (a.action > b.action ? -1 : 1))
  }
  return { company, clock, process, subject, ask, run, audit }
}

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
  test('a caller without the role is refused at every stage, in words, and nothing is asked or written', async () => {
    const { ask, company, audit } = open(the())
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

  test('an action that does not exist and one for other objects are the same to the caller', async () => {
    const { ask } = open(the())
    const missing = await ask({ stage: 'open' }, {}, 'nothing').catch((error: unknown) => error)
    const other = await ask({ stage: 'open', subject: { kind: 'product', id: 'prod_1' } }).catch(
      (error: unknown) => error,
    )
    expect(missing).toMatchObject({ code: 'not_found', detail: 'There is no such action.' })
    expect(other).toEqual(missing)
  })

  test('a run without a key is refused', async () => {
    const { ask } = open(the())
    await expect(ask({ input })).rejects.toMatchObject({ code: 'bad_request' })
  })

  test('an object that Stripe does not have is not found', async () => {
    const { ask } = open(the())
    const gone = ask({ stage: 'open', subject: { kind: 'invoice', id: 'in_gone' } })
    await expect(gone).rejects.toMatchObject({ code: 'not_found' })
  })

  test('a key with other input, another action, another subject or another caller is a conflict, and runs nothing', async () => {
    const { run, ask, company } = open(the())
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

  test('a choice never offered and a sum beyond what was paid are refused at their fields, whatever a surface sends', async () => {
    const { run, company } = open(the())
    const answer = await run(newKey(), {}, { input: { items: ['gold'], amount: 10_001 } })
    expect(answer).toMatchObject({ type: 'form', step: { number: 1, of: 3 } })
    const second = await run(newKey(), {}, { input: { items: ['lamp'], amount: 10_001 } })
    expect(second).toMatchObject({
      type: 'form',
      step: { number: 2, label: 'Refund' },
      fields: expect.arrayContaining([
        expect.objectContaining({ name: 'amount', error: 'At most €100.00.' }),
      ]),
    })
    expect(company.requests.some((request) => request.startsWith('POST'))).toBe(false)
  })

  test('without a key for actions a write is refused with the setting and the permission, and reading goes on', async () => {
    const { run, company } = open(the(), undefined, { hasActionsKey: false })
    const answer = await run(newKey())
    expect(answer).toMatchObject({ type: 'outcome', state: 'refused' })
    expect(JSON.stringify(answer)).toMatch(/STRIPE_ACTIONS_KEY.*Charges and Refunds: Write/)
    expect(company.refunds.size).toBe(0)
  })

  test('a nonce that was used refuses the run, and leaves no key, job or audit row behind', async () => {
    const { run, company, audit } = open(the())
    const key = newKey()
    const beforeClaim = async () => {
      throw new Error('nonce used')
    }
    await expect(run(key, { beforeClaim })).rejects.toThrow('nonce used')
    expect([company.refunds.size, await audit()]).toEqual([0, []])
    expect(await run(key)).toMatchObject({ state: 'done' })
  })

  test('a nonce is used exactly once, whether the run is claimed, repeated, refused or in conflict', async () => {
    const { run, ask } = open(the())
    const key = newKey()
    let used = 0
    const beforeClaim = async () => void (used += 1)
    await run(key, { beforeClaim })
    expect(used).toBe(1)
    await run(key, { beforeClaim })
    expect(used).toBe(2)
    await run(newKey(), { beforeClaim })
    expect(used).toBe(3)
    await run(key, { beforeClaim }, { input: { ...input, amount: 2 } }).catch(() => undefined)
    expect(used).toBe(4)
    await ask({ key }, { beforeClaim, caller: { ...asker().caller, roles: [] } }).catch(() => undefined)
    expect(used).toBe(5)
    await ask({ stage: 'open' }, { beforeClaim })
    expect(used).toBe(5)
  })
}

function describeForms(the: () => JobStore): void {
  test('opening and checking walk through the wizard to the confirmation and change nothing', async () => {
    const { ask, company, audit } = open(the())
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

  test('a fault leads back to the form it is on, with the words at the field', async () => {
    const { ask } = open(the())
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

  test('what is entered before the form is drawn stands in it', async () => {
    const { ask } = open(the())
    const form = await ask({ stage: 'open', input: { items: ['shade'], amount: 5 } })
    expect(form).toMatchObject({ fields: [{ name: 'items', value: ['shade'] }] })
  })

  test('an action without steps and confirmation asks once and names itself', async () => {
    const { ask } = open(the())
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

  test('a service that is down is said by name while a form is drawn', async () => {
    const { ask } = open(the(), (service) => {
      if (service === 'shipping') throw new TypeError('down at 10.0.0.7')
    })
    await expect(ask({ stage: 'open' })).rejects.toMatchObject({
      code: 'source_failed',
      detail: expect.stringMatching(/^Shipping .*\.$/),
    })
  })
}

function describeRuns(the: () => JobStore): void {
  test('a run does its work once, answers with the refreshed panel, and leaves two audit rows', async () => {
    const { run, company, audit, subject } = open(the())
    const answer = await run(newKey(), {}, { by: 'Noor' })
    expect(answer).toMatchObject({
      type: 'outcome',
      state: 'done',
      title: 'Return approved',
      id: 're_1',
      requestId: 'req_first',
      panels: [
        { id: 'in-house:returns', blocks: [{ type: 'text', text: [{ type: 'foreign', text: 'approved' }] }] },
      ],
    })
    expect('repeated' in answer).toBe(false)
    expect([...company.refunds.values()]).toEqual([{ id: 're_1', payment: `pi_${subject.id}`, amount: 8900 }])
    const [started, finished, ...more] = await audit()
    expect(more).toEqual([])
    expect(started).toMatchObject({
      actor: 'usr_noor',
      action: 'action.started',
      detail: {
        action: 'approve-return',
        surface: 'stripe_app',
        inputHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    })
    // Signed requests prove who it is; a claimed name beside it would only confuse.
    expect(started?.detail).not.toHaveProperty('by')
    expect(finished).toMatchObject({
      action: 'action.finished',
      detail: { state: 'done', id: 're_1', steps: expect.stringContaining('refund'), requestId: 'req_first' },
    })
  })

  test('in the sidebar the claimed name is recorded beside the proven caller', async () => {
    const { run, audit } = open(the())
    const caller = {
      id: 'key_1',
      kind: 'connection_key' as const,
      name: 'Front desk',
      roles: ['support_specialist'],
    }
    await run(newKey(), { surface: 'sidebar', caller }, { by: 'Noor' })
    expect((await audit())[0]).toMatchObject({
      actor: 'key_1',
      detail: { by: 'Noor', kind: 'connection_key' },
    })
  })

  test('an audit row of an address names no address', async () => {
    const { ask } = open(the())
    const subject = { kind: 'email' as const, address: 'amy@example.com' }
    expect(await ask({ subject, key: newKey(), input: { text: 'x' } }, {}, 'note-call')).toMatchObject({
      state: 'done',
    })
    expect(JSON.stringify(await listAudit(the().db, 'self', 500))).not.toContain('amy@')
  })

  test('a repeated key gives the first outcome and does nothing again', async () => {
    const { run, company } = open(the())
    const key = newKey()
    const begun = runsBegun.count
    const first = await run(key)
    const again = await run(key, { requestId: 'req_second' })
    expect(again).toMatchObject({
      ...first,
      panels: expect.anything(),
      repeated: true,
      requestId: 'req_first',
    })
    expect([company.refunds.size, runsBegun.count - begun]).toEqual([1, 1])
  })

  test('twenty requests with one key at once do it once', async () => {
    const { run, company, audit } = open(the())
    const key = newKey()
    const answers = await Promise.all(Array.from({ length: 20 }, () => run(key)))
    expect(answers.every((answer) => answer.type === 'outcome')).toBe(true)
    expect(answers.filter((answer) => !('repeated' in answer))).toHaveLength(1)
    expect(company.refunds.size).toBe(1)
    expect((await audit()).map(({ action }) => action)).toEqual(['action.started', 'action.finished'])
    expect(await run(key)).toMatchObject({ state: 'done', repeated: true })
  })

  test('a run that takes longer than ten seconds is under way, and its end is told to whoever asks again', async () => {
    const [begun, gate] = [createGate(), createGate()]
    const { run, clock } = open(the(), async (service, when, method) => {
      if (service !== 'shipping' || when !== 'before' || method !== 'POST') return
      begun.open()
      await gate.passed
    })
    const key = newKey()
    const asked = run(key)
    await begun.passed
    await clock.advance(9999)
    await clock.advance(1)
    expect(await asked).toMatchObject({ state: 'working', text: expect.arrayContaining(['Done: Refund.']) })
    expect(await run(key)).toMatchObject({ state: 'working', repeated: true })
    gate.open()
    await expect.poll(() => run(key), { interval: 1 }).toMatchObject({ state: 'done', repeated: true })
  })

  test('a caller who goes away does not stop the work', async () => {
    const [begun, gate] = [createGate(), createGate()]
    const { run } = open(the(), async (service, when, method) => {
      if (service !== 'shipping' || when !== 'before' || method !== 'POST') return
      begun.open()
      await gate.passed
    })
    const key = newKey()
    const gone = new AbortController()
    const asked = run(key, { signal: gone.signal })
    await begun.passed
    gone.abort()
    expect(await asked).toMatchObject({ state: 'working' })
    gate.open()
    await expect.poll(() => run(key), { interval: 1 }).toMatchObject({ state: 'done' })
  })
}

function describeFailures(the: () => JobStore): void {
  test('a refusal by the action says that nothing was changed, and is final', async () => {
    const { run, company, audit } = open(the())
    const key = newKey()
    const more = { input: { ...input, note: 'refuse' } }
    expect(await run(key, {}, more)).toMatchObject({
      state: 'refused',
      title: 'Nothing was changed',
      text: 'The customer has been told otherwise.',
    })
    expect(await run(key, {}, more)).toMatchObject({ state: 'refused', repeated: true })
    expect(company.refunds.size).toBe(0)
    expect((await audit()).at(-1)).toMatchObject({ action: 'action.finished', detail: { state: 'refused' } })
  })

  test('an action that breaks is told with its request, and shows nothing of the error', async () => {
    const { run, clock } = open(the())
    const answer = await run(newKey(), {}, { input: { ...input, note: 'break' } })
    expect(answer).toMatchObject({ state: 'failed', title: 'Not finished' })
    expect(JSON.stringify(answer)).toContain('req_first')
    expect(JSON.stringify(answer) + clock.lines.join('')).not.toContain('amy@')
    expect(clock.lines.join('')).toContain('"event":"action.failed"')
  })

  test('an action that breaks half-way says what is done', async () => {
    const { run, company, audit } = open(the())
    const answer = await run(newKey(), {}, { input: { ...input, note: 'break later' } })
    expect(answer).toMatchObject({ state: 'failed', text: expect.arrayContaining(['Done: Refund.']) })
    expect(company.refunds.size).toBe(1)
    expect((await audit()).at(-1)).toMatchObject({
      detail: { state: 'failed', steps: 'refund', code: 'internal' },
    })
  })

  test('what Stripe does not accept is told by its code alone, and not tried again', async () => {
    const { run, process } = open(the())
    const answer = await run(newKey(), {}, { input: { ...input, amount: 6666 } })
    expect(answer).toMatchObject({ state: 'failed' })
    expect(JSON.stringify(answer)).toContain('charge_already_refunded')
    expect(JSON.stringify(answer)).not.toContain('amy@')
    expect(await process.worker.tick()).toBe(0)
  })

  test('with the refund made and the service down the run says so, goes on by itself, and refunds once', async () => {
    let isDown = true
    const { run, company, clock, process } = open(the(), (service, _when, method) => {
      if (service === 'shipping' && method === 'POST' && isDown) throw new TypeError('down')
    })
    const key = newKey()
    const answer = await run(key)
    expect(answer).toMatchObject({
      state: 'working',
      text: [
        'Shipping cannot be reached.',
        ' ',
        'Done: Refund.',
        ' ',
        expect.stringContaining('tried again'),
      ],
    })
    isDown = false
    await clock.advance(120_000)
    expect(await process.worker.tick()).toBe(1)
    expect(await run(key)).toMatchObject({ state: 'done', id: 're_1', repeated: true, panels: [{}] })
    expect([company.refunds.size, company.approvals.size]).toEqual([1, 1])
  })

  test('a service that stays down ends in a dead letter that tells what is done and what is not known', async () => {
    const { run, company, clock, process, audit } = open(the(), (service, _when, method) => {
      if (service === 'shipping' && method === 'POST') throw new TypeError('down')
    })
    const key = newKey()
    await run(key)
    for (let i = 0; i < 200; i++) {
      await clock.advance(10 * 60_000)
      await process.worker.tick()
    }
    const answer = await run(key)
    expect(answer).toMatchObject({ state: 'failed', title: 'Not finished', repeated: true })
    expect(JSON.stringify(answer)).toMatch(/Done: Refund\..*may or may not have happened/)
    expect(company.refunds.size).toBe(1)
    expect((await audit()).at(-1)).toMatchObject({ detail: { state: 'dead', steps: 'refund' } })
  })
}
