// T37 and T50 as a person sees them: signing up with a code, a passkey, a company, and a colleague's invitation.

import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { codeIn, invitationIn } from '../../worlds/people/hosted.ts'
import { patienceMs } from '../../worlds/browser/chromium.ts'
import { flaws, overflow } from '../../worlds/browser/flaws.ts'
import { addAuthenticator, usePeople } from '../../worlds/browser/people.ts'

const world = usePeople()
const time = { timeout: patienceMs }

async function enterAddress(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail address').fill(email)
  await page.getByRole('button', { name: 'Send me a code' }).click()
  await page.getByLabel('Code').waitFor()
}

async function signUp(page: Page, email: string): Promise<void> {
  await enterAddress(page, email)
  // As a phone pastes it.
  const code = codeIn(await world.mailTo(email))
  await page.getByLabel('Code').pressSequentially(`${code.slice(0, 3)} ${code.slice(3)}`)
}

/** Everything the page posts to the gateway. */
function posted(page: Page): { path: string; body: string }[] {
  const all: { path: string; body: string }[] = []
  page.on('request', (request) => {
    const body = request.postData()
    if (body !== null) all.push({ path: new URL(request.url()).pathname, body })
  })
  return all
}

test('signs up with a pasted code, and creates a company', time, async () => {
  const { page, trouble } = await world.open()
  const email = 'ada@example.com'
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('email')
  await enterAddress(page, email)
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('code')
  expect(await page.getByLabel('Code').getAttribute('autocomplete')).toBe('one-time-code')
  const code = codeIn(await world.mailTo(email))
  await page.getByLabel('Code').fill(code === '000000' ? '000001' : '000000')
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('wrong')
  await page.getByLabel('Code').fill(`${code.slice(0, 3)} ${code.slice(3)}`)
  await page.getByRole('heading', { name: 'Create your company' }).waitFor()
  await page.getByLabel('Name of the company').fill('Kelpie Coffee')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.waitForURL(/\/console\/tnt_[a-z2-7]{20}$/)
  const [cookie, ...others] = await page.context().cookies()
  expect(others).toEqual([])
  expect(cookie).toMatchObject({
    name: '__Host-tillside-session',
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    path: '/',
    domain: 'localhost',
  })
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect(trouble).toEqual([])
})

test('makes a passkey, signs in with it, and sends nothing of what its extensions say', time, async () => {
  const { page, trouble } = await world.open()
  await addAuthenticator(page)
  // As the page that opens keys with PRF will ask.
  await page.addInitScript(() => {
    const { credentials } = navigator
    const withPrf = <T extends { publicKey?: object }>(options: T) => {
      Object.assign(options.publicKey ?? {}, {
        extensions: { prf: { eval: { first: new TextEncoder().encode('a fixed text') } } },
      })
      return options
    }
    const [create, get] = [credentials.create.bind(credentials), credentials.get.bind(credentials)]
    const note = async (made: Promise<Credential | null>) => {
      const credential = (await made) as PublicKeyCredential
      const first = credential.getClientExtensionResults().prf?.results?.first
      Object.assign(globalThis, { prfBytes: (first as ArrayBuffer | undefined)?.byteLength })
      return credential
    }
    credentials.create = (options) => note(create(withPrf(options ?? {})))
    credentials.get = (options) => note(get(withPrf(options ?? {})))
  })
  await page.reload()
  const sent = posted(page)
  await signUp(page, 'bea@example.com')
  await page.getByRole('heading', { name: 'Sign in faster next time' }).waitFor()
  await page.getByRole('button', { name: 'Make a passkey' }).click()
  await page.getByRole('heading', { name: 'Create your company' }).waitFor()
  expect(await page.evaluate('prfBytes')).toBe(32)
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('heading', { name: 'Create your company' }).waitFor()
  expect(await page.evaluate('prfBytes')).toBe(32)
  expect(await page.getByText('Signed in as bea@example.com').count()).toBe(1)
  const credentials = sent.filter(({ path }) => /passkeys?$/.test(path))
  expect(credentials).toHaveLength(2)
  for (const { body } of credentials) {
    expect(body).toContain('"clientExtensionResults":{}')
    expect(body).not.toContain('prf')
  }
  expect(trouble).toEqual([])
})

