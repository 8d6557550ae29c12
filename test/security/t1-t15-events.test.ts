// T1 to T15 of the intake: anything but a Stripe event, recently signed for this address, is refused and leaves nothing behind.

import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { assert, asyncProperty, boolean, constantFrom, integer, nat, option, record } from 'fast-check'
import { matchesAnyEvent } from '#definitions/event-match.ts'
import { listEvents } from '#store/event-list.ts'
import { openMemoryStore, type JobStore } from '../worlds/database.ts'
import {
  eventOf,
  openInbox,
  secrets,
  signText,
  startMs,
  textOf,
  thinOf,
  type OpenInbox,
} from '../worlds/events/inbox.ts'

let store: JobStore
let inbox: OpenInbox

beforeEach(async () => {
  store = await openMemoryStore()
  inbox = await openInbox(store)
})
afterEach(async () => {
  await inbox.close()
  await store.close()
})

const codeOf = async (response: Response): Promise<[number, unknown]> => {
  const body: unknown = await response.json()
  return [
    response.status,
    typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined,
  ]
}
const refused = [400, 'event_refused']

async function expectRefused(response: Response, count = 0): Promise<void> {
  expect(await codeOf(response)).toEqual(refused)
  expect(await inbox.rows()).toHaveLength(count)
}

describe('T1 to T4: events without a valid signature', () => {
  const text = textOf(eventOf())
  const good = signText(text, secrets.live)
  const v1 = good.split('v1=')[1] ?? ''

  test('T1: an event without a signature is refused', async () =>
    expectRefused(await inbox.post('live', text)))

  test.each([
    ['truncated', good.slice(0, -1)],
    ['an empty v1', `t=${startMs / 1000},v1=`],
    ['only a name', 'v1,'],
    ['no time', `v1=${v1}`],
    ['no signature', `t=${startMs / 1000}`],
    ['two times', `t=${startMs / 1000},${good}`],
    ['two headers in one', `${good}, ${good}`],
    ['a time that is not a number', `t=NaN,v1=${v1}`],
    ['a negative time', `t=-1,v1=${v1}`],
    ['a time out of range', `t=1e30,v1=${v1}`],
    ['another scheme', good.replace('v1=', 'v0=')],
    ['white space', ' '],
    ['a mebibyte', `t=${startMs / 1000},v1=${'a'.repeat(1024 * 1024)}`],
  ])('T3, T4, T6: a header that is %s is refused', async (_, header) =>
    expectRefused(await inbox.post('live', text, header)),
  )

  test('T2: without a signing secret nothing is accepted, and the answer names the missing setting', async () => {
    const bare = await openInbox(store, { env: { STRIPE_WEBHOOK_SECRETS_TEST: '' } })
    for (const secret of ['', 'whsec_']) {
      const answer = await bare.post('test', text, signText(text, secret))
      expect(answer.status).toBe(500)
      expect(await answer.json()).toMatchObject({
        code: 'event_secret_missing',
        detail: 'Set STRIPE_WEBHOOK_SECRETS_TEST.',
      })
    }
    expect(await inbox.rows()).toEqual([])
    await bare.close()
  })

  test('T12: a signature with another secret or for the other address is refused', async () => {
    await expectRefused(await inbox.send(eventOf(), { secret: secrets.strange }))
    await expectRefused(await inbox.send(eventOf(), { secret: secrets.test }))
    await expectRefused(
      await inbox.send(eventOf({ livemode: false }), { endpoint: 'test', secret: secrets.live }),
    )
  })

  test('both secrets of a rotation are accepted', async () => {
    expect((await inbox.send(eventOf(), { secret: secrets.live })).status).toBe(200)
    expect((await inbox.send(eventOf(), { secret: secrets.liveBefore })).status).toBe(200)
  })
})

