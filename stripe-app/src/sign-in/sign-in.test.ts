// Every path through a sign-in: each state transition is covered.

import { describe, expect, test } from 'vitest'
import type { OauthExchangeArgs, OauthState } from '../generated/contract.ts'
import { joinState, type Returned, splitState } from './returned.ts'
import { createSignIn, type SignIn, type SignInState } from './sign-in.ts'

type Script = {
  readStatus: () => Promise<OauthState>
  prepare: () => Promise<string>
  exchange: (args: OauthExchangeArgs) => Promise<OauthState>
  signOut: () => Promise<OauthState>
}

const signedOut: OauthState = { service: 'crm', state: 'signed_out' }
const signedIn: OauthState = {
  service: 'crm',
  state: 'signed_in',
  account: 'ada@kettle.example',
  since: '2026-11-21T08:00:00Z',
}
const expired: OauthState = { service: 'crm', state: 'expired' }
const link = 'https://crm.example/authorize?state=crm.s1'
const back: Returned = { code: 'code_1', verifier: 'v'.repeat(43), state: joinState('crm', 's1') }
const never = () => new Promise<never>(() => undefined)
const fails = () => Promise.reject(new Error('down'))

function begin(script: Partial<Script> = {}, returned?: Returned, spent = new Set<string>()) {
  const sent: OauthExchangeArgs[] = []
  const timers: { ms: number; run: () => void }[] = []
  const { readStatus = () => Promise.resolve(signedOut), prepare = () => Promise.resolve(link) } = script
  const { exchange = () => Promise.resolve(signedIn), signOut = () => Promise.resolve(signedOut) } = script
  const signIn = createSignIn({
    service: 'crm',
    returned,
    spent,
    readStatus,
    prepare,
    exchange: (args) => {
      sent.push(args)
      return exchange(args)
    },
    signOut,
    later: (ms, run) => {
      const timer = { ms, run }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), 1)
    },
  })
  signIn.start?.()
  return { signIn, sent, timers, spent }
}

const reach = (signIn: SignIn, at: SignInState['at']) =>
  expect.poll(() => signIn.state().at, { interval: 1 }).toBe(at)

describe('without a return', () => {
  test('a person who is signed out gets a link', async () => {
    const { signIn } = begin()
    expect(signIn.state().at).toBe('checking')
    await reach(signIn, 'signedOut')
    expect(signIn.state().authorizeUrl).toBe(link)
  })

  test('a person who is signed in sees their account and since when', async () => {
    const { signIn } = begin({ readStatus: () => Promise.resolve(signedIn) })
    await reach(signIn, 'signedIn')
    expect(signIn.state()).toMatchObject({
      account: 'ada@kettle.example',
      since: signedIn.since,
    })
  })

  test('an expired sign-in is shown as expired and gets a link', async () => {
    const { signIn } = begin({ readStatus: () => Promise.resolve(expired) })
    await reach(signIn, 'signedOut')
    expect(signIn.state()).toMatchObject({ expired: true, account: undefined })
  })

  test('a status that cannot be read is a failure and is read again on demand', async () => {
    const answers = [fails, () => Promise.resolve(signedIn)]
    const { signIn } = begin({ readStatus: () => (answers.shift() ?? never)() })
    await reach(signIn, 'failed')
    expect(signIn.state().problem?.phase).toBe('checking')
    signIn.retry()
    await reach(signIn, 'signedIn')
    expect(signIn.state().problem).toBeUndefined()
  })

  test('a link that cannot be created is a failure and is created again on demand', async () => {
    const answers = [fails, () => Promise.resolve(link)]
    const { signIn } = begin({ prepare: () => (answers.shift() ?? never)() })
    await reach(signIn, 'failed')
    expect(signIn.state().problem?.phase).toBe('preparing')
    signIn.retry()
    await reach(signIn, 'signedOut')
  })

  test('a link is renewed before the gateway forgets its state', async () => {
    const links = [link, `${link}2`]
    const { signIn, timers } = begin({ prepare: () => Promise.resolve(links.shift() ?? '') })
    await reach(signIn, 'signedOut')
    expect(timers.map(({ ms }) => ms)).toEqual([9 * 60_000])
    timers[0]?.run()
    expect(signIn.state().at).toBe('preparing')
    await expect.poll(() => signIn.state().authorizeUrl).toBe(`${link}2`)
  })

  test('the status can be read again while signed out', async () => {
    const answers = [signedOut, signedIn]
    const { signIn } = begin({ readStatus: () => Promise.resolve(answers.shift() ?? signedOut) })
    await reach(signIn, 'signedOut')
    signIn.check()
    await reach(signIn, 'signedIn')
  })
})

describe('while the person is away', () => {
  async function away(script: Partial<Script> = {}) {
    const begun = begin(script)
    await reach(begun.signIn, 'signedOut')
    begun.signIn.press()
    expect(begun.signIn.state().at).toBe('awaitingConsent')
    return begun
  }

  test('cancelling creates a new link', async () => {
    const { signIn } = await away()
    signIn.cancel()
    expect(signIn.state().at).toBe('preparing')
    await reach(signIn, 'signedOut')
  })

  test('waiting ends after ten minutes', async () => {
    const { signIn, timers } = await away()
    expect(timers.map(({ ms }) => ms)).toEqual([10 * 60_000])
    timers[0]?.run()
    expect(signIn.state().at).toBe('preparing')
  })

  test('a sign-in finished in another window is detected on demand', async () => {
    const answers = [signedOut, signedIn]
    const { signIn } = await away({ readStatus: () => Promise.resolve(answers.shift() ?? signedOut) })
    signIn.check()
    await reach(signIn, 'signedIn')
  })

  test('a return without a page load is handled', async () => {
    const { signIn, sent } = await away()
    signIn.takeReturn(back)
    await reach(signIn, 'signedIn')
    expect(sent).toHaveLength(1)
  })
})

