// Events about plans are hints: whatever order they come in, however often, and even if some never come, the state is the same.

import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { findPlan } from '#store/plans.ts'
import { toJson } from '../../../simulator/stripe/json.ts'
import { idOf } from '../../../simulator/stripe/objects/reference.ts'
import { signPost } from '../../../simulator/stripe/webhooks/sign.ts'
import { openMemoryStore, type JobStore } from '../../worlds/database.ts'
import { openPlanWorld, planSecret, type PlanWorld } from '../../worlds/plan.ts'

/** What can happen to a plan. */
const steps = [
  'pay',
  'payBadly',
  'cancel',
  'renew',
  'mend',
  'dispute',
  'lose',
  'day',
  'week',
  'month',
] as const
type Step = (typeof steps)[number]

export function describePlanEvents(name: string, openStore: () => Promise<JobStore>): void {
  describe(name, () => {
    let store: JobStore
    beforeAll(async () => void (store = await openStore()))
    afterAll(async () => store.close())
    const open = async (): Promise<PlanWorld> => {
      const world = await openPlanWorld(store)
      onTestFinished(() => world.close())
      return world
    }

    /** Does a step, as far as it can be done as things are. */
    async function take(
      world: PlanWorld,
      company: Awaited<ReturnType<PlanWorld['createCompany']>>,
      step: Step,
    ) {
      const { simulator, ours } = world
      const isPossible = async (work: () => Promise<unknown>) => work().catch(() => undefined)
      const [charge] = ours.all('charge').toReversed()
      if (step === 'pay') await isPossible(() => company.pay())
      if (step === 'payBadly') await isPossible(() => company.pay('0341'))
      if (step === 'cancel' || step === 'renew') await isPossible(() => company.inPortal({ do: step }))
      if (step === 'mend') {
        await isPossible(() => company.inPortal({ do: 'card', card: '4242' }))
        const [invoice] = ours.all('invoice').filter(({ status }) => status === 'open')
        if (invoice) await isPossible(() => company.inPortal({ do: 'pay', invoice: invoice.id }))
      }
      if (charge?.status === 'succeeded' && step === 'dispute' && !charge.disputed)
        simulator.control.dispute(charge.id, 'open')
      const [disputed] = ours.all('dispute').filter(({ status }) => status === 'needs_response')
      if (step === 'lose' && disputed) simulator.control.dispute(idOf(disputed.charge), 'lost')
      if (step === 'day') simulator.control.advance({ days: 1 })
      if (step === 'week') simulator.control.advance({ days: 7 })
      if (step === 'month') simulator.control.advance({ days: 31 })
      await world.simulator.webhooks.settled()
    }

    test('permuted, repeated and dropped events, and then one read, end in the same state as all in order', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.constantFrom(...steps), { minLength: 3, maxLength: 8 }),
          fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
          async (path, dice) => {
            const separate = await openMemoryStore()
            const inOrder = await openPlanWorld(separate)
            const shaken = await openPlanWorld(store)
            shaken.state.holdsEvents = true
            const chance = (): number => Number(dice.next().value)
            const [honest, other] = [await inOrder.createCompany(), await shaken.createCompany()]
            for (const step of path) {
              await take(inOrder, honest, step)
              await inOrder.settle()
              await take(shaken, other, step)
              // Some of the events that are on their way arrive now, some twice, some never, in any order.
              for (const event of shaken.held.splice(0).sort(() => chance() - 0.5)) {
                if (chance() < 0.3) continue
                if (chance() < 0.3) shaken.held.push(event)
                await shaken.deliver(event)
                if (chance() < 0.3) await shaken.deliver(event)
              }
              if (chance() < 0.5) await shaken.worker.drain()
            }
            for (const event of shaken.held.splice(0)) await shaken.deliver(event)
            // The daily read.
            for (const world of [inOrder, shaken]) {
              world.state.holdsEvents = false
              world.simulator.control.advance({ days: 1 })
              await world.settle()
            }
            const [expected, found] = [await honest.read(), await other.read()]
            await inOrder.close()
            await separate.close()
            await shaken.close()
            expect({ ...found, readAtMs: 0 }).toEqual({ ...expected, readAtMs: 0 })
          },
        ),
        { numRuns: 12, seed: 11 },
      )
    })

    test('T51: an event belongs to the company of its customer, whatever its metadata says', async () => {
      const world = await open()
      const [mine, victim] = [await world.createCompany(), await world.createCompany()]
      await world.pass(13)
      await mine.pay()
      const [bought] = world.ours.all('subscription')
      // What only a new read can tell, and no event has told.
      world.state.holdsEvents = true
      await mine.inPortal({ do: 'cancel' })
      world.state.holdsEvents = false
      world.simulator.control.happen({
        type: 'customer.subscription.deleted',
        subject: {
          id: 'sub_forged',
          object: 'subscription',
          status: 'active',
          customer: idOf(bought?.customer),
          metadata: { tenant: victim.tenantId },
        },
        accountId: world.simulator.accounts.tillside,
      })
      await world.settle()
      expect(await victim.read()).toMatchObject({ works: true, hasPortal: false })
      expect((await findPlan(store.db, victim.tenantId))?.billing).toBeUndefined()
      expect(await mine.read()).toMatchObject({ works: true, status: 'active', banner: { reason: 'ends' } })
    })

    test('the status that an event claims is never taken from it', async () => {
      const world = await open()
      const company = await world.createCompany()
      await world.pass(13)
      await company.pay()
      const [bought] = world.ours.all('subscription')
      world.simulator.control.happen({
        type: 'customer.subscription.updated',
        subject: { ...toJson(bought ?? {}), status: 'canceled' },
        accountId: world.simulator.accounts.tillside,
      })
      await world.settle()
      expect(await company.read()).toMatchObject({ works: true, status: 'active' })
    })

    test('an event is verified with the secret of the plan before anything is read or stored', async () => {
      const world = await open()
      const body = JSON.stringify({ id: 'evt_1', object: 'event' })
      const unsigned = await world.app.request('/webhooks/plan/live', { method: 'POST', body })
      expect([unsigned.status, ((await unsigned.json()) as { code: string }).code]).toEqual([
        400,
        'event_refused',
      ])
      const other = await signPost(body, planSecret.replaceAll('p', 'q'), world.ports.now())
      expect((await world.deliver(other)).status).toBe(400)
      const old = await signPost(body, planSecret, world.ports.now() - 600_000)
      expect((await world.deliver(old)).status).toBe(400)
    })

    test('there is no address for the mode that the key is not of, and its events are set aside at the other', async () => {
      const world = await open()
      const company = await world.createCompany()
      await company.pay()
      const customer = (await findPlan(store.db, company.tenantId))?.customerId
      const event = {
        id: 'evt_test1',
        object: 'event',
        type: 'invoice.paid',
        created: 1,
        livemode: false,
        data: { object: { id: 'in_1', customer } },
      }
      const signed = await signPost(JSON.stringify(event), planSecret, world.ports.now())
      expect((await world.deliver(signed, '/webhooks/plan/test')).status).toBe(404)
      expect(await (await world.deliver(signed)).json()).toEqual({ received: true, accepted: 'set_aside' })
    })

    test('an event is acknowledged only once its job is stored, and stored once', async () => {
      const world = await open()
      const company = await world.createCompany()
      await company.pay()
      const customer = (await findPlan(store.db, company.tenantId))?.customerId
      const event = {
        id: 'evt_once1',
        object: 'event',
        type: 'invoice.paid',
        created: 1,
        livemode: true,
        data: { object: { id: 'in_1', customer } },
      }
      const signed = await signPost(JSON.stringify(event), planSecret, world.ports.now())
      const jobs = () =>
        store.db.selectFrom('jobs').select('state').where('id', '=', 'job_plan_evt_once1').execute()
      expect((await world.deliver(signed)).status).toBe(200)
      expect((await jobs()).map(({ state }) => state)).toEqual(['waiting'])
      await world.settle()
      expect((await world.deliver(signed)).status).toBe(200)
      expect((await jobs()).map(({ state }) => state)).toEqual(['done'])
    })
  })
}
