// What counts as an answer to a call, and how everything else is named.

import { expect, test } from 'vitest'
import type { RemoteCall } from '#contract/remote.ts'
import type { OutsideResponse } from '#outside/fetch-outside.ts'
import { readAnswer } from './read-answer.ts'

type Whole = Extract<OutsideResponse, { ok: true }>
const response = (value: unknown, change: Partial<Whole> = {}): OutsideResponse => ({
  ok: true,
  status: 200,
  contentType: 'application/json',
  text: JSON.stringify(value),
  ending: 'whole',
  ...change,
})

test.each<[RemoteCall, unknown]>([
  ['load', 'hidden'],
  ['load', { blocks: [], title: 'Points', open: true }],
  ['form', { fields: { points: { max: 5 } }, text: 'Few are left.' }],
  ['confirm', { title: 'Grant?', submit: 'Grant', danger: true }],
  ['confirm', { faults: { points: 'Too many.' } }],
  ['run', { done: { title: 'Granted', id: 'x' } }],
  ['run', { failed: 'Half of it is done.' }],
  ['run', { retry: 'busy', afterSeconds: 30 }],
  ['handle', { done: true }],
  ['handle', { refused: 'Not ours.' }],
])('%s may be answered with what the local function returns: %j', (call, answer) => {
  expect(readAnswer(call, response(answer))).toEqual({ ok: true, answer })
})

test.each<[string, unknown, RemoteCall, string]>([
  ['a missing part', {}, 'load', 'blocks: invalid_type'],
  [
    'a wrong value, with its path',
    { blocks: [{ type: 'text', text: 5 }] },
    'load',
    'blocks.0.text: invalid_type',
  ],
  ['an unknown kind of block', { blocks: [{ type: 'html' }] }, 'load', 'blocks.0.type: invalid_union'],
  ['an unknown key', { done: { title: 'x', state: 'done' } }, 'run', 'done.state: not known here'],
  ['nothing done', { done: false }, 'handle', 'done: invalid_value'],
  ['another call’s answer', 'hidden', 'run', 'answer: invalid_type'],
])('names %s', (_, answer, call, place) => {
  expect(readAnswer(call, response(answer))).toMatchObject({ fault: 'answer_invalid', places: [place] })
})

test.each<[string, Partial<Whole>, string, string[]]>([
  ['markup', { contentType: 'text/html' }, 'answer_invalid', ['content-type: not application/json']],
  [
    'JSON of another name',
    { contentType: 'application/jsonp' },
    'answer_invalid',
    ['content-type: not application/json'],
  ],
  ['no JSON', { text: '{"blocks":' }, 'answer_invalid', ['body: not JSON']],
  ['too much', { ending: 'too_long' }, 'answer_invalid', ['body: too long']],
  ['half of it', { ending: 'cut_off' }, 'failed', ['body: cut off']],
  ['a redirect', { status: 302 }, 'failed', []],
  ['nothing', { status: 204 }, 'failed', []],
  ['401', { status: 401 }, 'refused', []],
  ['404', { status: 404 }, 'not_found', []],
  ['422', { status: 422 }, 'rejected', []],
  ['500', { status: 500 }, 'failed', []],
])('%s is no answer, even around one', (_, change, fault, places) => {
  expect(readAnswer('load', response({ blocks: [] }, change))).toMatchObject({ ok: false, fault, places })
})

test('a service that asks for time is asked again later', () => {
  expect(readAnswer('run', response({}, { status: 429, retryAfter: '7' }))).toMatchObject({
    fault: 'failed',
    retryAfter: '7',
  })
})

test('keys that look like data are not named', () => {
  const reading = readAnswer('confirm', response({ faults: { 'amy@example.com': 5 } }))
  expect(reading).toMatchObject({ places: ['faults.*: invalid_type'] })
})