describe('a return after a page load', () => {
  test('exchanges the code with the verifier and the state that the gateway issued', async () => {
    const { signIn, sent } = begin({}, back)
    expect(signIn.state().at).toBe('exchanging')
    await reach(signIn, 'signedIn')
    expect(sent).toEqual([{ service: 'crm', code: 'code_1', verifier: back.verifier, state: 's1' }])
    expect(signIn.state()).toMatchObject({ account: 'ada@kettle.example' })
  })

  test('the same code is not sent again when a view is rendered again', async () => {
    const first = begin({}, back)
    await reach(first.signIn, 'signedIn')
    const second = begin({ readStatus: () => Promise.resolve(signedIn) }, back, first.spent)
    await reach(second.signIn, 'signedIn')
    expect(second.sent).toEqual([])
  })

  test('the same code is not sent again after signing out', async () => {
    const { signIn, sent } = begin({}, back)
    await reach(signIn, 'signedIn')
    signIn.signOut()
    await reach(signIn, 'signedOut')
    signIn.takeReturn(back)
    await reach(signIn, 'signedOut')
    expect(sent).toHaveLength(1)
  })

  test('a return for another service or another app is ignored', async () => {
    for (const state of [joinState('shop', 's1'), 'something else', undefined]) {
      const { signIn, sent } = begin(
        {},
        { code: 'code_1', verifier: back.verifier ?? '', ...(state ? { state } : {}) },
      )
      await reach(signIn, 'signedOut')
      expect(sent).toEqual([])
    }
  })

  test('a return without a verifier is reported and leads to a new sign-in', async () => {
    const { signIn, sent } = begin({}, { code: 'code_1', state: joinState('crm', 's1') })
    expect(signIn.state().at).toBe('failed')
    expect(signIn.state().problem).toMatchObject({ phase: 'consent', error: { reason: 'incomplete' } })
    signIn.retry()
    await reach(signIn, 'signedOut')
    expect(sent).toEqual([])
  })

  test.each([
    ['with a state', { error: 'access_denied', state: joinState('crm', 's1') }],
    ['without a state', { error: 'access_denied' }],
  ])('a denial %s is reported and leads to a new sign-in', async (_, returned) => {
    const { signIn } = begin({}, returned)
    expect(signIn.state().problem).toMatchObject({ phase: 'consent', error: { reason: 'denied' } })
    signIn.retry()
    await reach(signIn, 'signedOut')
  })

  test("a denial of another service's sign-in is ignored", async () => {
    const { signIn } = begin({}, { error: 'access_denied', state: joinState('shop', 's1') })
    await reach(signIn, 'signedOut')
    expect(signIn.state().problem).toBeUndefined()
  })

  test('an empty return is ignored', async () => {
    const { signIn } = begin({}, {})
    await reach(signIn, 'signedOut')
  })
})

describe('an exchange that fails', () => {
  const failing = () => Promise.reject(new Error('store is down'))

  test('is distinguished from being signed out, and its code is never sent again', async () => {
    const { signIn, sent } = begin({ exchange: failing }, back)
    await reach(signIn, 'failed')
    expect(signIn.state().problem?.phase).toBe('exchanging')
    signIn.retry()
    await reach(signIn, 'signedOut')
    expect(sent).toHaveLength(1)
  })

  test('is not a failure if another view was faster or only the answer was lost', async () => {
    const { signIn } = begin({ exchange: failing, readStatus: () => Promise.resolve(signedIn) }, back)
    await reach(signIn, 'signedIn')
    expect(signIn.state().problem).toBeUndefined()
  })

  test('stays a failure of the exchange when the status cannot be read either', async () => {
    const { signIn } = begin({ exchange: failing, readStatus: failing }, back)
    await reach(signIn, 'failed')
    expect(signIn.state().problem?.phase).toBe('exchanging')
  })
})

describe('signed in', () => {
  const status = { readStatus: () => Promise.resolve(signedIn) }

  test('signing out clears what is shown and offers a new sign-in', async () => {
    const { signIn } = begin(status)
    await reach(signIn, 'signedIn')
    signIn.signOut()
    expect(signIn.state().at).toBe('signingOut')
    await reach(signIn, 'signedOut')
    expect(signIn.state()).toMatchObject({
      account: undefined,
      since: undefined,
      expired: false,
    })
  })

  test('a failed sign-out can be retried and is not shown as signed out', async () => {
    const answers = [fails, () => Promise.resolve(signedOut)]
    const { signIn } = begin({ ...status, signOut: () => (answers.shift() ?? never)() })
    await reach(signIn, 'signedIn')
    signIn.signOut()
    await reach(signIn, 'failed')
    expect(signIn.state().problem?.phase).toBe('signing_out')
    signIn.retry()
    expect(signIn.state().at).toBe('signingOut')
    await reach(signIn, 'signedOut')
  })

  test('a sign-in that turns out to have expired asks for a new one', async () => {
    const answers = [signedIn, expired]
    const { signIn } = begin({ readStatus: () => Promise.resolve(answers.shift() ?? expired) })
    await reach(signIn, 'signedIn')
    signIn.check()
    await reach(signIn, 'signedOut')
    expect(signIn.state().expired).toBe(true)
  })
})

test('splits a complete state into service and issued state, and rejects others', () => {
  expect(splitState(joinState('my-crm', 'abc_-1'))).toEqual({ service: 'my-crm', issued: 'abc_-1' })
  for (const state of ['', 'crm', 'crm.', '.x', 'Crm.x', 'crm.x y', undefined])
    expect(splitState(state)).toBeUndefined()
})
