// Mails as durable jobs: tried again, given up in time, and an error of the route where they cannot be queued.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { AttemptFailed } from '#jobs/task.ts'
import type { OutgoingMail } from '#mail/mail.ts'
import { createMailer } from '#mail/mailer.ts'
import { createVault } from '#vault/vault.ts'
import { openHosted, type HostedWorld } from '../../worlds/people/hosted.ts'
import type { JobStore } from '../../worlds/database.ts'

const email = 'ada@example.com'
const mail = { to: email, subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' }

export function describeMails(open: () => Promise<JobStore>): void {
  describe('mails', () => {
    let store: JobStore
    let world: HostedWorld
    const sent: OutgoingMail[] = []
    let fail: Error | undefined
    beforeEach(async () => {
      sent.length = 0
      fail = undefined
      store = await open()
      world = await openHosted(store, {
        transport: {
          async send(one) {
            if (fail) throw fail
            sent.push(one)
          },
        },
      })
    })
    afterEach(async () => {
      await world.close()
      await store.close()
    })
    const jobs = () => store.db.selectFrom('jobs').select(['state', 'error', 'payload', 'task']).execute()

    test('a mail that fails is tried again, with the same id', async () => {
      await world.people.mailer.send(mail, { tenantId: 'self' })
      fail = new AttemptFailed('smtp_451')
      await world.worker.tick()
      expect(await jobs()).toMatchObject([{ state: 'waiting', error: 'smtp_451' }])
      fail = undefined
      await world.clock.advance(3_600_000)
      await world.worker.tick()
      expect(sent).toMatchObject([{ ...mail, from: { name: 'Tillside', address: 'hello@example.com' } }])
      const [job] = await store.db.selectFrom('jobs').select(['id', 'payload']).execute()
      expect(job).toEqual({ id: sent[0]?.id, payload: 'null' })
    })

    test('one that is refused for good is not, and nothing of it stays', async () => {
      await world.people.mailer.send(mail, { tenantId: 'self' })
      fail = new AttemptFailed('smtp_550', { isFinal: true })
      await world.worker.tick()
      expect(await jobs()).toMatchObject([{ state: 'dead', error: 'smtp_550', payload: 'null' }])
    })

    test('the mail of a code is given up when the code has expired', async () => {
      expect((await world.browser().post('/api/session/code', { email })).status).toBe(200)
      await world.clock.advance(601_000)
      await world.worker.tick()
      expect(sent).toEqual([])
      expect(await jobs()).toMatchObject([
        { state: 'dead', error: 'too_late', task: 'mail-code', payload: 'null' },
      ])
    })

    test('a mail that cannot be queued is an error of the route', async () => {
      await store.db.schema.alterTable('jobs').renameTo('jobs_gone').execute()
      const response = await world.browser().post('/api/session/code', { email })
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
        503,
        'mail_unavailable',
      ])
      await store.db.schema.alterTable('jobs_gone').renameTo('jobs').execute()
    })

    test('no mail is queued for more or less than one address, or with a line break in its subject', async () => {
      const wrong = [
        { ...mail, to: 'a@example.com, b@example.com' },
        { ...mail, to: 'a@example.com\r\nBcc: b@example.com' },
        { ...mail, to: '<a@example.com>' },
        { ...mail, to: 'not an address' },
        { ...mail, to: `${'a'.repeat(250)}@example.com` },
        { ...mail, subject: 'Hello\r\nBcc: b@example.com' },
        { ...mail, subject: '' },
        { ...mail, text: '' },
        { ...mail, text: 'x'.repeat(20_001) },
        { ...mail, html: 'x'.repeat(60_001) },
      ]
      for (const one of wrong)
        await expect(world.people.mailer.send(one, { tenantId: 'self' })).rejects.toThrow(
          'cannot be sent as a mail',
        )
      expect(await jobs()).toEqual([])
    })

    test('a waiting mail opens only for its own job', async () => {
      const vault = createVault(world.config.keks, world.ports.randomBytes)
      const mailer = createMailer({
        db: store.db,
        ports: world.ports,
        vault,
        worker: { wake: () => undefined },
      })
      await mailer.send(mail, { tenantId: 'self' })
      await mailer.send({ ...mail, subject: 'Other' }, { tenantId: 'self' })
      const [first, second] = await store.db.selectFrom('jobs').select(['id', 'payload']).execute()
      await store.db
        .updateTable('jobs')
        .set({ payload: second?.payload ?? '' })
        .where('id', '=', first?.id ?? '')
        .execute()
      await world.worker.tick()
      expect(sent.map(({ subject }) => subject)).toHaveLength(1)
    })
  })
}
