import { expect, test } from 'vitest'
import { paragraphsOf, type Post } from './post.ts'
import { createRestApi } from './rest-api.ts'

function open() {
  const posts: Post[] = []
  let nowMs = 1_000_000
  const api = createRestApi({
    token: 'right',
    hasConversation: (id) => id === 'conv-1',
    onPost: (post) => posts.push(post),
    now: () => nowMs,
  })
  const good = { conversation: 'conv-1', markdown: '**Hi**', notification: { title: 'T', body: 'B' } }
  const ask = (given: object = {}, { token = 'right', path = '/v1/posts' } = {}) =>
    api.handle(
      new Request(`http://missive${path}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}` },
        body: JSON.stringify({ posts: { ...good, ...given } }),
      }),
    )
  return { api, ask, posts, advance: (ms: number) => void (nowMs += ms) }
}

test('accepts a post only with the token, an existing conversation, text and a complete notification', async () => {
  const { ask, posts } = open()
  expect((await ask({}, { token: 'wrong' })).status).toBe(401)
  expect((await ask({ conversation: 'conv-2' })).status).toBe(404)
  expect((await ask({ markdown: '' })).status).toBe(400)
  expect((await ask({ notification: { title: 'T' } })).status).toBe(400)
  expect((await ask({}, { path: '/v1/drafts' })).status).toBe(404)
  expect(posts).toEqual([])
  expect((await ask()).status).toBe(201)
  expect(posts).toMatchObject([{ conversation: 'conv-1', username: 'API', title: 'T', markdown: '**Hi**' }])
})

test('refuses the sixth concurrent request, and the 301st of a minute until the minute is over', async () => {
  const { ask, posts, advance } = open()
  const six = await Promise.all(Array.from({ length: 6 }, () => ask()))
  expect(six.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 201, 201, 201, 429])
  for (let count = 5; count < 300; count += 1) await ask()
  expect(posts.length).toBe(300)
  advance(20_000)
  const late = await ask()
  expect([late.status, late.headers.get('retry-after')]).toEqual([429, '40'])
  advance(40_000)
  expect((await ask()).status).toBe(201)
})

test('refuses more than 900 requests in a quarter of an hour', async () => {
  const { ask, posts, advance } = open()
  for (let minute = 0; minute < 3; minute += 1, advance(60_000))
    for (let count = 0; count < 300; count += 1) await ask()
  expect(posts.length).toBe(900)
  expect((await ask()).headers.get('retry-after')).toBe('720')
})

test('refuses everything while the switch is on', async () => {
  const { api, ask } = open()
  api.setLimited(true)
  expect((await ask()).status).toBe(429)
  api.setLimited(false)
  expect((await ask()).status).toBe(201)
})

test('parses Markdown into paragraphs, quotes, bold and links, and leaves other than web links as text', () => {
  expect(paragraphsOf('**Bold** end\n\n> said\n> so\n\n[Go](https://a.example) [No](javascript:x)')).toEqual([
    { isQuote: false, parts: [{ text: 'Bold', isBold: true }, { text: ' end' }] },
    { isQuote: true, parts: [{ text: 'said\nso' }] },
    { isQuote: false, parts: [{ text: 'Go', href: 'https://a.example' }, { text: ' [No](javascript:x)' }] },
  ])
})