describe('T5, T6: the time of a signature', () => {
  test.each([
    [-300, 200],
    [-301, 400],
    [-31_536_000, 400],
    [60, 200],
    [61, 400],
    [31_536_000, 400],
  ])('%i seconds from now is answered with %i', async (seconds, status) => {
    const answer = await inbox.send(eventOf(), { atMs: startMs + seconds * 1000 })
    expect(answer.status).toBe(status)
    expect(await inbox.rows()).toHaveLength(status === 200 ? 1 : 0)
  })

  test('G8: an event is accepted if and only if its signature is valid and recent', async () => {
    await assert(
      asyncProperty(
        record({
          seconds: integer({ min: -400, max: 120 }),
          secret: constantFrom(...Object.values(secrets)),
          endpoint: constantFrom('live' as const, 'test' as const),
          flipped: option(nat({ max: 63 }), { nil: undefined }),
          livemode: boolean(),
        }),
        async ({ seconds, secret, endpoint, flipped, livemode }) => {
          const text = textOf(eventOf({ livemode }))
          const whole = signText(text, secret, startMs + seconds * 1000)
          const at = whole.indexOf('v1=') + 3 + (flipped ?? 0)
          const other = whole[at] === '0' ? '1' : '0'
          const header = flipped === undefined ? whole : whole.slice(0, at) + other + whole.slice(at + 1)
          const own: string[] = endpoint === 'live' ? [secrets.live, secrets.liveBefore] : [secrets.test]
          const valid =
            flipped === undefined &&
            own.includes(secret) &&
            seconds >= -300 &&
            seconds <= 60 &&
            !(endpoint === 'test' && livemode)
          expect((await inbox.post(endpoint, text, header)).status).toBe(valid ? 200 : 400)
        },
      ),
      { numRuns: 300 },
    )
  })
})

test('T7: ten thousand signatures are refused', async () => {
  const header = `t=${startMs / 1000}${`,v1=${'a'.repeat(64)}`.repeat(10_000)}`
  await expectRefused(await inbox.post('live', textOf(eventOf()), header))
})

describe('T8: only the exact bytes that were signed', () => {
  const event = eventOf()
  const text = textOf(event)
  const header = signText(text, secrets.live)
  test.each([
    ['written anew', JSON.stringify(event)],
    ['with keys in another order', textOf(Object.fromEntries(Object.entries(event).toReversed()))],
    ['with CRLF', text.replaceAll('\n', '\r\n')],
    ['with a byte order mark', `\uFEFF${text}`],
    ['with a line break at its end', `${text}\n`],
  ])('a body %s is refused', async (_, body) => expectRefused(await inbox.post('live', body, header)))

  test('a body that is not UTF-8 is refused, regardless of the signature', async () => {
    const named = textOf(eventOf({ data: { object: { id: 'in_1', name: '@' } } }))
    const bytes = new TextEncoder().encode(named)
    bytes[bytes.indexOf('@'.charCodeAt(0))] = 0xff
    const lossy = new TextDecoder().decode(bytes)
    await expectRefused(await inbox.post('live', bytes, signText(lossy, secrets.live)))
  })
})

describe('signed but invalid: refused and not stored', () => {
  const broken: [string, string][] = [
    ['no JSON', '{"id": "evt_1", '],
    ['null', 'null'],
    ['an array', '[]'],
    ['a text', '"evt_1"'],
    ['nothing', ''],
    ['an event without an id', textOf({ ...eventOf(), id: undefined })],
    ['an event with an id of another kind', textOf(eventOf({ id: 'cus_1' }))],
    ['an event without an object', textOf(eventOf({ data: {} }))],
    ['an event without a mode', textOf({ ...eventOf(), livemode: undefined })],
    ['an event whose mode is text', textOf(eventOf({ livemode: 'true' }))],
    ['an event without a time', textOf({ ...eventOf(), created: 'yesterday' })],
    ['an event of an invalid account', textOf(eventOf({ account: 'cus_1' }))],
    ['T15: a thin event that calls itself a snapshot', textOf(thinOf({ object: 'event' }))],
    ['T15: a snapshot that calls itself thin', textOf(eventOf({ object: 'v2.core.event' }))],
    ['T57: a type with a line break', textOf(eventOf({ type: 'invoice.paid\n{"event":"forged"}' }))],
    ['T57: a type with an escape', textOf(eventOf({ type: 'invoice.\u001b[31mpaid' }))],
  ]
  test.each(broken)('%s', async (_, text) => {
    await expectRefused(await inbox.post('live', text, signText(text, secrets.live)))
  })

  test('a body of more than a mebibyte is refused before it is read completely', async () => {
    const text = textOf(eventOf({ data: { object: { id: 'in_1', note: 'x'.repeat(1024 * 1024) } } }))
    const answer = await inbox.post('live', text, signText(text, secrets.live))
    expect(answer.status).toBe(413)
    expect(await inbox.rows()).toEqual([])
  })

  test('T57: the log contains nothing of a refused body or header', async () => {
    const text = textOf(eventOf({ type: 'forged\nline' }))
    await inbox.post('live', text, signText(text, secrets.live))
    await inbox.post('live', 'canary-body', 'canary-header')
    const lines = inbox.clock.lines.join('\n')
    expect(lines).not.toMatch(/canary|forged/)
    expect(lines).toContain('event.refused')
  })
})

