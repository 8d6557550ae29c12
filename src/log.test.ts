// The log: one JSON object a line, whatever the values are (T57).

import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { anyCharacter } from '#contract/fixtures/any-character.ts'
import { createLog, type LogLevel } from './log.ts'
import { Secret } from './secret.ts'

function openLog(level: LogLevel = 'debug') {
  const lines: string[] = []
  return { lines, log: createLog({ level, now: () => 0, write: (line) => lines.push(line) }) }
}

test('no value can begin a second line or colour the terminal', () => {
  assert(
    property(string({ unit: anyCharacter }), (value) => {
      const { lines, log } = openLog()
      log.info('request.answered', { agent: `${value}\r\n{"event":"forged"}\u001B[31m` })
      expect(lines).toHaveLength(1)
      expect(lines[0]).not.toMatch(/[\u0000-\u001F]/)
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: 'request.answered' })
    }),
  )
})

test('lines below the level are dropped', () => {
  const { lines, log } = openLog('warn')
  log.debug('a.b')
  log.info('a.b')
  log.warn('a.b')
  log.error('a.b')
  expect(lines).toHaveLength(2)
})

test('bound fields stand in every line of the log made with them, and in no other', () => {
  const { lines, log } = openLog()
  const bound = log.with({ requestId: 'req_1' }).with({ tenantId: 'self' })
  bound.info('a.b', { n: 1 })
  log.info('a.b')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    {
      event: 'a.b',
      level: 'info',
      at: '1970-01-01T00:00:00.000Z',
      requestId: 'req_1',
      tenantId: 'self',
      n: 1,
    },
    { event: 'a.b', level: 'info', at: '1970-01-01T00:00:00.000Z' },
  ])
})

test('a secret that strays into a field stays hidden', () => {
  const { lines, log } = openLog()
  const stray: unknown = new Secret('rk_live_hunter2')
  log.error('a.b', { stray: stray as string })
  expect(lines[0]).toContain('[secret]')
  expect(lines[0]).not.toContain('hunter2')
})
