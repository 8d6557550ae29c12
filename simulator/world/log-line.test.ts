import { expect, test } from 'vitest'
import { groupLines, withLine } from './log-line.ts'
import type { LogLine } from './log-line.ts'

const line = (id: string, kind: LogLine['kind'], atMs: number, tookMs: number): LogLine => ({
  id,
  kind,
  atMs,
  tookMs,
  status: 200,
  verb: 'GET',
  what: '/',
})
const shape = (lines: LogLine[]) =>
  groupLines(lines).map(({ line: { id }, calls }) => [id, calls.map((call) => call.id)])

test('groups a call to Stripe under the request that was open at the time', () => {
  const lines = [
    line('s1', 'stripe', 110, 20),
    line('s2', 'stripe', 105, 10),
    line('g1', 'gateway', 100, 50),
    line('g2', 'gateway', 300, 5),
  ]
  expect(shape(lines)).toEqual([
    ['g2', []],
    ['g1', ['s2', 's1']],
  ])
})

test('groups a call under the latest of several open requests', () => {
  const lines = [
    line('g1', 'gateway', 100, 500),
    line('g2', 'gateway', 200, 100),
    line('s', 'stripe', 210, 20),
  ]
  expect(shape(lines)).toEqual([
    ['g2', ['s']],
    ['g1', []],
  ])
})

test('leaves a call outside any request ungrouped', () => {
  const lines = [line('g1', 'gateway', 100, 10), line('s', 'stripe', 150, 20), line('m', 'missive', 120, 0)]
  expect(shape(lines)).toEqual([
    ['s', []],
    ['m', []],
    ['g1', []],
  ])
})

test('groups calls under a request that is still running', () => {
  const { tookMs: _tookMs, status: _status, ...open } = line('g', 'gateway', 100, 0)
  expect(shape([open, line('s', 'stripe', 900, 20)])).toEqual([['g', ['s']]])
})

test('replaces a line by its later version, and drops old lines', () => {
  const begun = [line('a', 'gateway', 1, 0), line('b', 'gateway', 2, 0)]
  expect(withLine(begun, line('a', 'gateway', 1, 9), 2).map(({ id, tookMs }) => [id, tookMs])).toEqual([
    ['a', 9],
    ['b', 0],
  ])
  expect(withLine(begun, line('c', 'gateway', 3, 0), 2).map(({ id }) => id)).toEqual(['b', 'c'])
})
