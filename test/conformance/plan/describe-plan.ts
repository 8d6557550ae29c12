// The life of a plan, against the simulated Stripe: trial, purchase, failed payment, suspension, return, end, erasure.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { graceMs, trialMs } from '#plan/plan-state.ts'
import { readPlan } from '#plan/read-plan.ts'
import { commitsOf } from '#store/commits.ts'
import { enqueueErasedMail } from '#plan/mails.ts'
import { erasePlan, findPlan, storeCustomer } from '#store/plans.ts'
import { openPlanWorld, planStartMs } from '../../worlds/plan.ts'
import type { JobStore } from '../../worlds/database.ts'

export function describePlan(name: string, openStore: () => Promise<JobStore>): void {
  describe(name, () => {
    let store: JobStore
    beforeAll(async () => void (store = await openStore()))
    afterAll(async () => store.close())

    const open = async (options?: Parameters<typeof openPlanWorld>[1]) => {
      const world = await openPlanWorld(store, options)
      onTestFinished(() => world.close())
      return world
    }

    test('before a live account is connected all works, and there is nothing in the portal', async () => {
      const { createCompany } = await open()
      const { read, ask } = await createCompany({ connects: false })
      expect(await read()).toEqual({ works: true, wayBack: 'checkout', hasPortal: false })
      expect((await ask('POST', '/portal')).status).toBe(409)
    })

    test('a trial that nobody pays for ends on its day, with a mail three days before and one after', async () => {
      const { createCompany, pass, subjects, mailbox } = await open()
      const { read } = await createCompany()
      await pass(10)
      expect([(await read()).banner, subjects()]).toEqual([undefined, []])
      await pass(1)
      expect((await read()).banner).toEqual({ reason: 'trial_ending', atMs: planStartMs + trialMs })
      expect(subjects()).toEqual(['Your Tillside trial ends soon'])
      expect(mailbox[0]?.text).toContain('5 December 2026')
      expect(mailbox[0]?.text).toContain('https://console.test/companies/')
      await pass(3)
      expect(await read()).toMatchObject({
        works: false,
        suspended: { reason: 'trial_over', sinceMs: planStartMs + trialMs },
        wayBack: 'checkout',
      })
      expect(subjects().slice(1)).toEqual(['Tillside is suspended for your company'])
    })

    test('who pays early keeps what is left of the trial, and is charged when it ends', async () => {
      const { createCompany, pass, ours, subjects } = await open()
      const { pay, read, tenantId } = await createCompany()
      expect(await pay()).toBe(303)
      expect(await read()).toMatchObject({ works: true, status: 'trialing', hasPortal: true })
      const [bought] = ours.all('subscription')
      expect([bought?.trial_end, bought?.metadata['tenant']]).toEqual([
        Math.floor((planStartMs + trialMs) / 1000),
        tenantId,
      ])
      await pass(15)
      expect(await read()).toMatchObject({ works: true, status: 'active' })
      expect(ours.all('charge').map(({ amount, status }) => [amount, status])).toEqual([[400, 'succeeded']])
      expect(subjects()).toEqual([])
    })

    test('with less than two days left the first month is charged at once', async () => {
      const { createCompany, pass, ours } = await open()
      const { pay, read } = await createCompany()
      await pass(12)
      expect(await pay()).toBe(303)
      expect(await read()).toMatchObject({ works: true, status: 'active' })
      expect(ours.all('charge')).toHaveLength(1)
    })

    test('two tabs, two people and two replicas get one customer and one page, and buy once', async () => {
      const { createCompany, ours, settle } = await open()
      const { checkout, page } = await createCompany()
      const urls = await Promise.all([checkout(), checkout('bea@one.example'), checkout(), checkout()])
      expect(new Set(urls).size).toBe(1)
      expect(ours.all('customer')).toHaveLength(1)
      expect(ours.all('checkout.session')).toHaveLength(1)
      const [url] = urls
      const pays = () => page(url, { card: '4242', name: 'One Ltd', country: 'DE' })
      const statuses = (await Promise.all([pays(), pays()])).map(({ status }) => status)
      expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 303])
      await settle()
      expect(ours.all('subscription')).toHaveLength(1)
    })

    test('a page is used again while it is open; an older one is expired before the next is made', async () => {
      const { createCompany, simulator, ours } = await open()
      const { checkout } = await createCompany()
      const first = await checkout()
      simulator.control.advance({ hours: 0.25 })
      expect(await checkout()).toBe(first)
      simulator.control.advance({ hours: 0.4 })
      expect(await checkout()).not.toBe(first)
      expect(ours.all('checkout.session').map(({ status }) => status)).toEqual(['expired', 'open'])
    })

    test('a second purchase is refused, also when no event has told of the first', async () => {
      const { createCompany, state, ours } = await open()
      const { pay, ask } = await createCompany()
      state.holdsEvents = true
      await pay()
      const again = await ask('POST', '/checkout')
      expect([again.status, await again.json()]).toMatchObject([409, { code: 'not_now' }])
      expect(ours.all('checkout.session')).toHaveLength(1)
    })

    test('who may buy is decided by what Stripe says now, not by what was last heard', async () => {
      const { createCompany, pass, state, simulator, ours, base } = await open()
      const { pay } = await createCompany()
      await pass(13)
      await pay()
      state.holdsEvents = true
      await base.openStripe().subscriptions.cancel(ours.all('subscription')[0]?.id ?? '')
      simulator.control.advance({ hours: 2 })
      expect(await pay()).toBe(303)
    })

    test('after Checkout the page shows at once what was bought, without any event', async () => {
      const { createCompany, state, pass } = await open()
      const { pay, read } = await createCompany()
      await pass(15)
      expect((await read()).works).toBe(false)
      state.holdsEvents = true
      await pay()
      expect(await read()).toMatchObject({ works: true, status: 'active' })
    })

    test('a failed payment: banner and mail at once, works for seven days, then suspended to the hour; paying unlocks at once', async () => {
      const { createCompany, pass, simulator, settle, ours, subjects } = await open({
        dunning: { retryAfterDays: [3, 30], atLast: 'unpaid' },
      })
      const { pay, read, inPortal } = await createCompany()
      await pay('0341')
      await pass(14.25)
      const [open_] = ours.all('invoice').filter(({ status }) => status === 'open')
      const dueMs = (open_?.created ?? 0) * 1000 + graceMs
      expect(await read()).toMatchObject({
        works: true,
        status: 'past_due',
        banner: { reason: 'payment_failed', atMs: dueMs },
        wayBack: 'portal',
      })
      expect(subjects()).toEqual(['Your payment for Tillside failed'])
      await pass(6)
      expect((await read()).works).toBe(true)
      simulator.control.advance({ hours: (dueMs - simulator.now()) / 3_600_000 })
      expect(await read()).toMatchObject({
        works: false,
        suspended: { reason: 'payment_failed', sinceMs: dueMs },
      })
      await settle()
      expect(subjects()).toEqual([
        'Your payment for Tillside failed',
        'Tillside is suspended for your company',
      ])
      await inPortal({ do: 'card', card: '4242' })
      await inPortal({ do: 'pay', invoice: open_?.id ?? '' })
      expect(await read()).toMatchObject({ works: true, status: 'active' })
    })

    test('another renewal does not open the door again: the oldest open invoice counts', async () => {
      const { createCompany, pass, ours } = await open({
        dunning: { retryAfterDays: [90], atLast: 'leave' },
      })
      const { pay, read } = await createCompany()
      await pay('0341')
      await pass(14 + 33)
      expect(ours.all('invoice').filter(({ status }) => status === 'open')).toHaveLength(2)
      expect(await read()).toMatchObject({ works: false, suspended: { reason: 'payment_failed' } })
    })

    test('canceled in the portal: works to the end of the period, then suspended, and buying again unlocks at once', async () => {
      const { createCompany, pass, ours } = await open()
      const { pay, read, inPortal } = await createCompany()
      await pass(13)
      await pay()
      await inPortal({ do: 'cancel' })
      expect(await read()).toMatchObject({ works: true, banner: { reason: 'ends' } })
      await pass(31)
      expect(await read()).toMatchObject({
        works: false,
        suspended: { reason: 'canceled' },
        wayBack: 'checkout',
      })
      await pay()
      expect(await read()).toMatchObject({ works: true, status: 'active' })
      expect(ours.all('customer')).toHaveLength(1)
    })

    test('an open dispute shows a banner; a lost one suspends, and buying again ends the old subscription', async () => {
      const { createCompany, pass, simulator, settle, ours } = await open()
      const { pay, read } = await createCompany()
      await pass(13)
      await pay()
      const charge = ours.all('charge')[0]?.id ?? ''
      simulator.control.dispute(charge, 'open')
      await settle()
      expect(await read()).toMatchObject({ works: true, banner: { reason: 'disputed' } })
      simulator.control.dispute(charge, 'lost')
      await settle()
      expect(await read()).toMatchObject({
        works: false,
        suspended: { reason: 'dispute_lost' },
        wayBack: 'checkout',
      })
      await pass(2)
      await pay()
      expect(await read()).toMatchObject({ works: true, status: 'active' })
      expect(ours.all('subscription').map(({ status }) => status)).toEqual(['canceled', 'active'])
    })

    test('what could not be read is not the same as not paid: the last known state stays', async () => {
      const { createCompany, state, pass, settle, simulator, lines } = await open()
      const { pay, read } = await createCompany()
      await pay()
      state.stripeIsDown = true
      simulator.control.advance({ days: 40 })
      await settle()
      expect(await read()).toMatchObject({ works: true, status: 'trialing' })
      expect(lines.some((line) => line.includes('plan.unread'))).toBe(true)
      state.stripeIsDown = false
      await pass(1)
      expect(await read()).toMatchObject({ works: true, status: 'active' })
    })

    test('a read that was begun earlier never replaces a later one', async () => {
      const { createCompany, state, pass, ours, base } = await open()
      const { pay, read, tenantId } = await createCompany()
      await pass(13)
      await pay()
      const gate = Promise.withResolvers<void>()
      state.fetching = () => gate.promise
      const slow = readPlan(base, tenantId)
      await expect.poll(async () => reads(store, tenantId)).toBeGreaterThan(0)
      state.fetching = () => Promise.resolve()
      ours.change('subscription', ours.all('subscription')[0]?.id ?? '', { status: 'unpaid' })
      await readPlan(base, tenantId)
      expect((await read()).works).toBe(false)
      ours.change('subscription', ours.all('subscription')[0]?.id ?? '', { status: 'active' })
      gate.resolve()
      await slow
      expect((await read()).works).toBe(false)
    })

    test('a customer deleted in Stripe ends the plan; the next purchase makes another', async () => {
      const { createCompany, pass, ours, base, settle, simulator } = await open()
      const { pay, read } = await createCompany()
      await pass(15)
      await pay()
      const [customer] = ours.all('customer')
      await simulator.handle(
        new Request(`http://stripe.test/v1/customers/${customer?.id}`, {
          method: 'DELETE',
          headers: { authorization: `Bearer ${base.plan.stripeKey.key.reveal()}` },
        }),
      )
      await settle()
      expect(await read()).toMatchObject({
        works: false,
        suspended: { reason: 'canceled' },
        hasPortal: false,
      })
      await pay()
      expect(await read()).toMatchObject({ works: true, status: 'active' })
      expect(ours.all('customer')).toHaveLength(2)
    })

    test('each mail is sent once for each occasion and person, on replicas and after failures', async () => {
      const { createCompany, simulator, failing, recipients, mailbox, worker, createPlanWorker } =
        await open()
      const { read } = await createCompany()
      recipients.push({ id: 'per_carl', address: 'carl@one.example', locale: 'de' })
      failing.mails = 1
      simulator.control.advance({ days: 12 })
      const replica = createPlanWorker(store.openAgain())
      await Promise.all([worker.drain(), replica.drain()])
      simulator.control.advance({ hours: 2 })
      await Promise.all([worker.drain(), replica.drain()])
      expect(mailbox.map(({ to, subject }) => [to, subject])).toEqual([
        ['amy@one.example', 'Your Tillside trial ends soon'],
        ['carl@one.example', 'Ihre Testphase von Tillside endet bald'],
      ])
      expect((await read()).works).toBe(true)
      await replica.stop(0)
    })

    test('a mail that is true no more is not sent', async () => {
      const { createCompany, simulator, failing, worker, subjects, settle } = await open()
      const { pay } = await createCompany()
      failing.mails = 1
      simulator.control.advance({ days: 11.5 })
      await worker.drain()
      await pay()
      simulator.control.advance({ hours: 2 })
      await settle()
      expect(subjects()).toEqual([])
    })

    test('a suspended company hears 30 days before its data is erased, and is erased once, not before', async () => {
      const { createCompany, pass, subjects, erased, mailbox } = await open()
      const { tenantId } = await createCompany()
      await pass(14 + 59)
      expect(subjects()).toEqual(['Your Tillside trial ends soon', 'Tillside is suspended for your company'])
      await pass(1.25)
      expect(subjects().slice(2)).toEqual(['Your Tillside data will be erased in 30 days'])
      expect(mailbox.at(-1)?.text).toContain('5 March 2027')
      await pass(29.5)
      expect(erased).toEqual([])
      await pass(0.5)
      expect(erased).toEqual([tenantId])
    })

    test('when nobody looked for long, the data is kept for 30 days after the announcement all the same', async () => {
      const { createCompany, simulator, settle, subjects, erased, pass } = await open()
      await createCompany()
      simulator.control.advance({ days: 200 })
      await settle()
      expect(subjects()).toContain('Your Tillside data will be erased in 30 days')
      await pass(29)
      expect(erased).toEqual([])
      await pass(1.25)
      expect(erased).toHaveLength(1)
    })

    test('that everything was erased is told once, to those who were there, after the company is gone', async () => {
      const { createCompany, worker, mailbox, recipients, ports } = await open()
      const { tenantId } = await createCompany()
      const mail = { tenantId, ownTenantId: 'self', to: [...recipients], nowMs: ports.now() }
      for (let time = 0; time < 2; time += 1)
        await commitsOf(store.db).transaction(async (transaction) => {
          await enqueueErasedMail(transaction, mail)
          await erasePlan(transaction, tenantId)
        })
      recipients.length = 0
      await worker.drain()
      expect(mailbox.map(({ to, subject }) => [to, subject])).toEqual([
        ['amy@one.example', 'Your Tillside data was erased'],
      ])
    })

    test('whoever pays again starts anew: no erasure, and the next suspension is told again', async () => {
      const { createCompany, pass, subjects, erased } = await open()
      const { pay, inPortal } = await createCompany()
      await pass(80)
      await pay()
      await pass(14)
      await inPortal({ do: 'cancel' })
      await pass(31)
      expect(erased).toEqual([])
      expect(
        subjects().filter((subject) => subject === 'Tillside is suspended for your company'),
      ).toHaveLength(2)
    })

    test('only members see the plan, and only admins spend money; a stranger’s company answers like none', async () => {
      const { createCompany, requests } = await open()
      const { ask, tenantId } = await createCompany()
      const before = requests.length
      const viewer = { member: `${tenantId} viewer` }
      expect((await ask('GET', '', viewer)).status).toBe(200)
      expect((await ask('POST', '/checkout', viewer)).status).toBe(403)
      expect((await ask('POST', '/portal', viewer)).status).toBe(403)
      expect((await ask('GET', '', { member: 'tnt_other admin' })).status).toBe(404)
      expect((await ask('POST', '/checkout', { member: 'tnt_other admin' })).status).toBe(404)
      expect(requests.length).toBe(before)
    })

    test('an address of the portal or of Checkout is not stored', async () => {
      const { createCompany } = await open()
      const { pay, ask, checkout, tenantId } = await createCompany()
      await checkout()
      await pay()
      await ask('POST', '/portal')
      const rows = JSON.stringify([
        await store.db.selectFrom('plans').selectAll().where('tenant_id', '=', tenantId).execute(),
        await store.db.selectFrom('jobs').selectAll().where('tenant_id', '=', tenantId).execute(),
      ])
      expect(rows).not.toMatch(/\/c\/pay\/|\/p\/session\//)
    })

    test('a customer that is stored stays: no second one takes its place', async () => {
      const { createCompany } = await open()
      const { pay, tenantId } = await createCompany()
      await pay()
      const known = await findPlan(store.db, tenantId)
      await storeCustomer(store.db, { tenantId, customerId: 'cus_other', number: 1 })
      expect((await findPlan(store.db, tenantId))?.customerId).toBe(known?.customerId)
    })

    test('at most a day passes until a lost event no longer matters', async () => {
      const { createCompany, pass, state } = await open()
      const { pay, read, inPortal } = await createCompany()
      await pass(13)
      await pay()
      state.holdsEvents = true
      await inPortal({ do: 'cancel' })
      expect((await read()).banner).toBeUndefined()
      await pass(1)
      expect((await read()).banner).toMatchObject({ reason: 'ends' })
    })
  })
}

const reads = async (store: JobStore, tenantId: string): Promise<number> => {
  const row = await store.db
    .selectFrom('plans')
    .select(['reads_begun', 'read_stored'])
    .where('tenant_id', '=', tenantId)
    .executeTakeFirstOrThrow()
  return row.reads_begun - row.read_stored
}