describe('T11: modes', () => {
  test('a live event at the test address is refused', async () => {
    await expectRefused(await inbox.send(eventOf(), { endpoint: 'test' }))
  })

  test('a test event at the live address is accepted as a test event, because Stripe sends it for an app in both modes', async () => {
    expect((await inbox.send(eventOf({ livemode: false }))).status).toBe(200)
    expect(await inbox.rows()).toMatchObject([{ mode: 'test', came_by: 'live' }])
  })

  test('the same test event at both addresses is stored and handled once', async () => {
    const event = eventOf({ livemode: false })
    const answers = [await inbox.send(event), await inbox.send(event, { endpoint: 'test' })]
    expect(await Promise.all(answers.map((one) => one.json()))).toMatchObject([
      { accepted: 'new' },
      { accepted: 'known' },
    ])
    expect(await inbox.rows()).toHaveLength(1)
  })
})

describe('T13, T14: an event is stored once', () => {
  test('a hundred simultaneous copies of an event are one row', async () => {
    const event = eventOf()
    const answers = await Promise.all(Array.from({ length: 100 }, () => inbox.send(event)))
    expect(answers.every(({ status }) => status === 200)).toBe(true)
    expect(await inbox.rows()).toHaveLength(1)
  })

  test('the same id in another account or mode is another event', async () => {
    const id = 'evt_same'
    await inbox.send(eventOf({ id }))
    await inbox.send(eventOf({ id, livemode: false }))
    await inbox.send(eventOf({ id, account: 'acct_1' }))
    await inbox.send(eventOf({ id, account: 'acct_2' }))
    await inbox.send(eventOf({ id, account: 'acct_2' }))
    const rows = await inbox.rows()
    expect(rows.map(({ account_id, mode }) => `${account_id} ${mode}`).sort()).toEqual([
      ' live',
      ' test',
      'acct_1 live',
      'acct_2 live',
    ])
  })
})

test('T28: no other page can read an answer of the intake, and no preflight is answered', async () => {
  const answer = await inbox.send(eventOf())
  expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull()
})

test('an event of an unknown type is stored and acknowledged', async () => {
  expect((await inbox.send(eventOf({ type: 'moon.landed' }))).status).toBe(200)
  await inbox.drain()
  expect(await inbox.rows()).toMatchObject([{ type: 'moon.landed', state: 'done' }])
})

/** The event types of one form that the `stripe` package declares. */
async function declaredTypes(file: string): Promise<string[]> {
  const path = fileURLToPath(new URL(`./resources/${file}`, import.meta.resolve('stripe')))
  const text = await readFile(path, 'utf8')
  return [...new Set([...text.matchAll(/^\s+type: '([^']+\.[^']+)';$/gm)].map(([, type = '']) => type))]
}

test('every event type that the stripe package declares is stored, including those with brackets', async () => {
  const snapshots = await declaredTypes('Events.d.ts')
  const thin = await declaredTypes('V2/Core/Events.d.ts')
  expect(snapshots.length).toBeGreaterThan(200)
  expect(thin).toContain('v2.core.account[requirements].updated')
  const events = [...snapshots.map((type) => eventOf({ type })), ...thin.map((type) => thinOf({ type }))]
  const answers = await Promise.all(
    events.map(async (event) => [event['type'], (await inbox.send(event)).status]),
  )
  expect(answers.filter(([, status]) => status !== 200)).toEqual([])
  const rows = await inbox.rows()
  expect(rows.map(({ type }) => type).sort()).toEqual([...snapshots, ...thin].sort())
})

test('every event type that the stripe package declares is matched and found by name', async () => {
  const types = [...(await declaredTypes('Events.d.ts')), ...(await declaredTypes('V2/Core/Events.d.ts'))]
  for (const type of types) {
    const stem = type.slice(0, Math.max(type.lastIndexOf('.'), 1))
    expect(matchesAnyEvent([type], type) && matchesAnyEvent([`${stem}.*`], type), type).toBe(true)
  }
  await Promise.all(types.map((type) => inbox.send(eventOf({ type }))))
  for (const type of types) {
    const found = await listEvents(inbox.gateway.db, { tenantId: 'self', type }, 1000)
    expect(found.map((one) => one.type)).toEqual(
      expect.arrayContaining(types.filter((one) => one.startsWith(type))),
    )
    expect(found.every((one) => one.type.startsWith(type))).toBe(true)
  }
})

test('stores exactly what Stripe’s own library signed', async () => {
  const event = eventOf()
  await inbox.send(event)
  const [row] = await inbox.rows()
  expect(JSON.parse(row?.payload ?? '')).toEqual(event)
})
