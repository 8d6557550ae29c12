// Every way through the sign-in machine: each transition has a line here.

import { describe, expect, test, vi } from 'vitest'
import { type Actor, createActor, fromPromise, SimulatedClock } from 'xstate'
import type { OauthExchangeArgs, OauthState } from '../generated/contract.ts'
import { signInMachine } from './machine.ts'
import { joinState, type Returned, splitState } from './returned.ts'

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
  const { readStatus = () => Promise.resolve(signedOut), prepare = () => Promise.resolve(link) } = script
  const { exchange = () => Promise.resolve(signedIn), signOut = () => Promise.resolve(signedOut) } = script
  const clock = new SimulatedClock()
  const actor = createActor(
    signInMachine.provide({
      actors: {
        readStatus: fromPromise<OauthState, { service: string }>(readStatus),
        prepare: fromPromise<string, { service: string }>(prepare),
        exchange: fromPromise<OauthState, OauthExchangeArgs>(({ input }) => {
          sent.push(input)
          return exchange(input)
        }),
        signOut: fromPromise<OauthState, { service: string }>(signOut),
      },
    }),
    { input: { service: 'crm', returned, spent }, clock },
  ).start()
  return { actor, sent, clock, spent }
}

const reach = (actor: Actor<typeof signInMachine>, state: string) =>
  vi.waitFor(() => expect(actor.getSnapshot().value).toBe(state), { interval: 1 })

const problemOf = (actor: Actor<typeof signInMachine>) => actor.getSnapshot().context.problem

describe('without anything returned', () => {
  test('a person who is signed out gets a link', async () => {
    const { actor } = begin()
    expect(actor.getSnapshot().value).toBe('checking')
    await reach(actor, 'signedOut')
    expect(actor.getSnapshot().context.authorizeUrl).toBe(link)
  })

  test('a person who is signed in sees as whom and since when', async () => {
    const { actor } = begin({ readStatus: () => Promise.resolve(signedIn) })
    await reach(actor, 'signedIn')
    expect(actor.getSnapshot().context).toMatchObject({
      account: 'ada@kettle.example',
      since: signedIn.since,
    })
  })

  test('a sign-in that ended by itself is said to have expired, and gets a link', async () => {
    const { actor } = begin({ readStatus: () => Promise.resolve(expired) })
    await reach(actor, 'signedOut')
    expect(actor.getSnapshot().context).toMatchObject({ expired: true, account: undefined })
  })

  test('a status that cannot be read is a failure, and is read again on demand', async () => {
    const answers = [fails, () => Promise.resolve(signedIn)]
    const { actor } = begin({ readStatus: () => (answers.shift() ?? never)() })
    await reach(actor, 'failed')
    expect(problemOf(actor)?.phase).toBe('checking')
    actor.send({ type: 'RETRY' })
    await reach(actor, 'signedIn')
    expect(problemOf(actor)).toBeUndefined()
  })

  test('a link that cannot be made is a failure, and is made again on demand', async () => {
    const answers = [fails, () => Promise.resolve(link)]
    const { actor } = begin({ prepare: () => (answers.shift() ?? never)() })
    await reach(actor, 'failed')
    expect(problemOf(actor)?.phase).toBe('preparing')
    actor.send({ type: 'RETRY' })
    await reach(actor, 'signedOut')
  })

  test('a link is renewed before the gateway forgets its state', async () => {
    const links = [link, `${link}2`]
    const { actor, clock } = begin({ prepare: () => Promise.resolve(links.shift() ?? '') })
    await reach(actor, 'signedOut')
    clock.increment(9 * 60_000)
    expect(actor.getSnapshot().value).toBe('preparing')
    await vi.waitFor(() => expect(actor.getSnapshot().context.authorizeUrl).toBe(`${link}2`))
  })

  test('a status may be read again while signed out', async () => {
    const answers = [signedOut, signedIn]
    const { actor } = begin({ readStatus: () => Promise.resolve(answers.shift() ?? signedOut) })
    await reach(actor, 'signedOut')
    actor.send({ type: 'CHECK' })
    await reach(actor, 'signedIn')
  })
})

describe('while the person is away', () => {
  async function away(script: Partial<Script> = {}) {
    const begun = begin(script)
    await reach(begun.actor, 'signedOut')
    begun.actor.send({ type: 'PRESSED' })
    expect(begun.actor.getSnapshot().value).toBe('awaitingConsent')
    return begun
  }

  test('giving up makes a new link', async () => {
    const { actor } = await away()
    actor.send({ type: 'CANCEL' })
    expect(actor.getSnapshot().value).toBe('preparing')
    await reach(actor, 'signedOut')
  })

  test('nobody waits for ever', async () => {
    const { actor, clock } = await away()
    clock.increment(10 * 60_000)
    expect(actor.getSnapshot().value).toBe('preparing')
  })

  test('a sign-in finished in another window is seen on demand', async () => {
    const answers = [signedOut, signedIn]
    const { actor } = await away({ readStatus: () => Promise.resolve(answers.shift() ?? signedOut) })
    actor.send({ type: 'CHECK' })
    await reach(actor, 'signedIn')
  })

  test('a return without a new page is taken up', async () => {
    const { actor, sent } = await away()
    actor.send({ type: 'RETURNED', returned: back })
    await reach(actor, 'signedIn')
    expect(sent).toHaveLength(1)
  })
})