test('signing in with a passkey that has verified nobody is refused', time, async () => {
  const { page } = await world.open()
  await addAuthenticator(page)
  await signUp(page, 'fay@example.com')
  await page.getByRole('heading', { name: 'Sign in faster next time' }).waitFor()
  // A page that asks for less than ours: the authenticator then asks nobody for a finger or a PIN.
  await page.evaluate(() => {
    const { credentials } = navigator
    // Called on the object they belong to.
    const prototype = CredentialsContainer.prototype
    const create = (options?: CredentialCreationOptions) => prototype.create.call(credentials, options)
    const get = (options?: CredentialRequestOptions) => prototype.get.call(credentials, options)
    let id: BufferSource = new Uint8Array()
    credentials.create = async (options) => {
      const { authenticatorSelection } = options?.publicKey ?? {}
      if (authenticatorSelection) authenticatorSelection.userVerification = 'preferred'
      const made = await create(options)
      if (made instanceof PublicKeyCredential) id = made.rawId
      return made
    }
    credentials.get = (options) => {
      const less = { userVerification: 'discouraged', allowCredentials: [{ type: 'public-key', id }] }
      Object.assign(options?.publicKey ?? {}, less)
      return get(options)
    }
  })
  await page.getByRole('button', { name: 'Make a passkey' }).click()
  await page.getByRole('heading', { name: 'Create your company' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('not accepted')
  expect(await page.context().cookies()).not.toContainEqual(
    expect.objectContaining({ name: '__Host-tillside-session' }),
  )
  // The same passkey, asked as our page asks.
  await page.evaluate(() => Reflect.deleteProperty(navigator.credentials, 'get'))
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await page.getByRole('heading', { name: 'Create your company' }).waitFor()
})

test('a passkey made without user verification is refused', time, async () => {
  const { page } = await world.open()
  const { session, authenticatorId } = await addAuthenticator(page)
  await signUp(page, 'cleo@example.com')
  await page.getByRole('heading', { name: 'Sign in faster next time' }).waitFor()
  await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
  await addAuthenticator(page, { hasUserVerification: false, isUserVerified: false })
  await page.evaluate(() => {
    const { credentials } = navigator
    const create = credentials.create.bind(credentials)
    credentials.create = (options) => {
      const { authenticatorSelection } = options?.publicKey ?? {}
      if (authenticatorSelection) authenticatorSelection.userVerification = 'discouraged'
      return create(options)
    }
  })
  await page.getByRole('button', { name: 'Make a passkey' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').textContent()).toContain('not accepted')
})

test('a colleague follows the link of an invitation, signs in and joins', time, async () => {
  const { page } = await world.open()
  await signUp(page, 'dora@example.com')
  await page.getByLabel('Name of the company').fill('Osprey Tea')
  await page.getByRole('button', { name: 'Create' }).click()
  await page.waitForURL(/\/console\/tnt_/)
  const tenantId = /tnt_[a-z2-7]+/.exec(page.url())?.[0] ?? ''
  // The page would go on to the company.
  await page.route(/\/console\/tnt_/, (route) => route.fulfill({ status: 204 }))
  await page.goto(`${world.origin()}/console/sign-in`)
  await page.evaluate(
    ([path, body]) =>
      fetch(path ?? '', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Tillside-Console': '1' },
        body: body ?? '',
      }),
    [
      `/api/tenants/${tenantId}/invitations`,
      JSON.stringify({ email: 'emil@example.com', role: 'viewer', locale: 'de' }),
    ],
  )
  const mail = await world.mailTo('emil@example.com')
  expect(mail.subject).toBe('Einladung zu Osprey Tea auf Tillside')
  const { page: other, trouble } = await world.open(
    `/console/sign-in#invitation=${invitationIn({ ...mail })}`,
  )
  const requested: string[] = []
  other.on('request', (request) => requested.push(request.url()))
  await other.getByRole('heading', { name: 'Sign in to accept your invitation' }).waitFor()
  await enterAddress(other, 'emil@example.com')
  await other.getByLabel('Code').fill(codeIn(await world.mailTo('emil@example.com', 1)))
  await other.getByRole('heading', { name: 'Join Osprey Tea' }).waitFor()
  await other.getByRole('button', { name: 'Join' }).click()
  await other.waitForURL(new RegExp(`/console/${tenantId}$`))
  expect(requested.filter((url) => url.includes(invitationIn({ ...mail })))).toEqual([])
  expect(trouble).toEqual([])
})

test.each(['light', 'dark'] as const)(
  'every step is free of flaws at 390 px, %s',
  time,
  async (colorScheme) => {
    const { page } = await world.open('/console/sign-in', {
      colorScheme,
      bypassCSP: true,
      viewport: { width: 390, height: 800 },
    })
    await addAuthenticator(page)
    const email = `flaws-${colorScheme}@example.com`
    const shots = process.env['TILLSIDE_SHOTS']
    const look = async (name: string) => {
      if (shots) await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png` })
      const frame = page.mainFrame()
      // In this order: a colour that is still changing has another contrast.
      expect([name, await overflow(frame), await flaws(frame)]).toEqual([name, [], []])
    }
    await page.getByLabel('E-mail address').waitFor()
    await look('address')
    await page.getByLabel('E-mail address').fill('nobody')
    await page.getByRole('button', { name: 'Send me a code' }).click()
    await page.getByRole('alert').waitFor()
    await look('address-problem')
    await enterAddress(page, email)
    await look('code')
    const code = codeIn(await world.mailTo(email))
    await page.getByLabel('Code').fill(code === '000000' ? '000001' : '000000')
    await page.getByRole('alert').waitFor()
    await look('code-problem')
    await page.getByLabel('Code').fill(code)
    await page.getByRole('heading', { name: 'Sign in faster next time' }).waitFor()
    await look('passkey')
    await page.getByRole('button', { name: 'Not now' }).click()
    await page.getByLabel('Name of the company').waitFor()
    await look('company')
    await page.goto(world.mailboxUrl())
    await page.getByRole('heading', { name: 'Mailbox' }).waitFor()
    await look('mailbox')
    await page.getByRole('link', { name: email }).click()
    await page.getByText('As HTML').waitFor()
    await look('mail')
  },
)
