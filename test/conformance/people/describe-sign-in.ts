// Signing in with a code: limits, races, sessions, and everything that better-auth would also serve.

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sessionsSchema } from '#contract/people.ts'
import { openHosted, origin, type HostedWorld } from '../../worlds/people/hosted.ts'
import type { JobStore } from '../../worlds/database.ts'

const email = 'ada@example.com'
const countBy = (values: readonly number[]) =>
  Object.fromEntries([...Map.groupBy(values, (value) => value)].map(([value, all]) => [value, all.length]))

export function describeSignIn(open: () => Promise<JobStore>): void {
  describe('signing in', () => {
    let store: JobStore
    let world: HostedWorld
    const openWith = async (env: Record<string, string> = {}) => (world = await openHosted(store, { env }))
    beforeEach(async () => {
      store = await open()
    })
    afterEach(async () => {
      await world.close()
      await store.close()
    })

    test('a code from the mail signs somebody new in, and again somebody known', async () => {
      await openWith()
      const browser = world.browser()
      expect((await browser.get('/api/me')).status).toBe(401)
      const code = await browser.codeFor(email)
      const response = await browser.post('/api/session', { email: ' Ada@Example.com ', code })
      expect(response.status).toBe(200)
      const me: unknown = await response.json()
      expect(me).toMatchObject({ email, hasPasskey: false, signUp: true })
      expect(await (await browser.get('/api/me')).json()).toEqual(me)
      const phone = world.browser()
      await world.forgetLimits()
      await phone.signIn(email)
      expect(await (await phone.get('/api/me')).json()).toMatchObject({
        id: (me as { id: string }).id,
      })
      expect(await world.db.selectFrom('identities').selectAll().execute()).toEqual([])
    })

    test('the session is a __Host- cookie that no script reads, and no answer contains a token', async () => {
      await openWith()
      const browser = world.browser()
      const code = await browser.codeFor(email)
      const response = await browser.post('/api/session', { email, code })
      const [cookie = '', ...others] = response.headers.getSetCookie()
      expect(others).toEqual([])
      expect(cookie).toMatch(/^__Host-tillside-session=/)
      for (const part of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax', 'Max-Age=1209600'])
        expect(cookie).toContain(part)
      expect(cookie).not.toContain('Domain')
      expect(response.headers.get('Cache-Control')).toBe('private, no-store')
      const tokens = (await world.db.selectFrom('sessions').select('token').execute()).map(
        ({ token }) => token,
      )
      expect(tokens).toHaveLength(1)
      for (const path of ['/api/me', '/api/me/sessions', '/api/me/passkeys', '/api/tenants']) {
        const text = await (await browser.get(path)).text()
        for (const token of tokens) expect(text).not.toContain(token)
      }
    })

    test('a code works once; after three wrong ones the right one does not', async () => {
      await openWith()
      const browser = world.browser()
      const code = await browser.codeFor(email)
      const wrong = code === '000000' ? '000001' : '000000'
      for (let i = 0; i < 3; i++)
        expect((await browser.post('/api/session', { email, code: wrong })).status).toBe(400)
      const late = await browser.post('/api/session', { email, code })
      expect(late.status).toBe(400)
      expect(await late.json()).toMatchObject({ code: 'code_refused' })
      await world.forgetLimits()
      const next = await browser.codeFor(email)
      expect((await browser.post('/api/session', { email, code: next })).status).toBe(200)
      const again = await world.browser().post('/api/session', { email, code: next })
      expect([again.status, ((await again.json()) as { code: string }).code]).toEqual([400, 'code_refused'])
    })

    test('a code that has expired, and one that a newer one replaced, do not work', async () => {
      await openWith()
      const browser = world.browser()
      const first = await browser.codeFor(email)
      await world.forgetLimits()
      const second = await browser.codeFor(email)
      if (first !== second)
        expect((await browser.post('/api/session', { email, code: first })).status).toBe(400)
      await world.db
        .updateTable('codes')
        .set({ expires_at: new Date(Date.now() - 1000).toISOString() })
        .execute()
      expect((await browser.post('/api/session', { email, code: second })).status).toBe(400)
    })

    test('sixty guesses at once look at three, and the right code ten times at once lets one in', async () => {
      await openWith()
      const code = await world.browser().codeFor(email)
      // From as many networks, so that only the code's own limit counts.
      const guess = (place: number, guessed: string) =>
        world.browser({ address: `198.51.100.${place}` }).post('/api/session', { email, code: guessed })
      const guesses = Array.from({ length: 60 }, (_, i) =>
        String((Number(code) + 1 + i) % 1_000_000).padStart(6, '0'),
      )
      const statuses = await Promise.all(guesses.map(async (one, i) => (await guess(i, one)).status))
      expect(countBy(statuses)).toEqual({ 400: 60 })
      expect((await guess(90, code)).status).toBe(400)
      await world.forgetLimits()
      const next = await world.browser().codeFor(email)
      const rights = await Promise.all(
        Array.from({ length: 10 }, async (_, i) => (await guess(100 + i, next)).status),
      )
      expect(countBy(rights)).toEqual({ 200: 1, 400: 9 })
      expect(await world.db.selectFrom('people').select('email').execute()).toEqual([{ email }])
      expect(await world.db.selectFrom('sessions').select('id').execute()).toHaveLength(1)
    })

    test('neither codes nor addresses are in the database as they are, and mails are emptied once sent', async () => {
      await openWith()
      const browser = world.browser()
      const response = await browser.post('/api/session/code', { email })
      expect(response.status).toBe(200)
      const before = await world.db.selectFrom('jobs').select('payload').execute()
      const { text } = await world.lastMailTo(email)
      const code = /(\d{6})/.exec(text)?.[1] ?? ''
      const rows = JSON.stringify([
        before,
        await world.db.selectFrom('codes').selectAll().execute(),
        await world.db.selectFrom('code_requests').selectAll().execute(),
      ])
      expect(rows).not.toContain(email)
      expect(rows).not.toContain(code)
      const { createHash } = await import('node:crypto')
      for (const encoding of ['hex', 'base64url', 'base64'] as const)
        expect(rows).not.toContain(createHash('sha256').update(code).digest(encoding).slice(0, 20))
      expect(await world.db.selectFrom('jobs').select(['state', 'payload']).execute()).toEqual([
        { state: 'done', payload: 'null' },
      ])
    })

    test('the console’s address leads to the sign-in where no operator has a secret', async () => {
      await openWith()
      const response = await world.app.request(new URL('/console/', origin))
      expect([response.status, response.headers.get('Location')]).toEqual([302, '/console/sign-in'])
      const withOperator = { TILLSIDE_CONSOLE_SECRET: 'correct-horse-battery-staple' }
      await world.close()
      await openWith(withOperator)
      expect((await world.app.request(new URL('/console/', origin))).status).not.toBe(302)
    })

    test('for one address there are five codes an hour, each after a longer wait', async () => {
      await openWith()
      const waits: number[] = []
      for (let i = 0; i < 5; i++) {
        // Another network each time: this limit is the address's own.
        const browser = world.browser({ address: `203.0.113.${i}` })
        const sent = await browser.post('/api/session/code', { email })
        expect(sent.status).toBe(200)
        const { resendAfterSeconds } = (await sent.json()) as { resendAfterSeconds: number }
        waits.push(resendAfterSeconds)
        const early = await browser.post('/api/session/code', { email })
        expect([early.status, early.headers.get('Retry-After')]).toEqual([429, String(resendAfterSeconds)])
        await world.mails()
        await world.clock.advance(resendAfterSeconds * 1000)
      }
      expect(waits.slice(0, 4)).toEqual([30, 60, 120, 240])
      // Until the first of the five is an hour old.
      expect(waits[4]).toBe(3600 - 450)
      expect(await world.mails()).toHaveLength(5)
    })

    test('of sixty requests for one address at once, one sends a code', async () => {
      await openWith()
      const statuses = await Promise.all(
        Array.from({ length: 60 }, async (_, i) => {
          const browser = world.browser({ address: `198.51.100.${i}` })
          return (await browser.post('/api/session/code', { email })).status
        }),
      )
      expect(countBy(statuses)).toEqual({ 200: 1, 429: 59 })
      expect(await world.mails()).toHaveLength(1)
    })

    test('T46: one network gets three codes a minute, however it is written and whatever it claims', async () => {
      await openWith()
      let place = 0
      const ask = async (address: string, headers: Record<string, string> = {}) => {
        const response = await world
          .browser({ address })
          .ask('POST', '/api/session/code', { email: `p${(place += 1)}@example.com` }, headers)
        return response.status
      }
      const within = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:0db8:0001:0002::2']
      for (const address of within) expect(await ask(address)).toBe(200)
      expect(await ask('2001:db8:1:2::77')).toBe(429)
      const claims = {
        'X-Forwarded-For': '9.9.9.9',
        'tillside-client-ip': '9.9.9.8',
        Forwarded: 'for=9.9.9.7',
      }
      expect(await ask('2001:db8:1:2::78', claims)).toBe(429)
      expect(await ask('2001:db8:1:3::1')).toBe(200)
      for (const address of ['192.0.2.1', '::ffff:192.0.2.1', '::ffff:c000:201'])
        expect(await ask(address)).toBe(200)
      const late = await world
        .browser({ address: '192.0.2.1' })
        .post('/api/session/code', { email: 'late@example.com' })
      expect(late.status).toBe(429)
      expect(Number(late.headers.get('Retry-After'))).toBeGreaterThan(0)
    })

    test('T46: behind a trusted proxy the caller is who the proxy says, and nothing left of that', async () => {
      await openWith({ TILLSIDE_TRUSTED_PROXIES: '10.0.0.0/8' })
      let place = 0
      const ask = async (forwarded: string, address = '10.1.1.1') => {
        const email = `q${(place += 1)}@example.com`
        const response = await world
          .browser({ address })
          .ask('POST', '/api/session/code', { email }, { 'X-Forwarded-For': forwarded })
        return response.status
      }
      for (let i = 0; i < 3; i++) expect(await ask(`1.1.1.${i}, 198.51.100.1`)).toBe(200)
      expect(await ask('1.1.1.9, 198.51.100.1, 10.2.2.2')).toBe(429)
      expect(await ask('198.51.100.2')).toBe(200)
    })

    test('with sign-up closed, the answers are the same for known, invited and unknown addresses', async () => {
      await openWith()
      await world.browser().signIn(email)
      await world.close()
      await openWith({ TILLSIDE_SIGN_UP: 'off' })
      await world.forgetLimits()
      const bodies: string[] = []
      for (const one of [email, 'nobody@example.com']) {
        const response = await world.browser().post('/api/session/code', { email: one })
        bodies.push(`${response.status} ${await response.text()}`)
      }
      expect(new Set(bodies).size).toBe(1)
      const closed = await world.lastMailTo('nobody@example.com')
      expect(closed.text).not.toMatch(/\d{6}/)
      const mail = await world.lastMailTo(email)
      const code = /(\d{6})/.exec(mail.text)?.[1] ?? ''
      const browser = world.browser()
      const refused = await browser.post('/api/session', { email: 'nobody@example.com', code: '123456' })
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
        400,
        'code_refused',
      ])
      expect((await browser.post('/api/session', { email, code })).status).toBe(200)
      expect(await (await browser.post('/api/tenants', { name: 'Kelpie' })).json()).toMatchObject({
        code: 'sign_up_closed',
      })
      expect(await world.db.selectFrom('people').select('email').execute()).toEqual([{ email }])
    })

    test('T53: a change needs the page’s own origin and JSON, with and without a cookie', async () => {
      // The library behind the door would switch its own checks off here.
      expect(process.env['NODE_ENV']).toBe('test')
      await openWith()
      const browser = world.browser()
      const code = await browser.codeFor(email)
      const foreign: Record<string, string>[] = [
        { Origin: 'https://evil.example' },
        { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' },
        { Origin: 'null' },
        { Origin: 'http://console.example.com' },
        { Origin: 'https://console.example.com.evil.example' },
        { 'Sec-Fetch-Site': 'same-site' },
        { 'Tillside-Console': '0' },
      ]
      const plain = { 'Content-Type': 'text/plain' }
      for (const headers of [...foreign, plain]) {
        const refused = await browser.ask('POST', '/api/session', { email, code }, headers)
        expect([headers, refused.status]).toEqual([headers, headers === plain ? 400 : 403])
      }
      expect((await browser.post('/api/session', { email, code })).status).toBe(200)
      const changes: [string, string][] = [
        ['POST', '/api/tenants'],
        ['DELETE', '/api/session'],
        ['DELETE', '/api/me/sessions'],
        ['POST', '/api/me/passkeys/options'],
      ]
      for (const [method, path] of changes)
        for (const headers of foreign) {
          const refused = await browser.ask(method, path, { name: 'x' }, headers)
          expect([path, headers, refused.status]).toEqual([path, headers, 403])
        }
      expect((await browser.get('/api/me')).status).toBe(200)
    })

    test('T53: the library’s own check of the origin holds too, although this is a test', async () => {
      await openWith()
      const browser = world.browser()
      await browser.signIn(email)
      const door = await world.people.openDoor()
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
      const from = (given: string | undefined) =>
        door.leave({ cookie, origin: given, address: '192.0.2.1', userAgent: undefined })
      for (const foreign of ['https://evil.example', undefined])
        expect(await from(foreign)).toMatchObject({ ok: false, reason: 'refused' })
      expect(await from(origin)).toMatchObject({ ok: true })
    })

    test('none of the library’s own routes is reachable: no password, no reset, nothing', async () => {
      await openWith()
      const browser = world.browser()
      await browser.signIn(email)
      const paths = [
        'sign-up/email',
        'sign-in/email',
        'request-password-reset',
        'reset-password',
        'reset-password/token',
        'change-password',
        'set-password',
        'verify-password',
        'email-otp/send-verification-otp',
        'email-otp/request-password-reset',
        'email-otp/reset-password',
        'email-otp/verify-email',
        'email-otp/check-verification-otp',
        'forget-password/email-otp',
        'sign-in/email-otp',
        'sign-in/social',
        'callback/google',
        'link-social',
        'change-email',
        'delete-user',
        'update-user',
        'list-accounts',
        'list-sessions',
        'revoke-session',
        'get-session',
        'passkey/generate-register-options',
        'passkey/list-user-passkeys',
        'passkey/update-passkey',
        'error',
        'ok',
      ]
      // The id differs with each request.
      const answerTo = async (method: string, path: string) => {
        const response = await browser.ask(method, path, { email, password: 'password1', otp: '123456' })
        return `${response.status} ${(await response.text()).replace(/req_\w+/, '')}`
      }
      const missing = await answerTo('POST', '/api/session/there-is-no-such-thing')
      expect(missing).toMatch(/^404 /)
      for (const path of paths)
        for (const method of ['GET', 'POST'])
          expect([path, await answerTo(method, `/api/session/${path}`)]).toEqual([path, missing])
      expect(await world.db.selectFrom('identities').selectAll().execute()).toEqual([])
    })

    test('only the named fields are read: no name, image or role of the caller is stored', async () => {
      await openWith()
      const browser = world.browser()
      const code = await browser.codeFor(email)
      const more = { name: '<script>', image: 'javascript:1', id: 'p_1', emailVerified: false, role: 'admin' }
      expect((await browser.post('/api/session', { email, code, ...more })).status).toBe(400)
      expect((await browser.post('/api/session', { email, code })).status).toBe(200)
      expect(
        await world.db.selectFrom('people').select(['name', 'image', 'email', 'email_verified']).execute(),
      ).toEqual([{ name: '', image: null, email, email_verified: 1 }])
    })

    test('an address that is none, a list of them, or a very long one gets no mail', async () => {
      await openWith()
      const browser = world.browser()
      const wrong = [
        'ada',
        'ada@example.com, eve@example.com',
        'ada@example.com\r\nBcc: eve@example.com',
        'Ada <ada@example.com>',
        `${'a'.repeat(300)}@example.com`,
        'ada@exa mple.com',
        'ädä@example.com',
        '',
      ]
      for (const one of wrong)
        expect([one, (await browser.post('/api/session/code', { email: one })).status]).toEqual([one, 400])
      expect(await world.mails()).toEqual([])
    })

    test('T54: sessions are listed, and one that is ended counts no more with the next request', async () => {
      await openWith()
      const [laptop, phone] = [world.browser(), world.browser({ userAgent: 'Phone/2' })]
      await laptop.signIn(email)
      await world.forgetLimits()
      await phone.signIn(email)
      const list = async () =>
        sessionsSchema.parse(await (await laptop.get('/api/me/sessions')).json()).sessions
      const sessions = await list()
      expect(sessions.map(({ isThis, userAgent }) => [isThis, userAgent])).toEqual(
        expect.arrayContaining([
          [true, 'Test/1.0'],
          [false, 'Phone/2'],
        ]),
      )
      const other = sessions.find(({ isThis }) => !isThis)?.id ?? ''
      expect((await phone.get('/api/me')).status).toBe(200)
      expect((await laptop.delete(`/api/me/sessions/${other}`)).status).toBe(204)
      expect((await phone.get('/api/me')).status).toBe(401)
      expect((await laptop.delete(`/api/me/sessions/${other}`)).status).toBe(404)
      const cookies = new Map(laptop.cookies)
      expect((await laptop.delete('/api/session')).status).toBe(204)
      expect(laptop.cookies.size).toBe(0)
      for (const [name, value] of cookies) laptop.cookies.set(name, value)
      expect((await laptop.get('/api/me')).status).toBe(401)
    })

    test('T37: a stranger’s session and passkey answer like missing ones, and stay', async () => {
      await openWith()
      const [ada, eve] = [world.browser(), world.browser({ address: '198.51.100.9' })]
      await ada.signIn(email)
      await eve.signIn('eve@example.com')
      const { id: personId } = await world.db
        .selectFrom('people')
        .select('id')
        .where('email', '=', email)
        .executeTakeFirstOrThrow()
      await world.db
        .insertInto('passkeys')
        .values({
          id: 'pk_1',
          name: 'Laptop',
          public_key: 'x',
          user_id: personId,
          credential_id: 'c',
          counter: 0,
          device_type: 'd',
          backed_up: 0,
          transports: null,
          created_at: null,
          aaguid: null,
        })
        .execute()
      const { id: sessionId } = await world.db
        .selectFrom('sessions')
        .select('id')
        .where('user_id', '=', personId)
        .executeTakeFirstOrThrow()
      const answer = async (path: string) => {
        const response = await eve.delete(path)
        return [response.status, (await response.text()).replace(/req_\w+/, '')]
      }
      expect(await answer(`/api/me/sessions/${sessionId}`)).toEqual(await answer('/api/me/sessions/missing'))
      expect(await answer('/api/me/passkeys/pk_1')).toEqual(await answer('/api/me/passkeys/missing'))
      expect(await (await ada.get('/api/me/passkeys')).json()).toEqual({
        passkeys: [{ id: 'pk_1', name: 'Laptop' }],
      })
      expect((await ada.get('/api/me')).status).toBe(200)
    })

    test('a forged or changed cookie is nobody', async () => {
      await openWith()
      const browser = world.browser()
      await browser.signIn(email)
      const name = '__Host-tillside-session'
      const value = browser.cookies.get(name) ?? ''
      const { token } = await world.db.selectFrom('sessions').select('token').executeTakeFirstOrThrow()
      const forged = [
        token,
        `${token}.${'A'.repeat(43)}=`,
        value.replace(/^./, (c) => (c === 'a' ? 'b' : 'a')),
        '',
        '.',
      ]
      for (const one of forged) {
        browser.cookies.set(name, one)
        expect([one, (await browser.get('/api/me')).status]).toEqual([one, 401])
      }
      browser.cookies.set(name, value)
      expect((await browser.get('/api/me')).status).toBe(200)
    })

    test('ten minutes after signing in, a passkey needs another sign-in; everything else does not', async () => {
      await openWith()
      const browser = world.browser()
      await browser.signIn(email)
      expect((await browser.post('/api/me/passkeys/options')).status).toBe(200)
      await world.ageSessions(601_000)
      for (const [method, path] of [
        ['POST', '/api/me/passkeys/options'],
        ['DELETE', '/api/me/passkeys/pk_1'],
      ] as const) {
        const refused = await browser.ask(method, path)
        expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
          403,
          'sign_in_again',
        ])
      }
      for (const path of ['/api/me', '/api/me/sessions', '/api/tenants'])
        expect((await browser.get(path)).status).toBe(200)
    })

    test('a new browser is announced by mail, a known one is not', async () => {
      await openWith()
      for (const userAgent of ['Laptop/1', 'Laptop/1', 'Phone/2']) {
        await world.forgetLimits()
        await world.browser({ userAgent }).signIn(email)
      }
      const subjects = (await world.mails()).map(({ subject }) => subject.replace(/\d{6}/, '…'))
      expect(subjects).toEqual([
        ...Array<string>(3).fill('… is your Tillside code'),
        'A new sign-in to Tillside',
      ])
    })
  })
}