describe('coming back, with all memory lost', () => {
  test('code, verifier and the state that the gateway issued are exchanged', async () => {
    const { actor, sent } = begin({}, back)
    expect(actor.getSnapshot().value).toBe('exchanging')
    await reach(actor, 'signedIn')
    expect(sent).toEqual([{ service: 'crm', code: 'code_1', verifier: back.verifier, state: 's1' }])
    expect(actor.getSnapshot().context).toMatchObject({ account: 'ada@kettle.example', returned: undefined })
  })

  test('the same code is not sent again when a view is drawn again', async () => {
    const first = begin({}, back)
    await reach(first.actor, 'signedIn')
    const second = begin({ readStatus: () => Promise.resolve(signedIn) }, back, first.spent)
    await reach(second.actor, 'signedIn')
    expect(second.sent).toEqual([])
  })

  test('the same code is not sent again after signing out', async () => {
    const { actor, sent } = begin({}, back)
    await reach(actor, 'signedIn')
    actor.send({ type: 'SIGN_OUT' })
    await reach(actor, 'signedOut')
    actor.send({ type: 'RETURNED', returned: back })
    await reach(actor, 'signedOut')
    expect(sent).toHaveLength(1)
  })

  test('a return for another service, or of another app, is left alone', async () => {
    for (const state of [joinState('shop', 's1'), 'something else', undefined]) {
      const { actor, sent } = begin(
        {},
        { code: 'code_1', verifier: back.verifier ?? '', ...(state ? { state } : {}) },
      )
      await reach(actor, 'signedOut')
      expect(sent).toEqual([])
    }
  })

  test('a return without verifier is told, and leads to a new sign-in', async () => {
    const { actor, sent } = begin({}, { code: 'code_1', state: joinState('crm', 's1') })
    expect(actor.getSnapshot().value).toBe('failed')
    expect(problemOf(actor)).toMatchObject({ phase: 'consent', error: { reason: 'incomplete' } })
    actor.send({ type: 'RETRY' })
    await reach(actor, 'signedOut')
    expect(sent).toEqual([])
  })

  test.each([
    ['with a state', { error: 'access_denied', state: joinState('crm', 's1') }],
    ['without a state', { error: 'access_denied' }],
  ])('a denial %s is told, and leads to a new sign-in', async (_, returned) => {
    const { actor } = begin({}, returned)
    expect(problemOf(actor)).toMatchObject({ phase: 'consent', error: { reason: 'denied' } })
    actor.send({ type: 'RETRY' })
    await reach(actor, 'signedOut')
  })

  test("a denial of another service's sign-in is left alone", async () => {
    const { actor } = begin({}, { error: 'access_denied', state: joinState('shop', 's1') })
    await reach(actor, 'signedOut')
    expect(problemOf(actor)).toBeUndefined()
  })

  test('an empty return is none', async () => {
    const { actor } = begin({}, {})
    await reach(actor, 'signedOut')
  })
})

describe('an exchange that fails', () => {
  const failing = () => Promise.reject(new Error('store is down'))

  test('is told apart from being signed out, and its code is never sent again', async () => {
    const { actor, sent } = begin({ exchange: failing }, back)
    await reach(actor, 'failed')
    expect(problemOf(actor)?.phase).toBe('exchanging')
    actor.send({ type: 'RETRY' })
    await reach(actor, 'signedOut')
    expect(sent).toHaveLength(1)
  })

  test('is no failure when another view was faster, or only the answer was lost', async () => {
    const { actor } = begin({ exchange: failing, readStatus: () => Promise.resolve(signedIn) }, back)
    await reach(actor, 'signedIn')
    expect(problemOf(actor)).toBeUndefined()
  })

  test('stays a failure of the exchange when the status cannot be read either', async () => {
    const { actor } = begin({ exchange: failing, readStatus: failing }, back)
    await reach(actor, 'failed')
    expect(problemOf(actor)?.phase).toBe('exchanging')
  })
})

describe('signed in', () => {
  const status = { readStatus: () => Promise.resolve(signedIn) }

  test('signing out clears what is shown and offers a new sign-in', async () => {
    const { actor } = begin(status)
    await reach(actor, 'signedIn')
    actor.send({ type: 'SIGN_OUT' })
    expect(actor.getSnapshot().value).toBe('signingOut')
    await reach(actor, 'signedOut')
    expect(actor.getSnapshot().context).toMatchObject({
      account: undefined,
      since: undefined,
      expired: false,
    })
  })

  test('a sign-out that fails is tried again, not mistaken for one', async () => {
    const answers = [fails, () => Promise.resolve(signedOut)]
    const { actor } = begin({ ...status, signOut: () => (answers.shift() ?? never)() })
    await reach(actor, 'signedIn')
    actor.send({ type: 'SIGN_OUT' })
    await reach(actor, 'failed')
    expect(problemOf(actor)?.phase).toBe('signing_out')
    actor.send({ type: 'RETRY' })
    expect(actor.getSnapshot().value).toBe('signingOut')
    await reach(actor, 'signedOut')
  })

  test('a sign-in that is found to have expired asks for a new one', async () => {
    const answers = [signedIn, expired]
    const { actor } = begin({ readStatus: () => Promise.resolve(answers.shift() ?? expired) })
    await reach(actor, 'signedIn')
    actor.send({ type: 'CHECK' })
    await reach(actor, 'signedOut')
    expect(actor.getSnapshot().context.expired).toBe(true)
  })
})

test('a state says which service it is for, and only a whole one does', () => {
  expect(splitState(joinState('my-crm', 'abc_-1'))).toEqual({ service: 'my-crm', issued: 'abc_-1' })
  for (const state of ['', 'crm', 'crm.', '.x', 'Crm.x', 'crm.x y', undefined])
    expect(splitState(state)).toBeUndefined()
})
