// The second half of describe-actions.ts: runs and their results.

import { expect, test } from 'vitest'
import { listAudit } from '#store/audit.ts'
import { setInstallation } from '#store/installations.ts'
import { input, newKey, openAction } from '../../worlds/actions/open.ts'
import { runsBegun } from '../../worlds/actions/company.ts'
import { createGate } from '../../worlds/clock.ts'
import type { JobStore } from '../../worlds/database.ts'

export function describeRuns(the: () => JobStore): void {
  test('a run does its work once, answers with the refreshed panel, and leaves two audit rows', async () => {
    const { run, company, audit, subject } = openAction(the())
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
        inputHash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      },
    })
    // Signed requests prove who the caller is; a claimed name beside it would only confuse.
    expect(started?.detail).not.toHaveProperty('by')
    expect(finished).toMatchObject({
      action: 'action.finished',
      detail: {
        state: 'done',
        id: 're_1',
        steps: expect.stringContaining('refund') as unknown,
        requestId: 'req_first',
      },
    })
  })

  test('in the sidebar the claimed name is recorded beside the proven caller', async () => {
    const { run, audit } = openAction(the())
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

  test('an audit row for an e-mail address does not contain the address', async () => {
    const { ask } = openAction(the())
    const subject = { kind: 'email' as const, address: 'amy@example.com' }
    expect(await ask({ subject, key: newKey(), input: { text: 'x' } }, {}, 'note-call')).toMatchObject({
      state: 'done',
    })
    expect(JSON.stringify(await listAudit(the().db, 'self', 500))).not.toContain('amy@')
  })

  test('a repeated key returns the first result and does nothing again', async () => {
    const { run, company } = openAction(the())
    const key = newKey()
    const begun = runsBegun.count
    const first = await run(key)
    const again = await run(key, { requestId: 'req_second' })
    expect(again).toMatchObject({
      ...first,
      panels: expect.anything() as unknown,
      repeated: true,
      requestId: 'req_first',
    })
    expect([company.refunds.size, runsBegun.count - begun]).toEqual([1, 1])
  })

  test('twenty simultaneous requests with one key run once', async () => {
    const { run, company, audit } = openAction(the())
    const key = newKey()
    const answers = await Promise.all(Array.from({ length: 20 }, () => run(key)))
    expect(answers.every((answer) => answer.type === 'outcome')).toBe(true)
    expect(answers.filter((answer) => !('repeated' in answer))).toHaveLength(1)
    expect(company.refunds.size).toBe(1)
    expect((await audit()).map(({ action }) => action)).toEqual(['action.started', 'action.finished'])
    expect(await run(key)).toMatchObject({ state: 'done', repeated: true })
  })

  test('a run longer than ten seconds is answered as in progress, and asking again returns its result', async () => {
    const [begun, gate] = [createGate(), createGate()]
    const { run, clock } = openAction(the(), async (service, when, method) => {
      if (service !== 'shipping' || when !== 'before' || method !== 'POST') return
      begun.open()
      await gate.passed
    })
    const key = newKey()
    const answer = run(key)
    await begun.passed
    await clock.advance(9999)
    await clock.advance(1)
    expect(await answer).toMatchObject({
      state: 'working',
      text: expect.arrayContaining(['Done: Refund.']) as unknown,
    })
    expect(await run(key)).toMatchObject({ state: 'working', repeated: true })
    gate.open()
    await expect.poll(() => run(key), { interval: 1 }).toMatchObject({ state: 'done', repeated: true })
  })

  test('a caller who disconnects does not stop the run', async () => {
    const [begun, gate] = [createGate(), createGate()]
    const { run } = openAction(the(), async (service, when, method) => {
      if (service !== 'shipping' || when !== 'before' || method !== 'POST') return
      begun.open()
      await gate.passed
    })
    const key = newKey()
    const gone = new AbortController()
    const answer = run(key, { signal: gone.signal })
    await begun.passed
    gone.abort()
    expect(await answer).toMatchObject({ state: 'working' })
    gate.open()
    await expect.poll(() => run(key), { interval: 1 }).toMatchObject({ state: 'done' })
  })
}

export function describeFailures(the: () => JobStore): void {
  test('a refusal by the action says that nothing was changed, and is final', async () => {
    const { run, company, audit } = openAction(the())
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

  test('T54: after the app was removed from the account, a run does nothing', async () => {
    const { run, company } = openAction(the())
    const connected = 'acct_1Removed'
    const removed = {
      tenantId: 'self',
      accountId: connected,
      mode: 'test',
      state: 'removed',
      changedAtMs: 1,
    } as const
    for (const mode of ['live', 'test'] as const) await setInstallation(the().db, { ...removed, mode })
    expect(await run(newKey(), { connected })).toMatchObject({ type: 'outcome', state: 'refused' })
    expect(company.refunds.size).toBe(0)
  })

  test('an action that throws is reported with its request id and without the error', async () => {
    const { run, clock } = openAction(the())
    const answer = await run(newKey(), {}, { input: { ...input, note: 'break' } })
    expect(answer).toMatchObject({ state: 'failed', title: 'Not finished' })
    expect(JSON.stringify(answer)).toContain('req_first')
    expect(JSON.stringify(answer) + clock.lines.join('')).not.toContain('amy@')
    expect(clock.lines.join('')).toContain('"event":"action.failed"')
  })

  test('an action that throws midway says what was done', async () => {
    const { run, company, audit } = openAction(the())
    const answer = await run(newKey(), {}, { input: { ...input, note: 'break later' } })
    expect(answer).toMatchObject({
      state: 'failed',
      text: expect.arrayContaining(['Done: Refund.']) as unknown,
    })
    expect(company.refunds.size).toBe(1)
    expect((await audit()).at(-1)).toMatchObject({
      detail: { state: 'failed', steps: 'refund', code: 'internal' },
    })
  })

  test('a request that Stripe rejects is reported only by its code and not retried', async () => {
    const { run, process } = openAction(the())
    const answer = await run(newKey(), {}, { input: { ...input, amount: 6666 } })
    expect(answer).toMatchObject({ state: 'failed' })
    expect(JSON.stringify(answer)).toContain('charge_already_refunded')
    expect(JSON.stringify(answer)).not.toContain('amy@')
    expect(await process.worker.tick()).toBe(0)
  })

  test('with the refund made and the service down, the run says so, continues automatically, and refunds once', async () => {
    let isDown = true
    const { run, company, clock, process } = openAction(the(), (service, _when, method) => {
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
        expect.stringContaining('retried automatically'),
      ],
    })
    isDown = false
    await clock.advance(120_000)
    expect(await process.worker.tick()).toBe(1)
    expect(await run(key)).toMatchObject({ state: 'done', id: 're_1', repeated: true, panels: [{}] })
    expect([company.refunds.size, company.approvals.size]).toEqual([1, 1])
  })

  test('a service that stays down ends in a dead letter that says what was done and what is unknown', async () => {
    const { run, company, clock, process, audit } = openAction(the(), (service, _when, method) => {
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
